import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { Day } from '../values/moments.ts';

/** Until its item is committed to, others are told that there is one, of which item and in which state. */
const MilestoneState = z.object({
  id: Id,
  version: z.int().describe('1 while it is due, 2 when it is done or cancelled'),
  status: z.string().describe('due, done or cancelled; more may come'),
  item: Id,
  districts: z.array(Slug).describe('Of the item'),
  title: EventText.optional(),
  dueOn: Day.optional(),
  doneOn: Day.nullable().optional(),
  reason: EventText.nullable().optional().describe('Why it was cancelled'),
});

/** What happens to milestones of roadmap items (API contract, "Items, the rest" and G22); their item changes with them. */
export const milestoneEvents = defineEvents({
  service: 'roadmap',
  noun: 'milestone',
  collection: 'milestones',
  state: MilestoneState,
  outline: ['item', 'districts'],
  types: {
    create: {
      type: 'fiksu.roadmap.milestone.created.v1',
      title: { fi: 'Kohta sai välitavoitteen', sv: 'En punkt fick ett delmål', en: 'A milestone was added to an item' },
    },
    done: {
      type: 'fiksu.roadmap.milestone.done.v1',
      title: { fi: 'Välitavoite saavutettiin', sv: 'Ett delmål nåddes', en: 'A milestone of an item was reached' },
    },
    cancel: {
      type: 'fiksu.roadmap.milestone.cancelled.v1',
      title: { fi: 'Välitavoite peruttiin', sv: 'Ett delmål ställdes in', en: 'A milestone of an item was cancelled' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739d0',
    version: 2,
    status: 'done',
    item: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0',
    districts: ['malmi'],
    title: { fi: 'Puut tilattu', en: 'Trees ordered' },
    dueOn: '2027-04-30',
    doneOn: '2027-04-22',
    reason: null,
  },
});
export type MilestoneEvent = z.infer<typeof milestoneEvents.event>;
