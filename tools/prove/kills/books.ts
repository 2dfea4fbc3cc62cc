import { sql, type Database } from '@fiksu/service';

/** What can be counted on both sides. */
export interface Books {
  written: number;
  unpublished: number;
  handled: number;
  entries: number;
  parked: number;
  deadLetters: number;
  bankCents: number;
  ledgerCents: number;
  /** Accounts that are not the same on both sides. */
  different: number;
}

export async function countBooks(bank: Database, ledger: Database): Promise<Books> {
  const [told] = await bank.run<{ written: number; unpublished: number }>(
    sql`select count(*) as written, count(*) filter (where published_at is null) as unpublished from outbox`,
  );
  const [heard] = await ledger.run<{ handled: number; entries: number; parked: number; deadLetters: number }>(sql`
    select (select count(*) from inbox) as handled, (select coalesce(sum(entries), 0) from ledger) as entries,
      (select count(*) from inbox_parked) as parked, (select count(*) from dead_letters) as "deadLetters"`);
  const accounts = await bank.run<{ id: string; balance: number }>(sql`select id, balance from account`);
  const lines = new Map(
    (await ledger.run<{ account: string; balance: number }>(sql`select account, balance from ledger`)).map((line) => [line.account, line.balance]),
  );
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  return {
    ...(told as { written: number; unpublished: number }),
    ...(heard as { handled: number; entries: number; parked: number; deadLetters: number }),
    bankCents: sum(accounts.map(({ balance }) => balance)),
    ledgerCents: sum(lines.values()),
    different: accounts.filter(({ id, balance }) => lines.get(id) !== balance).length,
  };
}

/** Reads the feed from its start to its end, page by page, by position. @throws Error where one is missing, doubled or out of order */
export async function readFeed(bank: Database): Promise<number> {
  const versions = new Map<string, number>();
  let read = 0;
  for (;;) {
    const page = await bank.run<{ position: number; aggregate: string; version: number }>(
      sql`select position, aggregate, (event ->> 'aggregateversion')::integer as version from outbox where position > ${read} order by position limit 1000`,
    );
    if (page.length === 0) return read;
    for (const { position, aggregate, version } of page) {
      if (position !== read + 1) throw new Error(`After position ${read} comes ${position}`);
      if (version !== (versions.get(aggregate) ?? 0) + 1) throw new Error(`${aggregate}: version ${version} comes after ${versions.get(aggregate) ?? 0}`);
      versions.set(aggregate, version);
      read = position;
    }
  }
}
