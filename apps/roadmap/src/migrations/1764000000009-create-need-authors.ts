import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateNeedAuthors1764000000009 extends ForwardOnlyMigration {
  name = 'CreateNeedAuthors1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    // A keyed hash, beside the need and not in it: nothing that is read, told or exported of a need can hold it.
    await runner.query(`create table need_author (need uuid primary key references need (id) on delete cascade, author text not null)`);
    await runner.query(`create index need_author_by_author on need_author (author)`);
  }
}
