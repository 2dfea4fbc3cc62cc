import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateGatherings1764000000006 extends ForwardOnlyMigration {
  name = 'CreateGatherings1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    // Districts and themes are those of the community: kept here too, so that lists and the network ask one table.
    await runner.query(`
      create table gathering (
        id uuid primary key,
        version integer not null,
        status text not null,
        community uuid not null constraint gathering_community references community (id),
        kind text not null,
        title jsonb not null,
        description jsonb,
        place jsonb not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        topics text[] not null,
        districts text[] not null,
        themes text[] not null,
        attendance jsonb not null,
        organisations uuid[] not null,
        cancellation_reason jsonb,
        attachments uuid[] not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint gathering_time check (ends_at > starts_at)
      )`);
    await runner.query(`create index gathering_listed on gathering (created_at, id)`);
    await runner.query(`create index gathering_by_change on gathering (updated_at, id)`);
    await runner.query(`create index gathering_by_start on gathering (starts_at, id)`);
    await runner.query(`create index gathering_by_community on gathering (community)`);
    await runner.query(`create index gathering_by_district on gathering using gin (districts)`);
    await runner.query(`create index gathering_by_theme on gathering using gin (themes)`);
    await runner.query(`create index gathering_by_organisation on gathering using gin (organisations)`);
    await runner.query(`create index gathering_by_attachment on gathering using gin (attachments)`);
  }
}
