import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateContacts1764000000002 extends ForwardOnlyMigration {
  name = 'CreateContacts1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    // What says who somebody is, is encrypted by the service; the hashes are keyed.
    await runner.query(`
      create table contact (
        id uuid primary key,
        version integer not null,
        organisation uuid not null constraint contact_organisation references organisation (id),
        name text not null,
        email text,
        email_hash text,
        phone text,
        role text,
        subject text,
        subject_hash text,
        basis text not null,
        given_at timestamptz not null,
        expires_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index contact_listed on contact (organisation, created_at, id)`);
    await runner.query(`create index contact_by_email on contact (email_hash) where email_hash is not null`);
    await runner.query(`create index contact_by_subject on contact (subject_hash) where subject_hash is not null`);
    await runner.query(`create index contact_by_end on contact (expires_at) where expires_at is not null`);
  }
}
