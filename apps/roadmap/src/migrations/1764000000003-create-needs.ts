import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateNeeds1764000000003 extends ForwardOnlyMigration {
  name = 'CreateNeeds1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create extension if not exists pg_trgm`);
    await runner.query(`
      create table need (
        id uuid primary key,
        version integer not null,
        status text not null,
        title jsonb not null,
        description jsonb,
        districts text[] not null,
        location jsonb,
        themes text[] not null,
        affected_groups text[] not null,
        evidence jsonb not null,
        source text not null,
        organisation uuid,
        session uuid,
        external_ids jsonb not null default '[]',
        attachments uuid[] not null default '{}',
        note jsonb,
        decline_reason jsonb,
        hidden boolean not null,
        merged_into uuid references need (id),
        merged_from uuid[] not null,
        status_before_merge text,
        support_count integer not null,
        report_count integer not null,
        receipt_hash text unique,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        words text not null generated always as (regexp_replace(normalize(lower(
          coalesce(title ->> 'fi', '') || ' ' || coalesce(title ->> 'sv', '') || ' ' || coalesce(title ->> 'en', '')), NFD),
          '[\\u0300-\\u036f]', '', 'g')) stored,
        place point generated always as (point(
          (location -> 'coordinates' ->> 0)::double precision,
          degrees(asinh(tand((location -> 'coordinates' ->> 1)::double precision))))) stored,
        search tsvector not null generated always as (
          to_tsvector('finnish', coalesce(title ->> 'fi', '') || ' ' || coalesce(description ->> 'fi', ''))
          || to_tsvector('swedish', coalesce(title ->> 'sv', '') || ' ' || coalesce(description ->> 'sv', ''))
          || to_tsvector('english', coalesce(title ->> 'en', '') || ' ' || coalesce(description ->> 'en', ''))
          || to_tsvector('simple', coalesce(title ->> 'fi', '') || ' ' || coalesce(title ->> 'sv', '') || ' ' || coalesce(title ->> 'en', ''))) stored
      )`);
    await runner.query(`create index need_listed on need (created_at, id)`);
    await runner.query(`create index need_by_status on need (status, created_at, id)`);
    await runner.query(`create index need_by_district on need using gin (districts)`);
    await runner.query(`create index need_by_theme on need using gin (themes)`);
    await runner.query(`create index need_by_organisation on need (organisation) where organisation is not null`);
    await runner.query(`create index need_by_survivor on need (merged_into) where merged_into is not null`);
    // An import looks up hundreds at once, and would read for each the list of what is still to be sorted in.
    await runner.query(`create index need_by_external_id on need using gin (external_ids jsonb_path_ops) with (fastupdate = off)`);
    await runner.query(`create index need_by_attachment on need using gin (attachments)`);
    await runner.query(`create index need_search on need using gin (search)`);
    // Letters stand without accents: a database in the C locale takes "ä" for no letter at all and makes no trigrams of it.
    await runner.query(`create index need_words on need using gin (words gin_trgm_ops)`);
    // On Mercator's map, where a step to the east is as long as one to the north: what is near in the index is near on the ground.
    await runner.query(`create index need_by_place on need using gist (place)`);
    // Supporters and reporters are kept as keyed hashes: enough to count each once, too little to name anybody.
    await runner.query(`
      create table need_support (
        need uuid not null references need (id) on delete cascade,
        supporter text not null,
        primary key (need, supporter)
      )`);
    await runner.query(`
      create table need_report (
        need uuid not null references need (id) on delete cascade,
        reporter text not null,
        reason jsonb not null,
        at timestamptz not null,
        primary key (need, reporter)
      )`);
  }
}
