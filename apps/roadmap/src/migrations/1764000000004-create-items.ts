import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateItems1764000000004 extends ForwardOnlyMigration {
  name = 'CreateItems1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table item (
        id uuid primary key,
        version integer not null,
        status text not null,
        title jsonb not null,
        goal jsonb,
        districts text[] not null,
        themes text[] not null,
        horizon text not null,
        "window" jsonb,
        owner uuid,
        programme uuid constraint item_programme references programme (id),
        needs uuid[] not null,
        depends_on uuid[] not null,
        pilots uuid[] not null,
        proposals uuid[] not null,
        indicators uuid[] not null,
        learnings uuid[] not null,
        developments uuid[] not null,
        linked jsonb not null,
        expected_climate_effect jsonb,
        attachments uuid[] not null,
        milestones jsonb not null,
        overrides jsonb not null,
        drop_reason jsonb,
        superseded_by uuid constraint item_successor references item (id),
        committed_at timestamptz,
        confirmed_at timestamptz not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index item_listed on item (created_at, id)`);
    await runner.query(`create index item_by_status on item (status, created_at, id)`);
    for (const column of ['districts', 'themes', 'needs', 'depends_on', 'pilots', 'proposals', 'indicators', 'learnings', 'developments', 'attachments'])
      await runner.query(`create index item_by_${column} on item using gin (${column})`);
    await runner.query(`create index item_by_programme on item (programme) where programme is not null`);
    await runner.query(`create index item_by_owner on item (owner) where owner is not null`);
    await runner.query(`create index item_by_successor on item (superseded_by) where superseded_by is not null`);
    await runner.query(`alter table need add column addressed jsonb`);
    await runner.query(`alter table programme add column update_days jsonb`);
  }
}
