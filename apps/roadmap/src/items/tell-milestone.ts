import { milestoneEvents, type CloudEvent, type LocalisedText, type Visibility } from '@fiksu/contracts';
import { eventOf, type Caller } from '@fiksu/service';
import type { Item } from './item.ts';
import type { Milestone } from './milestone.ts';

interface Change {
  before: Milestone | null;
  next: Milestone;
  action: 'create' | 'done' | 'cancel';
  reason?: LocalisedText;
}

/** What others are told of a milestone: as much as of its item (API contract, G7 and G22). */
export function tellMilestone(
  { before, next, ...change }: Change,
  { id: item, districts }: Pick<Item, 'id' | 'districts'>,
  visibility: Visibility,
  by: Caller,
): CloudEvent {
  const asTold = (milestone: Milestone) => ({ ...milestone, item, districts, version: milestone.status === 'due' ? 1 : 2, createdAt: by.at, updatedAt: by.at });
  return eventOf(milestoneEvents, { ...change, before: before && asTold(before), next: asTold(next), by, visibilityOf: () => visibility });
}
