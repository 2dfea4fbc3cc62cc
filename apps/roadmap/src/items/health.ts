/**
 * Whether an item is on time, from its milestones (domain page, "The roadmap"). The rule:
 *
 * - `late`: a milestone that is due is past its day;
 * - `at-risk`: a milestone is due within {@link riskDays} days from today;
 * - `unknown`: no milestone counts, or the item will not be done any more;
 * - else `on-time`; an item that is done is.
 *
 * Days are days in Helsinki, over at 23:59:59.999 there. Milestones that were cancelled count for nothing. The window says
 * when something is planned, not what has to be reached by when: it counts for nothing either. Pure.
 */
import { words, type Because, type Reading } from './because.ts';
import { daysAfter, helsinkiDay } from './helsinki-day.ts';
import type { Item } from './item.ts';
import type { Milestone } from './milestone.ts';

export const HEALTH = ['on-time', 'late', 'at-risk', 'unknown'] as const;
export type Health = (typeof HEALTH)[number];

/** What is due within so many days, today among them, is at risk: time to look at it, before it is late. */
export const riskDays = 14;

export function healthOf(item: Pick<Item, 'status' | 'milestones'>, now: string): Reading<Health> {
  const ended = endings[item.status];
  if (ended) return { value: ended.value, because: [ended.because] };
  const today = helsinkiDay(now);
  const riskUntil = daysAfter(today, riskDays);
  const due = item.milestones.filter(({ status }) => status === 'due');

  const late = due.filter(({ dueOn }) => dueOn < today).map((milestone) => about(milestone, 'milestone-overdue', overdue(milestone)));
  if (late.length > 0) return { value: 'late', because: late };

  const soon = due.filter(({ dueOn }) => dueOn <= riskUntil).map((milestone) => about(milestone, 'milestone-due-soon', dueSoon(milestone)));
  if (soon.length > 0) return { value: 'at-risk', because: soon };

  const counts = item.milestones.filter(({ status }) => status !== 'cancelled');
  return counts.length === 0 ? { value: 'unknown', because: [noMilestones] } : { value: 'on-time', because: [nothingLate] };
}

const about = ({ id }: Milestone, code: string, detail: Because['detail']): Because => ({ code, kind: 'milestone', id, detail });

const overdue = ({ dueOn }: Milestone) =>
  words(`Välitavoitteen piti valmistua ${dueOn}`, `Delmålet skulle ha nåtts ${dueOn}`, `The milestone was due on ${dueOn}`);
const dueSoon = ({ dueOn }: Milestone) => words(`Välitavoitteen määräpäivä on ${dueOn}`, `Delmålet ska nås ${dueOn}`, `The milestone is due on ${dueOn}`);

const noMilestones: Because = {
  code: 'no-milestones',
  detail: words('Kohdalla ei ole välitavoitteita', 'Punkten har inga delmål', 'The item has no milestones'),
};
const nothingLate: Because = {
  code: 'nothing-late',
  detail: words('Mikään ei ole myöhässä', 'Ingenting är försenat', 'Nothing is late, and nothing is due soon'),
};

const endings: Partial<Record<Item['status'], { value: Health; because: Because }>> = {
  done: { value: 'on-time', because: { code: 'done', detail: words('Kohta on valmis', 'Punkten är klar', 'The item is done') } },
  dropped: { value: 'unknown', because: { code: 'dropped', detail: words('Kohdasta on luovuttu', 'Punkten har lagts ner', 'The item was dropped') } },
  superseded: {
    value: 'unknown',
    because: {
      code: 'superseded',
      detail: words('Toinen kohta on tullut tilalle', 'En annan punkt har trätt i dess ställe', 'Another item has taken its place'),
    },
  },
};
