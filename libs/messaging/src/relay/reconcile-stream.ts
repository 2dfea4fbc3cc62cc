import { sql, type Database, type Runs } from '@fiksu/database';
import type { StreamInfo } from '@nats-io/jetstream';

/**
 * What a stream has lost is published again. One that was made anew has none of it; one that is shorter than our own
 * marks say has lost its end (nats-server has lost clustered streams after a kill: nats-server#6888).
 *
 * @returns how many events are to be published again
 */
export function reconcileStream(db: Database, { created, state }: StreamInfo): Promise<number> {
  return db.transaction(async (tx) => {
    const [head] = await tx.run<{ streamCreated: string | null; streamLast: number }>(
      sql`select stream_created as "streamCreated", stream_last as "streamLast" from outbox_head for update`,
    );
    if (head?.streamCreated === created) {
      if (head.streamLast <= state.last_seq) return 0;
      return publishAgainFrom(tx, state.last_seq + 1);
    }
    // Numbers of messages mean nothing in another stream: neither what is to be found there nor what is to be erased.
    const all = await tx.run(
      sql`update outbox set published_at = null, stream_seq = null, erase_seqs = '{}' where published_at is not null or erase_seqs <> '{}' returning id`,
    );
    await tx.run(sql`update outbox_head set stream_created = ${created}, stream_last = 0`);
    return all.length;
  });
}

/** What had these numbers, or later ones, is not in the stream any more. */
export async function publishAgainFrom(on: Runs, seq: number): Promise<number> {
  const lost = await on.run(sql`update outbox set published_at = null, stream_seq = null where stream_seq >= ${seq} returning id`);
  await on.run(sql`update outbox_head set stream_last = ${seq - 1}`);
  return lost.length;
}
