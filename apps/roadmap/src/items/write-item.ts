import { inUse, Attachments, Database, newId, patched, sql, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { CrystalliseBeside } from '../needs/crystallise-beside.ts';
import { eachOnce } from '../references/each-once.ts';
import { CheckItem } from './check-item.ts';
import { ItemRepository } from './item.repository.ts';
import { fresh, type Item } from './item.ts';
import { ItemBody, itemDerived, type ItemView } from './items.schema.ts';
import { UsersOfItem } from './users-of-item.ts';

/** Any number that is the same in all replicas: what depends on what is changed by one at a time. */
const graphLock = 815_646;

/**
 * Holds the graph of items until the end of the transaction: of two changes at once, each would see a graph in which the
 * circle that they make together is not closed yet. To be taken before rows are locked, by all who need both.
 */
export const lockGraph = (tx: Runs) => tx.run(sql`select pg_advisory_xact_lock(${graphLock})`);

/** Where a body stands in what was sent, and which needs are looked after by whoever sent it. */
interface Beside {
  /** `/outcomes/0`; pointers of faults begin with it. */
  at?: string;
  /** Needs whose state whoever adds the item changes itself. */
  lookedAfter?: readonly string[];
}

@Injectable()
export class WriteItem {
  constructor(
    private readonly items: ItemRepository,
    private readonly checkItem: CheckItem,
    private readonly users: UsersOfItem,
    private readonly crystallise: CrystalliseBeside,
    private readonly attachments: Attachments,
    private readonly db: Database,
  ) {}

  async create(body: ItemBody, by: Caller): Promise<ItemView> {
    this.items.mayChange(body, by);
    await this.attachments.hang(body.attachments, by);
    const item = newItem(body, by);
    if (body.dependsOn.length === 0) return this.items.create(await this.checked(item, null, by, this.db), by);
    return this.db.transaction(async (tx) => {
      await lockGraph(tx);
      return this.items.create(await this.checked(item, null, by, tx), by, {}, tx);
    });
  }

  /**
   * To be called before the transaction of {@link addBeside}: files are looked up on a connection of their own, for which
   * nobody must wait who holds locks.
   *
   * @throws DomainError Forbidden (403) outside of the caller's districts; Invalid (422) for files
   */
  async beforehand(body: ItemBody, by: Caller): Promise<void> {
    this.items.mayChange(body, by);
    await this.attachments.hang(body.attachments, by);
  }

  /**
   * Adds an item along with other things of one transaction: written down, not answered. Accepted needs that it names
   * become crystallised with it (API contract, R6).
   *
   * @throws DomainError Forbidden (403) `outside-districts`, Invalid (422) with pointers
   */
  async addBeside(body: ItemBody, by: Caller, tx: Runs, { at = '', lookedAfter = [] }: Beside = {}): Promise<Item> {
    this.items.mayChange(body, by);
    await lockGraph(tx);
    const item = await this.checked(newItem(body, by), null, by, tx, at);
    await this.items.addBeside(item, by, tx);
    await this.crystallise.accepted(
      item.needs.filter((need) => !lookedAfter.includes(need)),
      by,
      tx,
    );
    return this.items.get(item.id, by, tx);
  }

  async change(id: string, patch: Record<string, unknown>, by: Caller): Promise<ItemView> {
    if (Array.isArray(patch.attachments)) await this.attachments.hang(patch.attachments as string[], by, (await this.items.toChange(id, by)).attachments);
    if (!Array.isArray(patch.dependsOn)) return this.changeOn(this.db, id, patch, by);
    return this.db.transaction(async (tx) => {
      await lockGraph(tx);
      return this.changeOn(tx, id, patch, by);
    });
  }

  /** @throws DomainError Conflict (409) `in-use`, naming what names it */
  async remove(id: string, by: Caller): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockGraph(tx);
      const check = async (item: Item) => {
        const usedBy = await this.users.of(item.id, tx);
        if (usedBy.length > 0) throw inUse(usedBy);
      };
      await this.items.remove(id, by, check, tx);
    });
  }

  private changeOn(on: Runs, id: string, patch: Record<string, unknown>, by: Caller): Promise<ItemView> {
    const decide = async (item: Item) => {
      const next = { ...item, ...patched<ItemBody>(bodyOf(item), patch, ItemBody, itemDerived) };
      this.items.mayChange(next, by);
      return this.checked(next, item, by, on);
    };
    return this.items.change(id, by, { action: 'change', decide }, on);
  }

  private async checked(item: Item, before: Item | null, by: Caller, on: Runs, at = ''): Promise<Item> {
    await this.checkItem.check(item, before, by, on, at);
    await this.checkItem.refuseCycle(item.id, item.dependsOn, on, at);
    return { ...once(item), needs: await this.checkItem.survivorsOf(item.needs, before?.needs ?? [], on) };
  }
}

const newItem = (body: ItemBody, by: Caller): Item => ({
  ...fresh,
  ...body,
  id: newId(),
  confirmedAt: by.at,
  createdAt: by.at,
  updatedAt: by.at,
});

const lists = ['districts', 'themes', 'dependsOn', 'pilots', 'proposals', 'indicators', 'learnings', 'developments'] as const;

/** Who names a thing twice means it once. */
const once = (item: Item): Item => ({ ...item, ...Object.fromEntries(lists.map((list) => [list, eachOnce(item[list])])) });

/** What an item would be created from. */
function bodyOf(item: Item): ItemBody {
  const { title, goal, districts, themes, horizon, window, owner, programme, expectedClimateEffect, attachments } = item;
  const { needs, dependsOn, pilots, proposals, indicators, learnings, developments } = item;
  return {
    ...{ title, goal, districts, themes, horizon, window, owner, programme, expectedClimateEffect, attachments },
    ...{ needs, dependsOn, pilots, proposals, indicators, learnings, developments },
  };
}
