import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateAgreements1764000000004 extends ForwardOnlyMigration {
  name = 'CreateAgreements1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table agreement (
        id uuid primary key,
        version integer not null,
        status text not null,
        kind text not null,
        title jsonb not null,
        parties uuid[] not null,
        districts text[] not null,
        valid_from date not null,
        valid_until date,
        signed_on date,
        termination_reason jsonb,
        attachments uuid[] not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint agreement_validity check (valid_until >= valid_from)
      )`);
    await runner.query(`create index agreement_listed on agreement (created_at, id)`);
    await runner.query(`create index agreement_by_change on agreement (updated_at, id)`);
    await runner.query(`create index agreement_by_end on agreement (valid_until) where status = 'signed'`);
    await runner.query(`create index agreement_by_party on agreement using gin (parties)`);
    await runner.query(`create index agreement_by_district on agreement using gin (districts)`);
    await runner.query(`create index agreement_by_attachment on agreement using gin (attachments)`);
  }
}
