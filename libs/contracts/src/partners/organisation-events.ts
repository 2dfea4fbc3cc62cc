import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { Instant } from '../values/moments.ts';

/** Of a sole trader, who is a natural person, no more than id and version are told (domain, "Law and money"). */
const OrganisationState = z.object({
  id: Id,
  version: z.int(),
  name: EventText.optional(),
  kind: z
    .string()
    .optional()
    .describe('city-unit, company, university, research-institute, foundation, developer, operator, ngo, resident-association or public-body; more may come'),
  sector: z.string().optional().describe('public, private, academia or civil-society'),
  businessId: z.string().nullable().optional(),
  vatId: z.string().nullable().optional(),
  pic: z.string().nullable().optional(),
  parent: Id.nullable().optional(),
  districts: z.array(Slug).optional(),
  themes: z.array(Slug).optional(),
  expertise: z.array(z.string()).optional(),
  size: z.string().nullable().optional(),
  externalIds: z.array(z.object({ scheme: z.string(), value: z.string() })).optional(),
  website: z.string().nullable().optional(),
  personal: z.boolean().optional(),
  situation: z.string().optional().describe('none, restructuring, liquidation, bankruptcy or ceased'),
  attachments: z.array(Id).optional().describe('Files that hang on it'),
  into: Id.optional().describe('Of one that was merged: the organisation that goes on'),
  createdAt: Instant.optional(),
  updatedAt: Instant.optional(),
});

/** What happens to organisations (API contract, P1 and G22). */
export const organisationEvents = defineEvents({
  service: 'partners',
  noun: 'organisation',
  collection: 'organisations',
  state: OrganisationState,
  outline: ['into'],
  types: {
    create: {
      type: 'fiksu.partners.organisation.created.v1',
      title: { fi: 'Organisaatio lisättiin', sv: 'En organisation lades till', en: 'An organisation was added' },
    },
    change: {
      type: 'fiksu.partners.organisation.changed.v1',
      title: { fi: 'Organisaation tiedot muuttuivat', sv: 'En organisation ändrades', en: 'An organisation was changed' },
    },
    merge: {
      type: 'fiksu.partners.organisation.merged.v1',
      title: { fi: 'Organisaatio yhdistettiin toiseen', sv: 'En organisation slogs ihop med en annan', en: 'An organisation was merged into another' },
      example: { id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a0', version: 3, into: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a1' },
    },
    delete: {
      type: 'fiksu.partners.organisation.deleted.v1',
      title: { fi: 'Organisaatio poistettiin', sv: 'En organisation togs bort', en: 'An organisation was removed' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a0',
    version: 1,
    name: { fi: 'Malmin Anturi Oy', en: 'Malmi Sensors Ltd' },
    kind: 'company',
    sector: 'private',
    businessId: null,
    vatId: null,
    pic: null,
    parent: null,
    districts: ['malmi'],
    themes: ['green-infrastructure'],
    expertise: ['sensors'],
    size: 'micro',
    externalIds: [],
    website: 'https://example.org/anturi',
    personal: false,
    situation: 'none',
    attachments: [],
    createdAt: '2026-11-25T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
