import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { Instant } from '../values/moments.ts';

/** What is told of a community. Who its members are, and how many, is no part of it. */
const CommunityState = z.object({
  id: Id,
  version: z.int(),
  name: EventText.optional(),
  description: EventText.nullable().optional(),
  kind: z.string().optional().describe('developers or residents; more may come'),
  districts: z.array(Slug).optional(),
  themes: z.array(Slug).optional(),
  pool: z.boolean().optional().describe('Whether these are the volunteers who test pilots'),
  createdAt: Instant.optional(),
  updatedAt: Instant.optional(),
});

/** What happens to communities (API contract, P6 and G22). */
export const communityEvents = defineEvents({
  service: 'partners',
  noun: 'community',
  collection: 'communities',
  state: CommunityState,
  outline: [],
  types: {
    create: {
      type: 'fiksu.partners.community.created.v1',
      title: { fi: 'Yhteisö perustettiin', sv: 'En gemenskap grundades', en: 'A community was founded' },
    },
    change: { type: 'fiksu.partners.community.changed.v1', title: { fi: 'Yhteisö muuttui', sv: 'En gemenskap ändrades', en: 'A community was changed' } },
    delete: {
      type: 'fiksu.partners.community.deleted.v1',
      title: { fi: 'Yhteisö poistettiin', sv: 'En gemenskap togs bort', en: 'A community was removed' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0',
    version: 1,
    name: { fi: 'Malmin testaajat' },
    description: null,
    kind: 'residents',
    districts: ['malmi'],
    themes: ['green-infrastructure'],
    pool: true,
    createdAt: '2026-11-25T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
