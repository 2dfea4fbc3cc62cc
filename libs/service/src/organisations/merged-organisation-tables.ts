import { ForwardOnlyMigration } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';

/** Which organisations have become part of others: every service remembers it, and needs not to ask. */
export class MergedOrganisationTables1763000000010 extends ForwardOnlyMigration {
  name = 'MergedOrganisationTables1763000000010';

  async up(runner: QueryRunner): Promise<void> {
    // Chains are kept short: what was merged into an organisation that is merged itself is moved on to where that one went.
    await runner.query(`create table merged_organisation (old uuid primary key, survivor uuid not null, at timestamptz not null)`);
    await runner.query(`create index merged_organisation_survivor on merged_organisation (survivor)`);
    await runner.query(`
      create function same_organisations(named uuid[]) returns uuid[] language sql stable as $$
        with current as (
          select coalesce(survivor, id) as id from unnest(named) id left join merged_organisation on old = id)
        select array(select id from current union select old from merged_organisation join current on survivor = current.id) $$`);
  }
}
