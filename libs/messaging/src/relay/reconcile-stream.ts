import { sql, type Database } from '@fiksu/database';
import type { StreamInfo } from '@nats-io/jetstream';

/**
 * What a stream has lost is published again. One that was made anew has none of it; one that is shorter than our own
 * marks say has lost its end (nats-server has lost clustered streams after a kill: nats-server#6888).
 *
 * @returns how many events are to be published again
 */
export function reconcileStream(db: Database, { created, state }: StreamInfo): Promise<number> {
  return db.transaction(async (tx) => {
    const [head] = await tx.run<{ streamCreated: string | null }>(sql`select stream_created as "streamCreated" from outbox_head for update`);
    if (head?.streamCreated === created) {
      const lost = await tx.run(sql`update outbox set published_at = null, stream_seq = null where stream_seq > ${state.last_seq} returning id`);
      return lost.length;
    }
    // Numbers of messages mean nothing in another stream: neither what is to be found there nor what is to be erased.
    const all = await tx.run(
      sql`update outbox set published_at = null, stream_seq = null, erase_seqs = '{}' where published_at is not null or erase_seqs <> '{}' returning id`,
    );
    await tx.run(sql`update outbox_head set stream_created = ${created}`);
    return all.length;
  });
}
