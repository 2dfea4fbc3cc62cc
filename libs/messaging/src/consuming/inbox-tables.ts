import { ForwardOnlyMigration } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';

/**
 * What a service has heard. `inbox` is what makes handling exact: its row is written with what was done, and never
 * removed while its consumer lives, since a stream may be sent again from its beginning.
 */
export class InboxTables1763000000002 extends ForwardOnlyMigration {
  name = 'InboxTables1763000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table inbox (
        consumer text not null,
        event_id uuid not null,
        handled_at timestamptz not null default now(),
        primary key (consumer, event_id)
      )`);
    // Of reactions that see every step: the version of each aggregate that was handled last, 0 where it has been deleted,
    // and when the life began that the version belongs to, since a slug may be given again.
    await runner.query(`
      create table inbox_step (
        consumer text not null,
        aggregate text not null,
        version integer not null default 0,
        life text,
        primary key (consumer, aggregate)
      )`);
    // What has come before its turn. A skipped one is passed over when its turn comes.
    await runner.query(`
      create table inbox_parked (
        consumer text not null,
        event_id uuid not null,
        aggregate text not null,
        version integer not null,
        event jsonb not null,
        skipped boolean not null default false,
        primary key (consumer, event_id)
      )`);
    await runner.query(`create index inbox_parked_of_aggregate on inbox_parked (consumer, aggregate, version)`);
    // Only of what has not been handled yet at the first go: started alone, and ended with an error. What was started and
    // has not ended is what a process died of, or died beside; started together tells nothing of one of them.
    await runner.query(`
      create table consumer_attempts (
        consumer text not null,
        event_id uuid not null,
        started integer not null default 0,
        finished integer not null default 0,
        together boolean not null default false,
        missing_since timestamptz,
        retry_at timestamptz,
        primary key (consumer, event_id)
      )`);
    // What could not be read is kept as the text that it was.
    await runner.query(`
      create table dead_letters (
        id uuid primary key,
        consumer text not null,
        event_id uuid not null,
        event jsonb,
        text text,
        reason text not null,
        dead_at timestamptz not null default now(),
        resolved_at timestamptz,
        resolution text
      )`);
    await runner.query(`create index dead_letters_by_time on dead_letters (dead_at, id)`);
    await runner.query(`
      create table projection (
        name text primary key,
        live_generation integer not null default 1,
        building_generation integer,
        retired_generation integer,
        as_of timestamptz
      )`);
  }
}
