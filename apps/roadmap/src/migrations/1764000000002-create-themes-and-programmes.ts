import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateThemesAndProgrammes1764000000002 extends ForwardOnlyMigration {
  name = 'CreateThemesAndProgrammes1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table theme (
        id text primary key,
        version integer not null,
        label jsonb not null,
        broader text references theme (id),
        related text[] not null,
        scheme text not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index theme_listed on theme (created_at, id)`);
    await runner.query(`
      create table programme (
        id uuid primary key,
        version integer not null,
        title jsonb not null,
        description jsonb,
        implementers uuid[] not null,
        partners uuid[] not null,
        lead uuid,
        period jsonb not null,
        granted_funding jsonb,
        objectives jsonb not null,
        themes text[] not null,
        districts text[] not null,
        lessons_from text[] not null,
        sub_projects jsonb not null,
        attachments uuid[] not null default '{}',
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index programme_listed on programme (created_at, id)`);
    await runner.query(`create index programme_by_attachment on programme using gin (attachments)`);
  }
}
