import type { Caller, Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { NeedRepository } from './need.repository.ts';
import { crystallise } from './need.ts';

/** What becomes of needs when items are made of them along with something else: a session that closes, another need. */
@Injectable()
export class CrystalliseBeside {
  constructor(private readonly needs: NeedRepository) {}

  /**
   * Of these needs, those that are accepted become crystallised, in the transaction of what has made the items.
   * @throws DomainError Forbidden (403) `outside-districts`
   */
  async accepted(ids: readonly string[], by: Caller, tx: Runs): Promise<void> {
    if (ids.length === 0) return;
    const locked = await this.needs.store.findForUpdate(ids, tx);
    const accepted = [...locked.values()].filter(({ status }) => status === 'accepted');
    for (const need of accepted) this.needs.mayChange(need, by);
    for (const need of accepted) await this.needs.saveBeside(need, crystallise(need), by, { action: 'crystallise' }, tx);
  }
}
