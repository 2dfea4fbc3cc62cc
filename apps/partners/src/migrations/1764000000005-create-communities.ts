import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateCommunities1764000000005 extends ForwardOnlyMigration {
  name = 'CreateCommunities1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table community (
        id uuid primary key,
        version integer not null,
        name jsonb not null,
        description jsonb,
        kind text not null,
        districts text[] not null,
        themes text[] not null,
        pool boolean not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index community_listed on community (created_at, id)`);
    await runner.query(`create index community_by_change on community (updated_at, id)`);
    await runner.query(`create index community_by_district on community using gin (districts)`);
    await runner.query(`create index community_by_theme on community using gin (themes)`);
    // What says who somebody is, is encrypted by the service; the hashes are keyed, and that of a receipt is of 128 random bits.
    await runner.query(`
      create table community_member (
        id uuid primary key,
        version integer not null,
        community uuid not null constraint community_member_community references community (id),
        organisation uuid constraint community_member_registered references organisation (id),
        name text,
        email text,
        email_hash text,
        subject text,
        subject_hash text,
        basis text,
        given_at timestamptz,
        expires_at timestamptz,
        receipt_hash text,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint community_member_is_one check ((organisation is null) <> (name is null and basis is null and given_at is null))
      )`);
    await runner.query(`create index community_member_listed on community_member (community, created_at, id)`);
    await runner.query(`create unique index community_member_organisation on community_member (community, organisation)`);
    await runner.query(`create unique index community_member_subject on community_member (community, subject_hash)`);
    await runner.query(`create unique index community_member_receipt on community_member (receipt_hash)`);
    await runner.query(`create index community_member_by_organisation on community_member (organisation) where organisation is not null`);
    await runner.query(`create index community_member_by_subject on community_member (subject_hash) where subject_hash is not null`);
    await runner.query(`create index community_member_by_email on community_member (email_hash) where email_hash is not null`);
    await runner.query(`create index community_member_by_end on community_member (expires_at) where expires_at is not null`);
    await runner.query(`
      create table announcement (
        id uuid primary key,
        version integer not null,
        community uuid not null constraint announcement_community references community (id),
        title jsonb not null,
        text jsonb not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index announcement_listed on announcement (community, created_at, id)`);
  }
}
