import { Faults, everything, raw, sql, type Caller, type Runs, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { NeedRepository } from '../needs/need.repository.ts';
import { cycleOf, type DependsOn } from './dependency-cycle.ts';
import { ItemRepository } from './item.repository.ts';
import type { Item } from './item.ts';
import { checkWindow } from './item-window.ts';
import { invalidCycle } from './invalid-cycle.ts';

type Named = Pick<Item, 'districts' | 'themes' | 'needs' | 'dependsOn' | 'developments' | 'programme' | 'window'>;

/** Each is the name of its table, too. */
type Noun = 'district' | 'theme' | 'need' | 'item' | 'development' | 'programme';

const nothing: Omit<Named, 'window'> = { districts: [], themes: [], needs: [], dependsOn: [], developments: [], programme: null };

/**
 * What is checked of an item's body: what it names within the service, and that what it depends on makes no circle
 * (API contract, R7 and G10). All on one connection, so that it can be done in the transaction of somebody else.
 */
@Injectable()
export class CheckItem {
  constructor(
    private readonly items: ItemRepository,
    private readonly needs: NeedRepository,
  ) {}

  /**
   * What stood in the item before is let stand, whoever may see it. To this caller, what it may not see does not exist.
   * @param at where the body stands in what was sent: `/outcomes/0`, or nothing
   * @throws DomainError Invalid (422) with a pointer for each fault
   */
  async check(body: Named, before: Omit<Named, 'window'> | null, by: Caller, on: Runs, at = ''): Promise<void> {
    const known = before ?? nothing;
    const faults = new Faults();
    checkWindow(body.window, at, faults);
    const named = await this.known(body, by, on);
    const lists = { districts: 'district', themes: 'theme', needs: 'need', dependsOn: 'item', developments: 'development' } as const;
    for (const [member, noun] of Object.entries(lists) as [keyof typeof lists, string][])
      body[member].forEach((id, index) => {
        if (!known[member].includes(id) && !named.has(`${noun} ${id}`)) faults.add(`${at}/${member}/${index}`, `There is no such ${noun}`);
      });
    if (body.programme !== null && body.programme !== known.programme && !named.has(`programme ${body.programme}`))
      faults.add(`${at}/programme`, 'There is no such programme');
    faults.refuse();
  }

  /** The needs that an item is to name: one that was merged stands for the need that goes on, and each is there once. */
  async survivorsOf(needs: readonly string[], before: readonly string[], on: Runs): Promise<string[]> {
    const fresh = needs.filter((id) => !before.includes(id));
    if (fresh.length === 0) return [...new Set(needs)];
    const rows = await on.run<{ id: string; survivor: string }>(sql`
      with recursive way as (
        select id, id as survivor, merged_into from need where id = any(${fresh})
        union select way.id, need.id, need.merged_into from way join need on need.id = way.merged_into)
      select id, survivor from way where merged_into is null`);
    const survivorOf = new Map(rows.map(({ id, survivor }) => [id, survivor]));
    return [...new Set(needs.map((id) => survivorOf.get(id) ?? id))];
  }

  /**
   * Asked under the lock of the graph, since two changes at once would each not see the circle that they close together.
   * @throws DomainError Invalid (422) `dependency-cycle`, with the cycle
   */
  async refuseCycle(id: string, dependsOn: readonly string[], on: Runs, at = ''): Promise<void> {
    const cycle = cycleOf(id, dependsOn, await this.edgesFrom(dependsOn, on));
    if (cycle) throw invalidCycle(cycle, at);
  }

  private async edgesFrom(dependsOn: readonly string[], on: Runs): Promise<DependsOn> {
    if (dependsOn.length === 0) return new Map();
    const rows = await on.run<{ id: string; dependsOn: string[] }>(sql`
      with recursive before as (
        select id, depends_on from item where id = any(${dependsOn})
        union select item.id, item.depends_on from before join item on item.id = any(before.depends_on))
      select id, depends_on as "dependsOn" from before`);
    return new Map(rows.map((row) => [row.id, row.dependsOn]));
  }

  /** Which of the named things there are, as `noun id`, in one question. */
  private async known(body: Named, by: Caller, on: Runs): Promise<Set<string>> {
    const of = (noun: Noun, ids: readonly string[], where: Sql) =>
      sql`select ${noun}::text || ' ' || id as named from ${raw(noun)} where id = any(${ids}) and (${where})`;
    const rows = await on.run<{ named: string }>(sql`
      ${of('district', body.districts, everything)}
      union all ${of('theme', body.themes, everything)}
      union all ${of('need', body.needs, this.needs.visibleTo(by))}
      union all ${of('item', body.dependsOn, this.items.visibleTo(by))}
      union all ${of('development', body.developments, everything)}
      union all ${of('programme', body.programme === null ? [] : [body.programme], everything)}`);
    return new Set(rows.map(({ named }) => named));
  }
}
