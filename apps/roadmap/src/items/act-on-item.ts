import { Database, sql, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ItemRepository } from './item.repository.ts';
import { commit, drop, move, supersede, type Move } from './item.ts';
import type { HoldBody, ItemReasonBody, ItemView, SupersedeBody } from './items.schema.ts';
import { lockGraph } from './write-item.ts';

/** Moves an item from state to state (API contract, R7 and G17). */
@Injectable()
export class ActOnItem {
  constructor(
    private readonly items: ItemRepository,
    private readonly db: Database,
  ) {}

  commit(id: string, by: Caller): Promise<ItemView> {
    return this.items.change(id, by, { action: 'commit', decide: (item) => commit(item, by.at) });
  }

  move(id: string, action: Move, { reason }: HoldBody, by: Caller): Promise<ItemView> {
    return this.items.change(id, by, { action, reason: reason ?? null, decide: (item) => move(item, action) });
  }

  drop(id: string, { reason }: ItemReasonBody, by: Caller): Promise<ItemView> {
    return this.items.change(id, by, { action: 'drop', reason, decide: (item) => drop(item, reason) });
  }

  /** One at a time: two that supersede each other, at once, would both see that the other one stands. */
  supersede(id: string, { by: successor }: SupersedeBody, by: Caller): Promise<ItemView> {
    return this.db.transaction(async (tx) => {
      await lockGraph(tx);
      const decide = async (item: Parameters<typeof supersede>[0]) => supersede(item, await this.chainOf(successor, by, tx));
      return this.items.change(id, by, { action: 'supersede', decide }, tx);
    });
  }

  /** An item, what superseded it, and so on. To this caller, an item that it may not see does not exist. */
  private async chainOf(id: string, by: Caller, tx: Runs): Promise<string[]> {
    const rows = await tx.run<{ id: string }>(sql`
      with recursive chain as (
        select id, superseded_by, 1 as step from item where id = ${id} and (${this.items.visibleTo(by)})
        union all select item.id, item.superseded_by, step + 1 from chain join item on item.id = chain.superseded_by)
      select id from chain order by step`);
    return rows.map((row) => row.id);
  }
}
