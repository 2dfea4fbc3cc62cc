import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { Id } from '../values/identifiers.ts';
import { Instant } from '../values/moments.ts';

/** That a community has one member more or less, and never who: neither the person nor the organisation. */
const MemberState = z.object({
  id: Id.describe('Of the membership'),
  version: z.int(),
  community: Id.optional(),
  createdAt: Instant.optional(),
  updatedAt: Instant.optional(),
});

const membership = { id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c1', version: 1, community: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0' };

/** What happens to memberships of communities (API contract, P6 and G22). */
export const memberEvents = defineEvents({
  service: 'partners',
  noun: 'member',
  collection: 'members',
  state: MemberState,
  outline: ['community', 'createdAt', 'updatedAt'],
  types: {
    create: {
      type: 'fiksu.partners.member.created.v1',
      title: { fi: 'Yhteisöön lisättiin jäsen', sv: 'En medlem lades till i en gemenskap', en: 'A member was added to a community' },
    },
    join: {
      type: 'fiksu.partners.member.joined.v1',
      title: { fi: 'Yhteisöön liityttiin', sv: 'Någon gick med i en gemenskap', en: 'Somebody joined a community' },
    },
    change: {
      type: 'fiksu.partners.member.changed.v1',
      title: { fi: 'Yhteisön jäsenyys muuttui', sv: 'Ett medlemskap i en gemenskap ändrades', en: 'A membership of a community was changed' },
    },
    leave: {
      type: 'fiksu.partners.member.left.v1',
      title: { fi: 'Yhteisöstä erottiin', sv: 'Någon lämnade en gemenskap', en: 'Somebody left a community' },
      example: { ...membership, version: 2 },
    },
    delete: {
      type: 'fiksu.partners.member.deleted.v1',
      title: { fi: 'Yhteisön jäsenyys poistettiin', sv: 'Ett medlemskap i en gemenskap togs bort', en: 'A membership of a community was removed' },
    },
  },
  example: { ...membership, createdAt: '2026-11-25T08:00:00.000Z', updatedAt: '2026-11-25T08:00:00.000Z' },
});
