import type { CloudEvent, LocalisedText } from '@fiksu/contracts';
import { Database, newId, notFound, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ItemRepository } from './item.repository.ts';
import type { Item } from './item.ts';
import type { ItemReasonBody, MilestoneBody, MilestoneDoneBody, MilestoneView } from './items.schema.ts';
import { milestoneView } from './milestone-view.ts';
import { addMilestone, cancelMilestone, doneMilestone, milestoneOf } from './milestone.ts';
import { tellMilestone } from './tell-milestone.ts';

/**
 * Milestones of an item (API contract, "Items, the rest"). Each change of one is a change of its item too: of its version,
 * its history and its events. So a milestone's ETag begins with the version of the item, and either is taken as `If-Match` (G4).
 */
@Injectable()
export class PlanMilestones {
  constructor(
    private readonly items: ItemRepository,
    private readonly db: Database,
  ) {}

  async list(itemId: string, by: Caller): Promise<{ data: MilestoneView[] }> {
    const item = await this.readable(itemId, by);
    return { data: item.milestones.map(({ id }) => viewIn(item, id, by)) };
  }

  async read(itemId: string, id: string, by: Caller): Promise<MilestoneView> {
    return viewIn(await this.readable(itemId, by), id, by);
  }

  add(itemId: string, { title, dueOn }: MilestoneBody, by: Caller): Promise<MilestoneView> {
    const id = newId();
    const decide = (item: Item) => addMilestone(item, { id, title, dueOn });
    const action = { action: 'change', decide, eventsOfParts: this.told('create', null, id, by) };
    return this.db.transaction((tx) => this.items.addTo(itemId, by, action, { status: 201, of: (saved) => viewIn(saved, id, by) }, tx));
  }

  async done(itemId: string, id: string, { on }: MilestoneDoneBody, by: Caller): Promise<MilestoneView> {
    const item = await this.toChange(itemId, id, by);
    const next = doneMilestone(item, id, by.at, on);
    const change = { action: 'change', eventsOfParts: this.told('done', item, id, by) };
    return this.items.saveAnswering(item, next, by, change, { status: 200, of: (saved) => viewIn(saved, id, by) });
  }

  async cancel(itemId: string, id: string, { reason }: ItemReasonBody, by: Caller): Promise<MilestoneView> {
    const item = await this.toChange(itemId, id, by);
    const next = cancelMilestone(item, id, reason);
    const change = { action: 'change', reason, eventsOfParts: this.told('cancel', item, id, by, reason) };
    return this.items.saveAnswering(item, next, by, change, { status: 200, of: (saved) => viewIn(saved, id, by) });
  }

  private told(action: 'create' | 'done' | 'cancel', before: Item | null, id: string, by: Caller, reason?: LocalisedText) {
    return (saved: Item): CloudEvent[] => {
      const change = { before: before && milestoneOf(before, id), next: milestoneOf(saved, id), action, ...(reason ? { reason } : {}) };
      return [tellMilestone(change, saved, this.items.visibilityOf(saved), by)];
    };
  }

  /** A milestone that there is not is not there before anything else is said of it (G5). */
  private async toChange(itemId: string, id: string, by: Caller): Promise<Item> {
    by.requireMatch();
    milestoneOf(await this.items.get(itemId, by), id);
    return this.items.toChange(itemId, by);
  }

  private async readable(itemId: string, by: Caller): Promise<Item> {
    const item = await this.items.get(itemId, by);
    if (!this.items.readsWordsOf(item, by)) throw notFound();
    return item;
  }
}

const viewIn = (item: Item, id: string, by: Caller): MilestoneView => ({
  ...milestoneView(milestoneOf(item, id), by),
  item: item.id,
  version: item.version,
});
