import { ForwardOnlyMigration } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';

/** Where events are sent to, and what came of each. `position` is that of the last event that is done, in the order of the feed. */
export class WebhookTables1763000000003 extends ForwardOnlyMigration {
  name = 'WebhookTables1763000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhook (
        id uuid primary key,
        version integer not null,
        status text not null,
        url text not null,
        types text[] not null,
        role text not null,
        owner text not null,
        secret text not null,
        former_secret text,
        former_until timestamptz,
        paused_because text,
        position bigint not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index webhook_listed on webhook (created_at, id)`);
    // No body: it is the event's, rendered when it is sent. What tries out an endpoint has no place in the order.
    await runner.query(`
      create table webhook_delivery (
        id uuid primary key,
        webhook uuid not null references webhook (id) on delete cascade,
        event uuid not null,
        position bigint,
        status text not null,
        attempts integer not null,
        last_status_code integer,
        last_error text,
        next_attempt_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index webhook_delivery_listed on webhook_delivery (webhook, created_at, id)`);
    await runner.query(`create unique index webhook_delivery_in_turn on webhook_delivery (webhook, position)`);
  }
}
