import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateDevelopments1764000000006 extends ForwardOnlyMigration {
  name = 'CreateDevelopments1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table development (
        id uuid primary key,
        version integer not null,
        district text not null constraint development_district references district (id),
        title jsonb not null,
        kind text not null,
        stage text not null,
        builder uuid,
        location jsonb,
        "window" jsonb,
        attachments uuid[] not null default '{}',
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index development_listed on development (district, created_at, id)`);
    await runner.query(`create index development_by_builder on development (builder) where builder is not null`);
    await runner.query(`create index development_by_attachment on development using gin (attachments)`);
  }
}
