import { ForwardOnlyMigration } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';

/** Who works off jobs, and when it has given a sign of life. The queue's own tables are installed by `installJobs`. */
export class JobTables1763000000004 extends ForwardOnlyMigration {
  name = 'JobTables1763000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table job_worker (id text primary key, seen_at timestamptz not null)`);
  }
}
