import { Database, illegalTransition, sql, type Caller } from '@fiksu/service';
import type { LocalisedText } from '@fiksu/contracts';
import { Injectable } from '@nestjs/common';
import { supportersOf } from './count-supporters.ts';
import { NeedRepository } from './need.repository.ts';
import { allowedIn, isAlive, type Need } from './need.ts';
import type { NeedView } from './needs.schema.ts';

/**
 * What the crowd does: support a need, or report it, each person once. Who did is kept as a
 * keyed hash, and the need's version stays: a crowd must not spoil a coordinator's `If-Match`.
 */
@Injectable()
export class SupportNeed {
  constructor(
    private readonly needs: NeedRepository,
    private readonly db: Database,
  ) {}

  async support(id: string, by: Caller): Promise<NeedView> {
    const { id: need } = await this.needs.get(id, by);
    await this.db.transaction(async (tx) => {
      // Locked, so that nobody merges it meanwhile. The hash is the same for all needs: merged ones count a person once.
      refuseDead((await this.needs.store.findForUpdate([need], tx)).get(need) as Need, 'support');
      const added = await tx.run(sql`insert into need_support (need, supporter) values (${need}, ${by.hash('support')}) on conflict do nothing returning need`);
      if (added.length > 0) await tx.run(sql`update need set support_count = ${supportersOf(need)} where id = ${need}`);
    });
    return this.needs.read(need, by);
  }

  async report(id: string, reason: LocalisedText, by: Caller): Promise<NeedView> {
    const need = await this.needs.get(id, by);
    refuseDead(need, 'report');
    await this.db.run(sql`
      with added as (
        insert into need_report (need, reporter, reason, at) values (${need.id}, ${by.hash(`report ${need.id}`)}, ${JSON.stringify(reason)}, ${by.at}) on conflict do nothing returning need)
      update need set report_count = report_count + 1 from added where need.id = added.need`);
    return this.needs.read(need.id, by);
  }
}

/** @throws DomainError Conflict (409) where the need was declined or merged away */
function refuseDead(need: Need, action: string): void {
  if (!isAlive(need)) throw illegalTransition(action, need.status, allowedIn(need.status));
}
