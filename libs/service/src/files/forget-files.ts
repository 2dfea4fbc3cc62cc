import { Database, sql } from '@fiksu/database';
import { Injectable } from '@nestjs/common';
import { Storage } from '../storage/storage.ts';
import { Attachables } from './attachables.ts';
import { LooseBytes } from './loose-bytes.ts';

const dayMs = 86_400_000;

/**
 * Removes files that have hung on nothing for 24 hours (API contract, "Files"), and bytes that no file stands for. To hang
 * a file on something begins with giving it a day more, in a statement of its own: so a file that is old here is on its
 * way to nobody, and one that was renewed meanwhile is seen by the lock of its row.
 */
@Injectable()
export class ForgetFiles {
  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
    private readonly attachables: Attachables,
    private readonly loose: LooseBytes,
  ) {}

  async run(now = new Date()): Promise<void> {
    const { hanging } = this.attachables;
    // An owner that lets a file go, or goes itself, need not know of this: from the next look on the file's day begins.
    await this.db.run(sql`update file set loose_since = null where loose_since is not null and id in (${hanging})`);
    await this.db.run(sql`update file set loose_since = now() where loose_since is null and id not in (${hanging})`);
    await this.db.run(sql`
      with gone as (delete from file where loose_since <= now() - interval '24 hours' and id not in (${hanging}) returning id, key),
      forgotten as (delete from history where collection = 'files' and resource in (select id::text from gone))
      insert into loose_bytes (key, remove_at) select key, now() from gone on conflict (key) do nothing`);
    await this.loose.sweep();
    await this.storage.forgetUnfinished(new Date(now.getTime() - dayMs));
  }
}
