import { Database, DomainError, sql, stale, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { supportersOf } from './count-supporters.ts';
import { NeedRepository } from './need.repository.ts';
import { merge, unmerge, type Need } from './need.ts';
import type { MergeBody } from './needs.schema.ts';

const inUse = (survivor: Need) =>
  new DomainError('Conflict', 'in-use', 'The need that it was merged into has become part of the roadmap', { usedBy: [`needs/${survivor.id}`] });

/** Merges a need with its like, and takes it out again. Both needs change in one transaction. */
@Injectable()
export class MergeNeed {
  constructor(
    private readonly needs: NeedRepository,
    private readonly db: Database,
  ) {}

  async merge(id: string, { into }: MergeBody, by: Caller) {
    const need = await this.needs.toChange(id, by);
    return this.db.transaction(async (tx) => {
      await this.lock(need, [into], tx);
      // To this caller, a need that it may not see does not exist.
      const survivorBefore = await this.needs.store.find(into, this.needs.visibleTo(by), tx);
      if (survivorBefore) this.needs.mayChange(survivorBefore, by);
      const { merged, survivor } = merge(need, survivorBefore ?? undefined);
      const answer = await this.needs.save(need, merged, by, { action: 'merge' }, tx);
      await this.saveSurvivor(survivorBefore as Need, survivor, by, tx);
      return answer;
    });
  }

  async unmerge(id: string, by: Caller) {
    const need = await this.needs.toChange(id, by);
    return this.db.transaction(async (tx) => {
      const [nearest, ...further] = await this.survivorsOf(need, tx);
      const rows = await this.lock(need, nearest ? [nearest, ...further] : [], tx);
      const survivor = rows.get(nearest ?? need.id) as Need;
      this.needs.mayChange(survivor, by);
      const restored = unmerge(need, survivor, inUse);
      const answer = await this.needs.save(need, restored, by, { action: 'unmerge' }, tx);
      await this.saveSurvivor(survivor, survivor, by, tx);
      for (const other of further) await tx.run(sql`update need set support_count = ${supportersOf(other)} where id = ${other}`);
      return answer;
    });
  }

  /** Where a merged need has gone, and where that one has gone: the nearest first. */
  private async survivorsOf(need: Need, tx: Runs): Promise<string[]> {
    const rows = await tx.run<{ id: string }>(sql`
      with recursive survivor as (
        select merged_into as id, 1 as step from need where id = ${need.id}
        union all select need.merged_into, step + 1 from need join survivor on need.id = survivor.id)
      select id from survivor where id is not null order by step`);
    return rows.map((row) => row.id);
  }

  /** @throws DomainError Stale (412) where the need has moved, or its survivors have, since they were read */
  private async lock(need: Need, others: string[], tx: Runs): Promise<Map<string, Need>> {
    const rows = await this.needs.store.findForUpdate([need.id, ...others], tx);
    const mergedOn = need.status === 'merged' && rows.get(others.at(-1) ?? '')?.mergedInto;
    if (rows.get(need.id)?.version !== need.version || mergedOn) throw stale();
    return rows;
  }

  private async saveSurvivor(before: Need, next: Need, by: Caller, tx: Runs): Promise<void> {
    const [counted] = await tx.run<{ count: number }>(sql`select ${supportersOf(next.id)} as count`);
    await this.needs.saveBeside(before, { ...next, supportCount: counted?.count ?? 0 }, by, { action: 'change' }, tx);
  }
}
