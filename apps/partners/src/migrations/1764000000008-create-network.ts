import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateNetwork1764000000008 extends ForwardOnlyMigration {
  name = 'CreateNetwork1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table network_session (
        generation integer not null,
        id uuid not null,
        version bigint not null,
        title jsonb not null,
        districts text[] not null,
        themes text[] not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        parties jsonb not null,
        primary key (generation, id)
      )`);
  }
}
