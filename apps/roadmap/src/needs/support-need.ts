import { Database, illegalTransition, sql, type Caller } from '@fiksu/service';
import type { LocalisedText } from '@fiksu/contracts';
import { Injectable } from '@nestjs/common';
import { NeedRepository } from './need.repository.ts';
import { isAlive, type Need } from './need.ts';
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
    const need = await this.alive(id, 'support', by);
    await this.db.run(sql`
      with added as (insert into need_support (need, supporter) values (${need.id}, ${by.hash(`support ${need.id}`)}) on conflict do nothing returning need)
      update need set support_count = support_count + 1 from added where need.id = added.need`);
    return this.needs.read(need.id, by);
  }

  async report(id: string, reason: LocalisedText, by: Caller): Promise<NeedView> {
    const need = await this.alive(id, 'report', by);
    await this.db.run(sql`
      with added as (
        insert into need_report (need, reporter, reason, at) values (${need.id}, ${by.hash(`report ${need.id}`)}, ${JSON.stringify(reason)}, ${by.at}) on conflict do nothing returning need)
      update need set report_count = report_count + 1 from added where need.id = added.need`);
    return this.needs.read(need.id, by);
  }

  private async alive(id: string, action: string, by: Caller): Promise<Need> {
    const need = await this.needs.get(id, by);
    if (!isAlive(need)) throw illegalTransition(action, need.status, []);
    return need;
  }
}
