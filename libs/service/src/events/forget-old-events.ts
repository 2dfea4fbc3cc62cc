import { sql, type Database } from '@fiksu/database';

const batchMax = 1000;

/**
 * Forgets events that were recorded more than so many days ago, the oldest first and without leaving gaps: so whoever
 * comes with the id of one is told that it is too old. Never the newest, by which that is known, and none that the stream
 * does not have, or has and should not.
 *
 * @returns how many were forgotten
 */
export async function forgetOldEvents(db: Database, days: number): Promise<number> {
  const [kept] = await db.run<{ position: number | null }>(sql`
    select least((select max(position) from outbox), (
      select position from outbox
      where position is not null and (published_at is null or erase_seqs <> '{}' or recorded_at >= now() - ${days} * interval '1 day')
      order by position limit 1)) as position`);
  const first = kept?.position ?? 0;
  for (let forgotten = 0; ;) {
    const gone = await db.run(
      sql`delete from outbox where event_id in (select event_id from outbox where position < ${first} order by position limit ${batchMax}) returning id`,
    );
    forgotten += gone.length;
    if (gone.length < batchMax) return forgotten;
  }
}
