import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { Id } from '../values/identifiers.ts';
import { Instant } from '../values/moments.ts';

/** That somebody was erased, and never who: neither here, nor by the subject of the event (API contract, P10 and G22). */
export const personEvents = defineEvents({
  service: 'partners',
  noun: 'person',
  collection: 'erasures',
  state: z.object({
    id: Id.describe('Of the erasure; of the person nothing is left'),
    version: z.int(),
    status: z.string().describe('completed'),
    createdAt: Instant.optional(),
    updatedAt: Instant.optional(),
  }),
  outline: ['createdAt', 'updatedAt'],
  types: {
    erase: {
      type: 'fiksu.partners.person.erased.v1',
      title: { fi: 'Henkilön tiedot poistettiin', sv: 'En persons uppgifter raderades', en: 'A person was erased' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739f0',
    version: 2,
    status: 'completed',
    createdAt: '2026-11-25T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:01.000Z',
  },
});
