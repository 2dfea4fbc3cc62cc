import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

/** The name in one of its languages, as it is sorted by. */
const sortedName = `regexp_replace(normalize(lower(left(coalesce(name ->> 'fi', name ->> 'sv', name ->> 'en', ''), 300)), NFD), '[\\u0300-\\u036f]', '', 'g')`;

export class CreateOrganisations1764000000001 extends ForwardOnlyMigration {
  name = 'CreateOrganisations1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create extension if not exists pg_trgm`);
    await runner.query(`
      create table organisation (
        id uuid primary key,
        version integer not null,
        name jsonb not null,
        kind text not null,
        sector text not null,
        business_id text,
        vat_id text,
        pic text,
        parent uuid constraint organisation_parent references organisation (id) deferrable,
        districts text[] not null,
        themes text[] not null,
        expertise text[] not null,
        size text,
        external_ids jsonb not null,
        website text,
        personal boolean not null,
        situation text not null,
        attachments uuid[] not null default '{}',
        created_at timestamptz not null,
        updated_at timestamptz not null,
        words text not null generated always as (regexp_replace(normalize(lower(
          coalesce(name ->> 'fi', '') || ' ' || coalesce(name ->> 'sv', '') || ' ' || coalesce(name ->> 'en', '')), NFD),
          '[\\u0300-\\u036f]', '', 'g')) stored,
        sorted_name text not null generated always as (${sortedName}) stored,
        shown_name text not null generated always as (case when personal then 'yksityinen elinkeinonharjoittaja' else ${sortedName} end) stored
      )`);
    await runner.query(`create index organisation_listed on organisation (created_at, id)`);
    await runner.query(`create index organisation_by_change on organisation (updated_at, id)`);
    // By the name that everybody is shown, and by the one that coordinators read: else the place of a sole trader would tell its name.
    await runner.query(`create index organisation_by_name on organisation (sorted_name, id)`);
    await runner.query(`create index organisation_by_shown_name on organisation (shown_name, id)`);
    await runner.query(`create unique index organisation_business_id on organisation (business_id)`);
    await runner.query(`create unique index organisation_pic on organisation (pic)`);
    await runner.query(`create index organisation_by_vat_id on organisation (vat_id) where vat_id is not null`);
    await runner.query(`create index organisation_by_parent on organisation (parent) where parent is not null`);
    await runner.query(`create index organisation_by_district on organisation using gin (districts)`);
    await runner.query(`create index organisation_by_theme on organisation using gin (themes)`);
    await runner.query(`create index organisation_by_attachment on organisation using gin (attachments)`);
    // An import looks up hundreds at once, and would read for each the list of what is still to be sorted in.
    await runner.query(`create index organisation_by_exact_name on organisation using gin (name jsonb_path_ops) with (fastupdate = off)`);
    await runner.query(`create index organisation_by_external_id on organisation using gin (external_ids jsonb_path_ops) with (fastupdate = off)`);
    // Letters stand without accents: a database in the C locale takes "ä" for no letter at all and makes no trigrams of it.
    await runner.query(`create index organisation_words on organisation using gin (words gin_trgm_ops)`);
  }
}
