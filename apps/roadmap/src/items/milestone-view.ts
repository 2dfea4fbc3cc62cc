import type { Caller } from '@fiksu/service';
import type { MilestoneView } from './items.schema.ts';
import { allowedIn, type Milestone } from './milestone.ts';

export const milestoneView = (milestone: Milestone, by: Caller): MilestoneView => ({
  ...milestone,
  actions: by.is('admin', 'coordinator') ? allowedIn(milestone.status) : [],
});
