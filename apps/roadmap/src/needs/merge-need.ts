import { Database, DomainError, sql, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
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
      const rows = await this.needs.store.findForUpdate([need.id, into], tx);
      const survivorBefore = rows.get(into);
      const { merged, survivor } = merge(need, survivorBefore);
      await tx.run(sql`insert into need_support (need, supporter, via) select ${survivor.id}, supporter, ${need.id} from need_support where need = ${need.id} on conflict do nothing`);
      await this.saveSurvivor(survivorBefore as Need, survivor, by, tx);
      return this.needs.save(need, merged, by, { action: 'merge' }, tx);
    });
  }

  async unmerge(id: string, by: Caller) {
    const need = await this.needs.toChange(id, by);
    return this.db.transaction(async (tx) => {
      const rows = await this.needs.store.findForUpdate(need.mergedInto ? [need.id, need.mergedInto] : [need.id], tx);
      const survivor = need.mergedInto ? (rows.get(need.mergedInto) as Need) : need;
      const restored = unmerge(need, survivor, inUse);
      await tx.run(sql`delete from need_support where need = ${survivor.id} and via = ${need.id}`);
      await this.saveSurvivor(survivor, survivor, by, tx);
      return this.needs.save(need, restored, by, { action: 'unmerge' }, tx);
    });
  }

  private async saveSurvivor(before: Need, next: Need, by: Caller, tx: Runs): Promise<void> {
    const [counted] = await tx.run<{ count: number }>(sql`select count(*) as count from need_support where need = ${next.id}`);
    await this.needs.saveBeside(before, { ...next, supportCount: counted?.count ?? 0 }, by, { action: 'change' }, tx);
  }
}
