import { ForwardOnlyMigration } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';

/** By what a person is found in tables that grow with the years. */
export class PersonTables1764000000000 extends ForwardOnlyMigration {
  name = 'PersonTables1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index history_by_sub on history ((by ->> 'sub')) where by ->> 'sub' is not null`);
    await runner.query(`create index file_by_uploader on file (uploader)`);
  }
}
