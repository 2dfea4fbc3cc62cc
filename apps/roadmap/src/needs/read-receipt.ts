import type { LocalisedText } from '@fiksu/contracts';
import { Database, notFound, sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { NeedRepository } from './need.repository.ts';
import { PUBLIC_STATUSES, type Need, type NeedStatus } from './need.ts';
import type { Receipt } from './needs.schema.ts';
import { receiptHashOf } from './submit-need.ts';

interface Step {
  at: string;
  action: string;
  to: NeedStatus;
  reason: LocalisedText | null;
}

/** What became of a need, for the author who holds its secret link. */
@Injectable()
export class ReadReceipt {
  constructor(
    private readonly needs: NeedRepository,
    private readonly db: Database,
  ) {}

  async execute(secret: string): Promise<Receipt> {
    const [need] = await this.db.run<Need>(sql`select ${this.needs.store.columns} from need where receipt_hash = ${receiptHashOf(secret)}`);
    if (!need) throw notFound('There is no such receipt');
    const steps = await this.db.run<Step>(
      sql`select at, action, "to", reason from history where collection = 'needs' and resource = ${need.id} and "from" is distinct from "to" order by version`,
    );
    const survivors = need.mergedInto
      ? await this.db.run<{ id: string; title: LocalisedText }>(
          sql`select id, title from need where id = ${need.mergedInto} and not hidden and status = any(${[...PUBLIC_STATUSES]})`,
        )
      : [];
    return {
      need: { id: need.id, title: need.title, status: need.status },
      updates: steps.map(({ at, action, to, reason }) => ({
        at,
        status: to,
        ...(reason ? { reason } : {}),
        links: action === 'merge' ? survivors.map(({ id, title }) => ({ kind: 'need', id, title })) : [],
      })),
    };
  }
}
