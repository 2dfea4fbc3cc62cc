import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

/** By which a thread is followed from member to member. */
export class IndexThreads1764000000008 extends ForwardOnlyMigration {
  name = 'IndexThreads1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index need_by_session on need (session) where session is not null`);
  }
}
