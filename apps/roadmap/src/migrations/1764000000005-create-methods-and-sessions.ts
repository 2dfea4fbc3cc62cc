import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateMethodsAndSessions1764000000005 extends ForwardOnlyMigration {
  name = 'CreateMethodsAndSessions1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table method (
        id uuid primary key,
        version integer not null,
        status text not null,
        edition integer not null,
        published_at timestamptz,
        name jsonb not null,
        summary jsonb,
        phases jsonb not null,
        variants jsonb not null,
        materials jsonb not null,
        roles jsonb not null,
        when_to_use jsonb,
        draft jsonb,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index method_listed on method (created_at, id)`);
    await runner.query(`
      create table method_edition (
        method uuid not null references method (id) on delete cascade,
        edition integer not null,
        published_at timestamptz not null,
        card jsonb not null,
        primary key (method, edition)
      )`);
    await runner.query(`
      create table session (
        id uuid primary key,
        version integer not null,
        status text not null,
        method uuid not null,
        edition integer not null,
        variant text,
        phases jsonb not null,
        title jsonb not null,
        description jsonb,
        districts text[] not null,
        themes text[] not null,
        needs uuid[] not null,
        facilitator uuid,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        attachments uuid[] not null,
        votes jsonb not null,
        participants jsonb not null,
        outcomes jsonb not null,
        linked jsonb not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint session_edition foreign key (method, edition) references method_edition (method, edition)
      )`);
    await runner.query(`create index session_listed on session (created_at, id)`);
    await runner.query(`create index session_by_start on session (starts_at, id)`);
    await runner.query(`create index session_by_facilitator on session (facilitator) where facilitator is not null`);
    await runner.query(`create index session_by_method on session (method, edition)`);
    await runner.query(`create index session_by_district on session using gin (districts)`);
    await runner.query(`create index session_by_need on session using gin (needs)`);
    await runner.query(`create index session_by_attachment on session using gin (attachments)`);
    await runner.query(`create index session_by_outcome on session using gin (outcomes jsonb_path_ops)`);
    // What was said at a session, beside it: it is added to, and never written anew with the rest.
    await runner.query(`
      create table session_note (
        session uuid not null references session (id) on delete cascade,
        place bigint not null generated always as identity,
        id uuid not null,
        phase text not null,
        text jsonb not null,
        at timestamptz not null,
        primary key (session, place),
        unique (session, id)
      )`);
  }
}
