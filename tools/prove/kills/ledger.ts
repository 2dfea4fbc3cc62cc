import type { CloudEvent } from '@fiksu/contracts';
import { ForwardOnlyMigration, Reaction, sql, type Kept, type Runs } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';
import { accountEvents } from './bank.ts';

class CreateLedger1764000000001 extends ForwardOnlyMigration {
  name = 'CreateLedger1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table ledger (account uuid primary key, balance integer not null, entries integer not null)`);
  }
}

export const ledgerKept: Kept = { entities: [], migrations: [CreateLedger1764000000001] };

interface Line {
  account: string;
  balance: number;
  entries: number;
}

/**
 * Adds up what was moved, and loses a cent for ever whenever an account is not as the event says that it was before: so
 * one event that is lost, handled twice, or handled out of its order is seen in the sum.
 */
export class Ledger extends Reaction {
  readonly name = 'ledger';
  readonly listensTo = [accountEvents];
  override readonly everyStep = true;

  async handle(events: readonly CloudEvent[], tx: Runs): Promise<void> {
    const changes = events.map((event) => accountEvents.event.parse(event).data);
    const accounts = [...new Set(changes.map(({ id }) => id))].sort();
    const known = await tx.run<Line>(sql`select account, balance, entries from ledger where account = any(${accounts}::uuid[]) order by account for update`);
    const lines = new Map(known.map((line) => [line.account, line]));
    for (const { id, balance, moved } of changes) {
      const line = lines.get(id) ?? { account: id, balance: 0, entries: 0 };
      const lost = line.balance === balance - moved ? 0 : 1;
      lines.set(id, { account: id, balance: line.balance + moved - lost, entries: line.entries + 1 });
    }
    await tx.run(sql`
      insert into ledger (account, balance, entries)
      select account, balance, entries from jsonb_to_recordset(${JSON.stringify([...lines.values()])}::jsonb) line(account uuid, balance integer, entries integer)
      on conflict (account) do update set balance = excluded.balance, entries = excluded.entries`);
  }
}
