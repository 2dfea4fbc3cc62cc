import { ForwardOnlyMigration } from '@fiksu/service';
import type { QueryRunner } from 'typeorm';

export class CreateErasures1764000000007 extends ForwardOnlyMigration {
  name = 'CreateErasures1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    // Who it is stands there, encrypted, for as long as a service has still to erase the person; the hash is keyed.
    await runner.query(`
      create table erasure (
        id uuid primary key,
        version integer not null,
        status text not null,
        person text,
        person_hash text not null,
        services jsonb not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    // However many ask for it at once, a person is erased once.
    await runner.query(`create unique index erasure_running on erasure (person_hash) where status = 'running'`);
    await runner.query(`create index erasure_of_person on erasure (person_hash, created_at)`);
    await runner.query(`create index erasure_by_time on erasure (created_at)`);
  }
}
