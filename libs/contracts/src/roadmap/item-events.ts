import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { Day, Instant, MonthOrDay } from '../values/moments.ts';

/** Until an item is committed to, others are told its outline alone. */
const ItemState = z.object({
  id: Id,
  version: z.int(),
  status: z.string().describe('idea, candidate, committed, in-progress, on-hold, done, dropped or superseded; more may come'),
  districts: z.array(Slug),
  themes: z.array(Slug),
  title: EventText.optional(),
  goal: EventText.nullable().optional(),
  horizon: z.string().optional().describe('now, next or later; more may come'),
  window: z.object({ from: MonthOrDay.nullable(), to: MonthOrDay.nullable() }).nullable().optional(),
  owner: Id.nullable().optional(),
  programme: Id.nullable().optional(),
  needs: z.array(Id).optional().describe('The needs that it answers'),
  dependsOn: z.array(Id).optional(),
  pilots: z.array(Id).optional(),
  proposals: z.array(Id).optional(),
  indicators: z.array(Id).optional(),
  learnings: z.array(Id).optional(),
  developments: z.array(Id).optional(),
  expectedClimateEffect: EventText.nullable().optional(),
  attachments: z.array(Id).optional().describe('Files that hang on it'),
  milestones: z.array(z.object({ id: Id, title: EventText, dueOn: Day, status: z.string(), doneOn: Day.nullable(), reason: EventText.nullable() })).optional(),
  overrides: z
    .array(z.object({ field: z.string(), value: z.union([z.string(), z.number()]), reason: EventText, until: Day }))
    .optional()
    .describe('Readings that a person has set beside the computed ones, until a day'),
  dropReason: EventText.nullable().optional(),
  supersededBy: Id.nullable().optional(),
  committedAt: Instant.nullable().optional(),
  confirmedAt: Instant.optional().describe('When a person last changed it, or said that it is up to date'),
  createdAt: Instant,
  updatedAt: Instant,
});

/** What happens to roadmap items (API contract, R7, G22 and "Items, the rest"). A milestone that changes, and a link, change their item. */
export const itemEvents = defineEvents({
  service: 'roadmap',
  noun: 'item',
  collection: 'items',
  state: ItemState,
  outline: ['districts', 'themes', 'createdAt', 'updatedAt'],
  types: {
    create: { type: 'fiksu.roadmap.item.created.v1', title: { fi: 'Tiekartan kohta lisättiin', sv: 'En punkt lades till', en: 'An item was added' } },
    change: { type: 'fiksu.roadmap.item.changed.v1', title: { fi: 'Tiekartan kohta muuttui', sv: 'En punkt ändrades', en: 'An item was changed' } },
    delete: { type: 'fiksu.roadmap.item.deleted.v1', title: { fi: 'Tiekartan kohta poistettiin', sv: 'En punkt togs bort', en: 'An item was removed' } },
    commit: { type: 'fiksu.roadmap.item.committed.v1', title: { fi: 'Kohtaan sitouduttiin', sv: 'En punkt bands', en: 'An item was committed to' } },
    start: { type: 'fiksu.roadmap.item.started.v1', title: { fi: 'Kohta aloitettiin', sv: 'En punkt påbörjades', en: 'An item was started' } },
    hold: { type: 'fiksu.roadmap.item.held.v1', title: { fi: 'Kohta keskeytettiin', sv: 'En punkt pausades', en: 'An item was put on hold' } },
    resume: { type: 'fiksu.roadmap.item.resumed.v1', title: { fi: 'Kohtaa jatkettiin', sv: 'En punkt återupptogs', en: 'An item was resumed' } },
    complete: { type: 'fiksu.roadmap.item.completed.v1', title: { fi: 'Kohta valmistui', sv: 'En punkt blev klar', en: 'An item was completed' } },
    drop: { type: 'fiksu.roadmap.item.dropped.v1', title: { fi: 'Kohdasta luovuttiin', sv: 'En punkt lades ner', en: 'An item was dropped' } },
    supersede: {
      type: 'fiksu.roadmap.item.superseded.v1',
      title: { fi: 'Kohta korvattiin toisella', sv: 'En punkt ersattes av en annan', en: 'An item was superseded by another' },
    },
    confirm: {
      type: 'fiksu.roadmap.item.confirmed.v1',
      title: { fi: 'Kohta vahvistettiin ajantasaiseksi', sv: 'En punkt bekräftades vara aktuell', en: 'An item was confirmed to be up to date' },
    },
    override: {
      type: 'fiksu.roadmap.item.overridden.v1',
      title: { fi: 'Kohdalle asetettiin oma lukema', sv: 'En egen bedömning av punkten sattes', en: 'A reading was set beside a computed one' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a0',
    version: 2,
    status: 'committed',
    districts: ['malmi'],
    themes: ['green-infrastructure'],
    title: { fi: 'Varjoa Malmin torille', en: 'Shade for Malmi square' },
    goal: { en: 'Ten degrees less on the square in July' },
    horizon: 'now',
    window: { from: '2027-03', to: '2027-11' },
    owner: '01936a5c-8f00-7cc3-98c4-dc0c0c0739b0',
    programme: '01936a5c-8f00-7cc3-98c4-dc0c0c073990',
    needs: ['01936a5c-8f00-7cc3-98c4-dc0c0c07398f'],
    dependsOn: [],
    pilots: ['01936a5c-8f00-7cc3-98c4-dc0c0c0739c0'],
    proposals: [],
    indicators: [],
    learnings: [],
    developments: [],
    expectedClimateEffect: { en: 'Less heat, more water kept' },
    attachments: [],
    milestones: [
      { id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a1', title: { en: 'Trees ordered' }, dueOn: '2027-04-30', status: 'due', doneOn: null, reason: null },
    ],
    overrides: [{ field: 'health', value: 'on-time', reason: { en: 'The plan was approved orally' }, until: '2027-06-30' }],
    dropReason: null,
    supersededBy: null,
    committedAt: '2026-11-25T08:00:00.000Z',
    confirmedAt: '2026-11-25T08:00:00.000Z',
    createdAt: '2026-11-20T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
export type ItemEvent = z.infer<typeof itemEvents.event>;
