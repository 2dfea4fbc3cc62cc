import { Database, Faults, raw, sql, type Caller, type Runs, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ItemRepository } from '../items/item.repository.ts';
import { lockGraph } from '../items/write-item.ts';
import { SessionRepository } from '../sessions/session.repository.ts';
import { NeedRepository } from './need.repository.ts';
import { address } from './need.ts';
import type { AddressBody } from './needs.schema.ts';

/** Says how a need was addressed: its author reads it, with what answers it. */
@Injectable()
export class AddressNeed {
  constructor(
    private readonly needs: NeedRepository,
    private readonly items: ItemRepository,
    private readonly sessions: SessionRepository,
    private readonly db: Database,
  ) {}

  /** An item that is removed meanwhile would be named all the same: who removes one holds the graph of items, too. */
  execute(id: string, addressed: AddressBody, by: Caller) {
    if (!addressed.links.some(({ kind }) => kind === 'item')) return this.addressOn(this.db, id, addressed, by);
    return this.db.transaction(async (tx) => {
      await lockGraph(tx);
      return this.addressOn(tx, id, addressed, by);
    });
  }

  private addressOn(on: Runs, id: string, addressed: AddressBody, by: Caller) {
    const action = {
      action: 'address',
      reason: addressed.how,
      decide: async (need: Parameters<typeof address>[0]) => {
        const next = address(need, addressed);
        await this.check(addressed.links, by, on);
        return next;
      },
    };
    return this.needs.change(id, by, action, on);
  }

  /**
   * Of the kinds that are kept here, an id that none has is refused; to this caller, what it may not see does not exist
   * (API contract, G8 and G10).
   */
  private async check(links: AddressBody['links'], by: Caller, on: Runs): Promise<void> {
    const visible: Record<string, Sql> = { need: this.needs.visibleTo(by), item: this.items.visibleTo(by), session: this.sessions.visibleTo(by) };
    const known = new Set<string>();
    for (const [kind, visibleTo] of Object.entries(visible)) {
      const ids = links.filter((link) => link.kind === kind).map((link) => link.id);
      if (ids.length === 0) continue;
      const rows = await on.run<{ id: string }>(sql`select id from ${raw(kind)} where id = any(${ids}) and (${visibleTo})`);
      for (const row of rows) known.add(`${kind} ${row.id}`);
    }
    const faults = new Faults();
    links.forEach(({ kind, id }, index) => {
      if (kind in visible && !known.has(`${kind} ${id}`)) faults.add(`/links/${index}/id`, `There is no such ${kind}`);
    });
    faults.refuse();
  }
}
