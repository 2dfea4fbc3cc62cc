import { sql, type Database } from '@fiksu/database';
import type { NatsConnection } from '@nats-io/transport-node';
import { eraseMessage } from '../streams/erase-message.ts';

const erasedAtOnceMax = 100;

/** Takes the messages out of the stream whose events have been redacted since. What cannot be erased now is tried again. */
export async function eraseRedacted(db: Database, connection: NatsConnection, stream: string): Promise<void> {
  const redacted = await db.run<{ eventId: string; seqs: number[] }>(
    sql`select event_id as "eventId", to_jsonb(erase_seqs) as seqs from outbox where erase_seqs <> '{}' order by position limit ${erasedAtOnceMax}`,
  );
  for (const { eventId, seqs } of redacted) {
    for (const seq of seqs) await eraseMessage(connection, stream, seq, eventId);
    await db.run(sql`update outbox set erase_seqs = '{}' where event_id = ${eventId} and erase_seqs = ${seqs}::bigint[]`);
  }
}
