import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from '@fiksu/database';

/** The tables that every service has: who did what, and the answers to requests that may be repeated. */
export class KitTables1764000000000 extends ForwardOnlyMigration {
  name = 'KitTables1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table history (
        id bigint generated always as identity primary key,
        collection text not null,
        resource text not null,
        version integer not null,
        at timestamptz not null,
        by jsonb not null,
        action text not null,
        "from" text,
        "to" text,
        reason jsonb
      )`);
    // Not unique by version: a slug that was removed may be given again, and begins again at 1.
    await runner.query(`create index history_of_resource on history (collection, resource, id)`);
    await runner.query(`
      create table idempotency (
        caller text not null,
        path text not null,
        key text not null,
        body_hash bytea not null,
        status integer not null,
        answer text not null,
        made_at timestamptz not null default now(),
        primary key (caller, path, key)
      )`);
    await runner.query(`create index idempotency_made_at on idempotency (made_at)`);
  }
}
