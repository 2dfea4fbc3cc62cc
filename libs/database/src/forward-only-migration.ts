import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A migration that is never undone: a new release must run on what the former one left behind. */
export abstract class ForwardOnlyMigration implements MigrationInterface {
  abstract name: string;
  abstract up(runner: QueryRunner): Promise<void>;

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
