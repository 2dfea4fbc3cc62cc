import { Database, invalid, stale, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { link } from '../items/item-links.ts';
import { ItemRepository } from '../items/item.repository.ts';
import { WriteItem, lockGraph } from '../items/write-item.ts';
import { pointed } from '../references/pointed.ts';
import { NeedRepository } from './need.repository.ts';
import { crystallise, type Need } from './need.ts';
import type { CrystalliseBody } from './needs.schema.ts';

/** Makes items of the roadmap of a need, or links it with such as there are: all or nothing (API contract, R4). */
@Injectable()
export class CrystalliseNeed {
  constructor(
    private readonly needs: NeedRepository,
    private readonly items: ItemRepository,
    private readonly writeItem: WriteItem,
    private readonly db: Database,
  ) {}

  async execute(id: string, { items }: CrystalliseBody, by: Caller) {
    const need = await this.needs.toChange(id, by);
    // 403 comes before 409 and 422 (G5), for the last of the items as for the first.
    for (const item of items) if (typeof item !== 'string') this.items.mayChange(item, by);
    const next = crystallise(need);
    for (const [index, item] of items.entries()) if (typeof item !== 'string') await pointed(`/items/${index}`, this.writeItem.beforehand(item, by));
    return this.db.transaction(async (tx) => {
      await lockGraph(tx);
      // All at once, in the order of their ids: whoever merges some of them waits, and is not waited for.
      const named = items.flatMap((item) => (typeof item === 'string' ? [] : item.needs));
      const locked = (await this.needs.store.findForUpdate([need.id, ...named], tx)).get(need.id);
      if (locked?.version !== need.version) throw stale();
      const outcomes = (await this.needs.outcomesOf([need], by, tx)).get(need.id) ?? [];
      let added = false;
      for (const [index, item] of items.entries()) added = (await this.add(need, item, `/items/${index}`, by, tx)) || added;
      // It has become these items already (API contract, G22).
      if (!added && next.status === need.status) return this.needs.view({ ...need, outcomes }, by);
      return this.needs.save({ ...need, outcomes }, next, by, { action: 'crystallise' }, tx);
    });
  }

  /** @returns whether the need has got an item that it had not */
  private async add(need: Need, item: CrystalliseBody['items'][number], at: string, by: Caller, tx: Runs): Promise<boolean> {
    if (typeof item === 'string') return this.join(need, item, at, by, tx);
    const needs = item.needs.includes(need.id) ? item.needs : [need.id, ...item.needs];
    await this.writeItem.addBeside({ ...item, needs }, by, tx, { at, lookedAfter: [need.id] });
    return true;
  }

  /** An item that there is already. One that will not be done any more answers no need. */
  private async join(need: Need, id: string, at: string, by: Caller, tx: Runs): Promise<boolean> {
    const seen = await this.items.store.find(id, this.items.visibleTo(by), tx);
    if (!seen) throw invalid([{ pointer: at, detail: 'There is no such item' }]);
    this.items.mayChange(seen, by);
    const item = (await this.items.store.findForUpdate([id], tx)).get(id) ?? seen;
    if (item.status === 'dropped' || item.status === 'superseded') throw invalid([{ pointer: at, detail: `Is ${item.status}` }]);
    const linked = link(item, 'need', need.id);
    if (linked === item) return false;
    await this.items.saveBeside(item, linked, by, { action: 'change' }, tx);
    return true;
  }
}
