import { sql, type Database } from '@fiksu/database';
import { jetstream, type PubAck } from '@nats-io/jetstream';
import type { Nats } from '../nats/nats.ts';
import type { Lease } from './lease.ts';
import { sendInOrder } from './send-in-order.ts';

const batchMax = 2000;
const inFlightMax = 500;
const answerTimeoutMs = 2000;

interface Unpublished {
  id: number;
  eventId: string;
  aggregate: string;
  subject: string;
  event: string;
  revision: number;
}

export interface Published {
  /** How many are in the stream now. */
  sent: number;
  /** Whether there may be more to publish. */
  more: boolean;
  /** Why one of them could not be sent; it is not skipped, and comes again. */
  failure: unknown;
}

/** Publishes the next events by position, and marks those that the stream has taken. Nothing is sent without the lease. */
export async function publishBatch(db: Database, nats: Nats, stream: string, lease: Lease): Promise<Published> {
  const events = await db.run<Unpublished>(sql`
    select id, event_id as "eventId", aggregate, subject, event::text as event, revision from outbox
    where published_at is null and position is not null order by position limit ${batchMax}`);
  if (events.length === 0) return { sent: 0, more: false, failure: null };
  const connection = nats.current();
  if (!connection) throw new Error('The connection has ended');
  const client = jetstream(connection, { timeout: answerTimeoutMs });
  const publish = ({ subject, event, eventId, revision }: Unpublished) => {
    if (!lease.isHeld()) throw new Error('The lease has ended');
    // What is handed to a connection that is down goes out when it comes up, before anybody has looked at the stream.
    if (nats.current() !== connection) throw new Error('The connection has ended');
    const msgID = revision === 0 ? eventId : `${eventId}-${revision}`;
    return client.publish(subject, event, { msgID, expect: { streamName: stream }, timeout: answerTimeoutMs, retries: 0 });
  };
  const { sent, failure } = await sendInOrder(events, async (event) => publish(event), inFlightMax);
  if (sent.length > 0) await markPublished(db, lease, sent);
  return { sent: sent.length, more: events.length === batchMax && failure === null, failure };
}

/**
 * Marks in one statement, and only while the lease is ours. An event that was redacted while it was on its way stays
 * to be published, and the message that went out is to be erased. A number that another event has already says that the
 * stream has lost its end and gives the numbers again: that other one is to be published again.
 */
async function markPublished(db: Database, { holder, term }: Lease, sent: [Unpublished, PubAck][]): Promise<void> {
  const ids = sent.map(([{ id }]) => id);
  const revisions = sent.map(([{ revision }]) => revision);
  const seqs = sent.map(([, { seq }]) => seq);
  await db.run(sql`
    with done as (
        select id, revision, seq from unnest(${ids}::bigint[], ${revisions}::integer[], ${seqs}::bigint[]) sent(id, revision, seq)
        where exists (select from outbox_head where holder = ${holder} and term = ${term})),
      lost as (
        update outbox set published_at = null, stream_seq = null from done where outbox.stream_seq = done.seq and outbox.id <> done.id returning outbox.id)
    update outbox set
      published_at = case when outbox.revision = done.revision then clock_timestamp() end,
      stream_seq = case when outbox.revision = done.revision then done.seq end,
      erase_seqs = case when outbox.revision = done.revision then erase_seqs else erase_seqs || done.seq end
    from done where outbox.id = done.id`);
}
