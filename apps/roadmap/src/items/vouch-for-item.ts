import { Database, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ItemRepository } from './item.repository.ts';
import type { Item } from './item.ts';
import type { ConfirmBody, ItemView, OverrideBody } from './items.schema.ts';
import { override } from './override.ts';

/** What a person says of an item beside what is computed (API contract, "Items, the rest"). */
@Injectable()
export class VouchForItem {
  constructor(
    private readonly items: ItemRepository,
    private readonly db: Database,
  ) {}

  /** That it is up to date: it renews `timeliness`, whatever version the person has read (G4). */
  confirm(id: string, { note }: ConfirmBody, by: Caller): Promise<ItemView> {
    const answer = { status: 200 as const, of: (saved: Item) => this.items.view(saved, by) };
    return this.db.transaction((tx) => this.items.addTo(id, by, { action: 'confirm', reason: note ?? null, decide: (item) => item }, answer, tx));
  }

  /** A reading of its own, with reason and end. */
  override(id: string, set: OverrideBody, by: Caller): Promise<ItemView> {
    return this.items.change(id, by, { action: 'override', reason: set.reason, decide: (item) => override(item, set, by.at) });
  }
}
