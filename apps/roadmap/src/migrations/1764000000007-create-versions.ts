import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

/** Published versions of the roadmap. What was published stays as it was: the tables are added to, and changed by nobody. */
export class CreateVersions1764000000007 extends ForwardOnlyMigration {
  name = 'CreateVersions1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table roadmap_version (
        id uuid primary key,
        version integer not null,
        number integer not null constraint roadmap_version_number unique check (number > 0),
        title jsonb not null,
        hash text not null,
        published_at timestamptz not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index roadmap_version_listed on roadmap_version (created_at, id)`);
    // Apart from the version, so that a list of versions reads none of their items. As \`json\`, which keeps the bytes that were hashed.
    await runner.query(`
      create table roadmap_version_item (
        version uuid not null references roadmap_version (id),
        item uuid not null,
        status text not null,
        body json not null,
        primary key (version, item)
      )`);
    await runner.query(`create index roadmap_version_item_ended on roadmap_version_item (item) where status in ('dropped', 'superseded')`);
    await runner.query(`
      create function roadmap_version_stays() returns trigger language plpgsql as $$ begin
        raise exception 'a published version is never changed' using errcode = 'insufficient_privilege';
      end $$`);
    for (const table of ['roadmap_version', 'roadmap_version_item']) {
      await runner.query(`create trigger ${table}_stays before update or delete on ${table} for each row execute function roadmap_version_stays()`);
      await runner.query(`create trigger ${table}_is_not_emptied before truncate on ${table} execute function roadmap_version_stays()`);
    }
  }
}
