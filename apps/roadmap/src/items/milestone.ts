/** Milestones of an item: due, done or cancelled (API contract, api.md §3 and "Items, the rest"). Pure functions. */
import type { LocalisedText } from '@fiksu/contracts';
import { illegalTransition, invalid, notFound } from '@fiksu/service';
import { helsinkiDay } from './helsinki-day.ts';
import type { Item } from './item.ts';

export const MILESTONE_STATUSES = ['due', 'done', 'cancelled'] as const;
export type MilestoneStatus = (typeof MILESTONE_STATUSES)[number];

export interface Milestone {
  id: string;
  title: LocalisedText;
  /** A day, at whose end in Helsinki it is late. */
  dueOn: string;
  status: MilestoneStatus;
  /** The day on which it was reached. */
  doneOn: string | null;
  /** Why it was cancelled. */
  reason: LocalisedText | null;
}

export const allowedIn = (status: MilestoneStatus): string[] => (status === 'due' ? ['done', 'cancel'] : []);

/** @throws DomainError NotFound (404) */
export function milestoneOf(item: Pick<Item, 'milestones'>, id: string): Milestone {
  const milestone = item.milestones.find((one) => one.id === id);
  if (!milestone) throw notFound('There is no such milestone');
  return milestone;
}

export const addMilestone = (item: Item, milestone: Pick<Milestone, 'id' | 'title' | 'dueOn'>): Item => ({
  ...item,
  milestones: [...item.milestones, { ...milestone, status: 'due', doneOn: null, reason: null }],
});

/**
 * @param on the day on which it was reached: today where nobody says
 * @throws DomainError Invalid (422) at `/on` for a day that has not come yet
 */
export function doneMilestone(item: Item, id: string, now: string, on: string = helsinkiDay(now)): Item {
  const milestone = inState(item, id, 'done');
  if (on > helsinkiDay(now)) throw invalid([{ pointer: '/on', detail: 'Lies in the future' }]);
  return withMilestone(item, { ...milestone, status: 'done', doneOn: on });
}

export const cancelMilestone = (item: Item, id: string, reason: LocalisedText): Item =>
  withMilestone(item, { ...inState(item, id, 'cancel'), status: 'cancelled', reason });

/** @throws DomainError Conflict (409) `illegal-transition` */
function inState(item: Item, id: string, action: string): Milestone {
  const milestone = milestoneOf(item, id);
  if (milestone.status !== 'due') throw illegalTransition(action, milestone.status, allowedIn(milestone.status));
  return milestone;
}

const withMilestone = (item: Item, milestone: Milestone): Item => ({
  ...item,
  milestones: item.milestones.map((one) => (one.id === milestone.id ? milestone : one)),
});
