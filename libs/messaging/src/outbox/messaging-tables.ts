import { ForwardOnlyMigration } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';

/**
 * What a service has to tell. `id` is drawn by writers and is an order within one aggregate only; `position` is
 * given by the relay alone and is the one order of the feed, the stream and the webhooks.
 */
export class MessagingTables1763000000001 extends ForwardOnlyMigration {
  name = 'MessagingTables1763000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox (
        event_id uuid primary key,
        id bigint not null generated always as identity,
        aggregate text not null,
        subject text not null,
        event jsonb not null,
        recorded_at timestamptz not null default now(),
        position bigint unique,
        published_at timestamptz,
        stream_seq bigint,
        revision integer not null default 0,
        erase_seqs bigint[] not null default '{}'
      )`);
    await runner.query(`create index outbox_unnumbered on outbox (id) where position is null`);
    await runner.query(`create index outbox_unpublished on outbox (position) where published_at is null`);
    await runner.query(`create index outbox_to_erase on outbox (position) where erase_seqs <> '{}'`);
    await runner.query(`
      create table outbox_head (
        one boolean primary key default true check (one),
        last bigint not null default 0,
        term bigint not null default 0,
        holder text,
        leased_until timestamptz,
        stream_created text,
        stream_last bigint not null default 0
      )`);
    // Its one row: what is locked while positions are given. The relay fails loudly when it is missing.
    await runner.query(`insert into outbox_head default values`);
  }
}
