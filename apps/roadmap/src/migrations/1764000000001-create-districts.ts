import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateDistricts1764000000001 extends ForwardOnlyMigration {
  name = 'CreateDistricts1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table district (
        id text primary key,
        version integer not null,
        name jsonb not null,
        other_names text[] not null,
        level text not null,
        development text[] not null,
        parent text,
        code text,
        external_ids jsonb not null,
        geometry json,
        joins text[] not null,
        population integer,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index district_listed on district (created_at, id)`);
  }
}
