import { Database, sql, type Runs } from '@fiksu/database';
import { Injectable } from '@nestjs/common';
import { unavailable } from '../problems/domain-error.ts';
import { Storage } from '../storage/storage.ts';

const atOnceMax = 200;

/**
 * Bytes in the storage that no file stands for. They are noted **before** they are put, the note goes in the transaction
 * that makes the file, and comes back in the one that removes it. So whenever a process dies, what is in the storage is
 * known by one of both, nothing stays for ever, and no file loses its bytes.
 */
@Injectable()
export class LooseBytes {
  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
  ) {}

  /** Before the first byte is put: a day is longer than any body is on its way. */
  async begin(key: string): Promise<void> {
    await this.db.run(sql`insert into loose_bytes (key, remove_at) values (${key}, now() + interval '24 hours')`);
  }

  /**
   * In the transaction that makes the file.
   * @throws DomainError Unavailable (503) where the bytes have been given up meanwhile
   */
  async claim(key: string, tx: Runs): Promise<void> {
    const claimed = await tx.run(sql`delete from loose_bytes where key = ${key} and remove_at > now() returning key`);
    if (claimed.length === 0) throw unavailable('It took too long; send it again');
  }

  /** In the transaction that removes the file, or takes its bytes away. */
  async release(key: string, tx: Runs): Promise<void> {
    await tx.run(sql`insert into loose_bytes (key, remove_at) values (${key}, now()) on conflict (key) do update set remove_at = now()`);
  }

  /** Removes bytes at once where they are still loose: a file whose commit was answered by nobody keeps its own. */
  async discard(key: string): Promise<void> {
    await this.db.run(sql`update loose_bytes set remove_at = now() where key = ${key}`);
    await this.remove(key);
  }

  /** Removes all bytes whose time has come. */
  async sweep(): Promise<void> {
    for (;;) {
      const due = await this.db.run<{ key: string }>(sql`select key from loose_bytes where remove_at <= now() order by remove_at limit ${atOnceMax}`);
      for (const { key } of due) await this.remove(key);
      if (due.length < atOnceMax) return;
    }
  }

  /**
   * Bytes are given up first, for good: who would claim them finds none, and who has claimed them in a transaction that goes
   * on is waited for. No transaction stands open while the storage works.
   */
  private async remove(key: string): Promise<void> {
    const due = await this.db.run(sql`update loose_bytes set remove_at = '-infinity' where key = ${key} and remove_at <= now() returning key`);
    if (due.length === 0) return;
    await this.storage.remove(key);
    await this.db.run(sql`delete from loose_bytes where key = ${key} and remove_at = '-infinity'`);
  }
}
