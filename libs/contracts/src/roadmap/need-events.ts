import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { Point } from '../values/geometry.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { EventText } from '../events/event-text.ts';
import { Instant } from '../values/moments.ts';

/** What residents wrote goes along from `accepted` on: before that, nobody has moderated it. */
const NeedState = z.object({
  id: Id,
  version: z.int(),
  status: z.string().describe('submitted, triaged, accepted, crystallised, addressed, declined or merged; more may come'),
  districts: z.array(Slug),
  themes: z.array(Slug),
  title: EventText.optional(),
  description: EventText.nullable().optional(),
  location: Point.nullable().optional(),
  affectedGroups: z.array(z.string()).optional(),
  evidence: z.array(z.object({ text: EventText.nullable(), url: z.string().nullable() })).optional(),
  source: z.string().optional(),
  organisation: Id.nullable().optional(),
  session: Id.nullable().optional(),
  externalIds: z.array(z.object({ scheme: z.string(), value: z.string() })).optional(),
  attachments: z.array(Id).optional().describe('Files that hang on it'),
  supportCount: z.int().optional().describe('When this happened; supporting a need makes no event'),
  mergedInto: Id.nullable().optional(),
  mergedFrom: z.array(Id).optional(),
  outcomes: z
    .array(z.object({ kind: z.string(), id: Id }))
    .optional()
    .describe('What it was crystallised into, when it was'),
  addressed: z
    .object({ how: EventText, links: z.array(z.object({ kind: z.string(), id: Id })) })
    .nullable()
    .optional()
    .describe('How it was addressed at last'),
  createdAt: Instant,
  updatedAt: Instant,
});

/** What happens to needs (API contract, R4 and G22). Supporting and reporting change no state and make no event. */
export const needEvents = defineEvents({
  service: 'roadmap',
  noun: 'need',
  collection: 'needs',
  state: NeedState,
  outline: ['districts', 'themes', 'createdAt', 'updatedAt'],
  types: {
    create: { type: 'fiksu.roadmap.need.created.v1', title: { fi: 'Tarve ehdotettiin', sv: 'Ett behov lämnades in', en: 'A need was submitted' } },
    change: { type: 'fiksu.roadmap.need.changed.v1', title: { fi: 'Tarve muuttui', sv: 'Ett behov ändrades', en: 'A need was changed' } },
    triage: { type: 'fiksu.roadmap.need.triaged.v1', title: { fi: 'Tarve luokiteltiin', sv: 'Ett behov sorterades', en: 'A need was triaged' } },
    accept: { type: 'fiksu.roadmap.need.accepted.v1', title: { fi: 'Tarve hyväksyttiin', sv: 'Ett behov godkändes', en: 'A need was accepted' } },
    decline: { type: 'fiksu.roadmap.need.declined.v1', title: { fi: 'Tarve hylättiin', sv: 'Ett behov avslogs', en: 'A need was declined' } },
    merge: {
      type: 'fiksu.roadmap.need.merged.v1',
      title: { fi: 'Tarve yhdistettiin toiseen', sv: 'Ett behov slogs ihop med ett annat', en: 'A need was merged into another' },
    },
    unmerge: {
      type: 'fiksu.roadmap.need.unmerged.v1',
      title: { fi: 'Tarpeen yhdistäminen peruttiin', sv: 'En sammanslagning hävdes', en: 'A need was taken out of another' },
    },
    hide: { type: 'fiksu.roadmap.need.hidden.v1', title: { fi: 'Tarve piilotettiin', sv: 'Ett behov doldes', en: 'A need was hidden' } },
    restore: {
      type: 'fiksu.roadmap.need.restored.v1',
      title: { fi: 'Tarve palautettiin näkyviin', sv: 'Ett behov visades igen', en: 'A need was shown again' },
    },
    crystallise: {
      type: 'fiksu.roadmap.need.crystallised.v1',
      title: { fi: 'Tarpeesta tuli tiekartan kohtia', sv: 'Ett behov blev punkter i färdplanen', en: 'A need became items of the roadmap' },
    },
    address: { type: 'fiksu.roadmap.need.addressed.v1', title: { fi: 'Tarpeeseen vastattiin', sv: 'Ett behov besvarades', en: 'A need was addressed' } },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c07398f',
    version: 3,
    status: 'accepted',
    districts: ['malmi'],
    themes: ['green-infrastructure'],
    title: { fi: 'Varjoa Malmin torille', en: 'Shade for Malmi square' },
    description: { fi: 'Helteellä torilla ei voi istua.' },
    location: { type: 'Point', coordinates: [25.0106, 60.2505] },
    affectedGroups: ['elderly'],
    evidence: [{ text: { en: 'Measured 41 °C on a bench in July' }, url: 'https://example.org/heat' }],
    source: 'resident',
    organisation: null,
    session: null,
    supportCount: 12,
    mergedInto: null,
    mergedFrom: [],
    createdAt: '2026-11-20T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
export type NeedEvent = z.infer<typeof needEvents.event>;
