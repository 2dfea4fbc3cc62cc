import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateDuplicates1764000000003 extends ForwardOnlyMigration {
  name = 'CreateDuplicates1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    // In which version an organisation has been compared with the others, and what it was found by.
    await runner.query(`
      create table compared_organisation (
        organisation uuid primary key references organisation (id) on delete cascade,
        version integer not null,
        host text,
        vat_id text,
        external_ids text[] not null
      )`);
    await runner.query(`create index compared_organisation_host on compared_organisation (host) where host is not null`);
    await runner.query(`create index compared_organisation_vat_id on compared_organisation (vat_id) where vat_id is not null`);
    await runner.query(`create index compared_organisation_external_ids on compared_organisation using gin (external_ids)`);
    await runner.query(`
      create table compared_name (
        organisation uuid not null references compared_organisation (organisation) on delete cascade,
        name text not null,
        primary key (organisation, name)
      )`);
    await runner.query(`create index compared_name_exactly on compared_name (name)`);
    await runner.query(`create index compared_name_likely on compared_name using gin (name gin_trgm_ops) with (fastupdate = off)`);
    await runner.query(`
      create table likely_duplicate (
        id uuid primary key,
        one uuid not null references organisation (id) on delete cascade,
        two uuid not null references organisation (id) on delete cascade,
        one_version integer not null,
        two_version integer not null,
        score numeric(4, 3) not null,
        because jsonb not null,
        against jsonb not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (one, two),
        check (one < two)
      )`);
    await runner.query(`create index likely_duplicate_listed on likely_duplicate (score, id)`);
    await runner.query(`create index likely_duplicate_of_two on likely_duplicate (two)`);
    // Two that somebody has told to be different, in the versions in which they were looked at.
    await runner.query(`
      create table dismissed_duplicate (
        one uuid not null references organisation (id) on delete cascade,
        two uuid not null references organisation (id) on delete cascade,
        one_version integer not null,
        two_version integer not null,
        reason jsonb not null,
        by jsonb not null,
        at timestamptz not null,
        primary key (one, two),
        check (one < two)
      )`);
    await runner.query(`create index dismissed_duplicate_of_two on dismissed_duplicate (two)`);
  }
}
