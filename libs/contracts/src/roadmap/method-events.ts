import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { Instant } from '../values/moments.ts';

const phases = z.array(z.object({ id: Slug, name: EventText, description: EventText.nullable(), duration: z.string().nullable() }));

/** What a method says goes along once it is published, and then as the last edition has it: nobody is told of drafts. */
const MethodState = z.object({
  id: Id,
  version: z.int(),
  status: z.string().describe('draft or published; more may come'),
  edition: z.int().describe('The number of the last edition; 0 before the first'),
  publishedAt: Instant.nullable().optional(),
  name: EventText.optional(),
  summary: EventText.nullable().optional(),
  phases: phases.optional(),
  variants: z.array(z.object({ id: Slug, name: EventText, phases })).optional(),
  materials: z.array(EventText).optional(),
  roles: z.array(EventText).optional(),
  whenToUse: EventText.nullable().optional(),
  createdAt: Instant,
  updatedAt: Instant,
});

/** What happens to methods of co-creation (API contract, R5 and G22). */
export const methodEvents = defineEvents({
  service: 'roadmap',
  noun: 'method',
  collection: 'methods',
  state: MethodState,
  outline: ['edition', 'createdAt', 'updatedAt'],
  mentioned: ['draft'],
  types: {
    create: { type: 'fiksu.roadmap.method.created.v1', title: { fi: 'Menetelmä luonnosteltiin', sv: 'En metod skissades', en: 'A method was drafted' } },
    change: { type: 'fiksu.roadmap.method.changed.v1', title: { fi: 'Menetelmä muuttui', sv: 'En metod ändrades', en: 'A method was changed' } },
    publish: {
      type: 'fiksu.roadmap.method.published.v1',
      title: { fi: 'Menetelmästä julkaistiin laitos', sv: 'En metod gavs ut', en: 'An edition of a method was published' },
    },
    delete: { type: 'fiksu.roadmap.method.deleted.v1', title: { fi: 'Menetelmä poistettiin', sv: 'En metod togs bort', en: 'A method was removed' } },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a0',
    version: 2,
    status: 'published',
    edition: 1,
    publishedAt: '2026-11-25T08:00:00.000Z',
    name: { en: 'Design sprint' },
    summary: { en: 'From a question to a tested idea' },
    phases: [
      { id: 'understand', name: { en: 'Understand' }, description: null, duration: 'P1D' },
      { id: 'ideate', name: { en: 'Ideate' }, description: null, duration: 'P1D' },
    ],
    variants: [
      {
        id: 'two-day',
        name: { en: 'In two days', fi: 'Kahdessa päivässä' },
        phases: [{ id: 'understand', name: { en: 'Understand' }, description: null, duration: 'PT3H' }],
      },
    ],
    materials: [{ en: 'Sticky notes' }],
    roles: [{ en: 'facilitator' }],
    whenToUse: { en: 'The need is known and accepted, the answer is not' },
    createdAt: '2026-11-25T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
export type MethodEvent = z.infer<typeof methodEvents.event>;
