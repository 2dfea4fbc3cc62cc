import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Point } from '../values/geometry.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { Instant } from '../values/moments.ts';

/** Gatherings are always public. Who took part is counted by group, and of organisations named; never of persons. */
const GatheringState = z.object({
  id: Id,
  version: z.int(),
  status: z.string().optional().describe('planned, held or cancelled; more may come'),
  community: Id.optional(),
  kind: z.string().optional().describe('workshop, walk, hackathon, meet-up, info, training, demo-day or visit; more may come'),
  title: EventText.optional(),
  description: EventText.nullable().optional(),
  place: z.object({ name: EventText, location: Point.nullable() }).optional(),
  startsAt: Instant.optional(),
  endsAt: Instant.optional(),
  topics: z.array(z.string()).optional().describe('Skills that it is about'),
  districts: z.array(Slug).optional().describe('Those of the community'),
  themes: z.array(Slug).optional().describe('Those of the community'),
  attendance: z.array(z.object({ group: z.string(), count: z.int() })).optional(),
  organisations: z.array(Id).optional().describe('Those that took part'),
  cancellationReason: EventText.nullable().optional(),
  attachments: z.array(Id).optional().describe('Files that hang on it'),
  createdAt: Instant.optional(),
  updatedAt: Instant.optional(),
});

/** What happens to gatherings (API contract, P7 and G22). */
export const gatheringEvents = defineEvents({
  service: 'partners',
  noun: 'gathering',
  collection: 'gatherings',
  state: GatheringState,
  outline: [],
  types: {
    create: {
      type: 'fiksu.partners.gathering.created.v1',
      title: { fi: 'Tilaisuutta suunnitellaan', sv: 'Ett evenemang planeras', en: 'A gathering is planned' },
    },
    change: {
      type: 'fiksu.partners.gathering.changed.v1',
      title: { fi: 'Tilaisuuden tiedot muuttuivat', sv: 'Ett evenemang ändrades', en: 'A gathering was changed' },
    },
    hold: { type: 'fiksu.partners.gathering.held.v1', title: { fi: 'Tilaisuus pidettiin', sv: 'Ett evenemang hölls', en: 'A gathering was held' } },
    cancel: {
      type: 'fiksu.partners.gathering.cancelled.v1',
      title: { fi: 'Tilaisuus peruttiin', sv: 'Ett evenemang ställdes in', en: 'A gathering was cancelled' },
    },
    delete: {
      type: 'fiksu.partners.gathering.deleted.v1',
      title: { fi: 'Tilaisuus poistettiin', sv: 'Ett evenemang togs bort', en: 'A gathering was removed' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739d0',
    version: 2,
    status: 'held',
    community: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0',
    kind: 'walk',
    title: { fi: 'Kävely Malmilla' },
    description: null,
    place: { name: { fi: 'Malmitalo' }, location: { type: 'Point', coordinates: [25.0106, 60.2505] } },
    startsAt: '2026-11-24T14:00:00.000Z',
    endsAt: '2026-11-24T16:00:00.000Z',
    topics: ['accessibility'],
    districts: ['malmi'],
    themes: ['green-infrastructure'],
    attendance: [
      { group: 'residents', count: 23 },
      { group: 'companies', count: 4 },
    ],
    organisations: ['01936a5c-8f00-7cc3-98c4-dc0c0c0739a0'],
    cancellationReason: null,
    attachments: [],
    createdAt: '2026-11-20T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
