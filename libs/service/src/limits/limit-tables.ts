import { ForwardOnlyMigration, sql, raw, type Database } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';
import { anonymousWriteTable } from './anonymous-writes.ts';

/** The table of the rate limiter, in the form that its library gives it. */
export class LimitTables1763000000009 extends ForwardOnlyMigration {
  name = 'LimitTables1763000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table ${anonymousWriteTable} (key varchar(255) primary key, points integer not null default 0, expire bigint)`);
  }
}

/** A count is of no use when its minute is over. */
export const forgetOldCounts = (db: Database): Promise<unknown> =>
  db.run(sql`delete from ${raw(anonymousWriteTable)} where expire < extract(epoch from now()) * 1000`);
