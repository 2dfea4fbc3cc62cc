import { ForwardOnlyMigration } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';

/** The runs of imports, and what a dry run would have written. */
export class ImportTables1763000000007 extends ForwardOnlyMigration {
  name = 'ImportTables1763000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table import_run (
        id uuid primary key,
        version integer not null,
        collection text not null,
        status text not null,
        source text,
        media_type text not null,
        parameters jsonb not null,
        dry_run boolean not null,
        author jsonb not null,
        traceparent text,
        received boolean not null,
        spool text,
        read integer not null default 0,
        created integer not null default 0,
        updated integer not null default 0,
        unchanged integer not null default 0,
        failed integer not null default 0,
        errors jsonb not null default '[]',
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index import_run_listed on import_run (collection, created_at, id)`);
    await runner.query(`create index import_run_spooled on import_run (updated_at) where spool is not null`);
    // What a dry run would have left behind is of no use after a crash of the database: the run begins anew then.
    await runner.query(`
      create table import_overlay (
        run uuid not null references import_run (id) on delete cascade,
        id text not null,
        "row" jsonb not null,
        primary key (run, id)
      )`);
    await runner.query(`
      create table import_overlay_key (
        run uuid not null references import_run (id) on delete cascade,
        key text not null,
        id text not null,
        primary key (run, key, id)
      )`);
  }
}
