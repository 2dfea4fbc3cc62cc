import { ForwardOnlyMigration } from '@fiksu/database';
import type { QueryRunner } from 'typeorm';

/**
 * What is known of files, whose bytes are in the storage. `uploader` is a keyed hash. `loose_since` says since when a file
 * hangs on nothing, as far as is known; null where it hangs on something.
 */
export class FileTables1763000000008 extends ForwardOnlyMigration {
  name = 'FileTables1763000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table file (
        id uuid primary key,
        version integer not null,
        status text not null,
        name text not null,
        type text not null,
        size integer not null,
        sha256 text not null,
        key text not null,
        uploader text not null,
        loose_since timestamptz default now(),
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`);
    await runner.query(`create index file_loose on file (loose_since) where loose_since is not null`);
    // Bytes in the storage that no row stands for, or none does yet.
    await runner.query(`create table loose_bytes (key text primary key, remove_at timestamptz not null)`);
    await runner.query(`create index loose_bytes_in_time on loose_bytes (remove_at)`);
  }
}
