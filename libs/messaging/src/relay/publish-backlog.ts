import { sql, type Database, type Runs } from '@fiksu/database';
import { jetstream, type PubAck } from '@nats-io/jetstream';
import type { Nats } from '../nats/nats.ts';
import type { Lease } from './lease.ts';
import { publishAgainFrom } from './reconcile-stream.ts';
import { sendInOrder } from './send-in-order.ts';

const batchMax = 2000;
const inFlightMax = 500;
const answerTimeoutMs = 2000;

interface Unpublished {
  position: number;
  eventId: string;
  aggregate: string;
  subject: string;
  event: string;
  revision: number;
}
type Sent = [Unpublished, PubAck];

/**
 * Publishes what has a position and is not published, in that order, until there is no more, and marks what the stream
 * has taken. Nothing is sent without the lease. While one batch is marked, the next is read and sent.
 *
 * @returns how many the stream has taken, and why one could not be sent: it is not skipped, and comes again
 */
export async function publishBacklog(db: Database, nats: Nats, stream: string, lease: Lease): Promise<{ sent: number; failure: unknown }> {
  const send = sender(nats, stream, lease);
  let total = 0;
  let failure: unknown = null;
  // Its failure is a value until somebody looks: a promise that fails while the next batch is sent would end the process.
  let marking: Promise<unknown> = Promise.resolve(null);
  let events = await readUnpublished(db, 0);
  while (events.length > 0 && failure === null && (await lease.claim())) {
    const reading = events.length === batchMax ? readUnpublished(db, events.at(-1)?.position ?? 0) : [];
    const [sending, next, notMarked] = await Promise.all([sendInOrder(events, send, inFlightMax), reading, marking]);
    marking = markPublished(db, lease, sending.sent).then(
      () => null,
      (error: unknown) => error,
    );
    total += sending.sent.length;
    failure = notMarked ?? sending.failure;
    events = next;
  }
  return { sent: total, failure: failure ?? (await marking) };
}

const readUnpublished = (db: Database, after: number): Promise<Unpublished[]> =>
  db.run<Unpublished>(sql`
    select position, event_id as "eventId", aggregate, subject, event::text as event, revision from outbox
    where published_at is null and position > ${after} order by position limit ${batchMax}`);

function sender(nats: Nats, stream: string, lease: Lease): (event: Unpublished) => Promise<PubAck> {
  const connection = nats.current();
  if (!connection) throw new Error('The connection has ended');
  const client = jetstream(connection);
  const expect = { streamName: stream };
  return async ({ subject, event, eventId, revision }) => {
    if (!lease.isHeld()) throw new Error('The lease has ended');
    // What is handed to a connection that is down goes out when it comes up, before anybody has looked at the stream.
    if (nats.current() !== connection) throw new Error('The connection has ended');
    const msgID = revision === 0 ? eventId : `${eventId}-${revision}`;
    return client.publish(subject, event, { msgID, expect, timeout: answerTimeoutMs, retries: 0 });
  };
}

/**
 * Marks, and only while the lease is ours. An event that was redacted while it was on its way stays to be published,
 * and the message that went out is to be erased. A number that was given before says that the stream has lost its end
 * and gives its numbers again: what had them is published again.
 */
async function markPublished(db: Database, lease: Lease, sent: readonly Sent[]): Promise<void> {
  if (sent.length === 0) return;
  const given = sent.filter(([, { duplicate }]) => !duplicate).map(([, { seq }]) => seq);
  const first = given.length > 0 ? Math.min(...given) : null;
  if ((await mark(db, lease, sent, first)) || first === null) return;
  await db.transaction(async (tx) => {
    const [head] = await tx.run<{ last: number }>(
      sql`select stream_last as last from outbox_head where holder = ${lease.holder} and term = ${lease.term} for update`,
    );
    if (!head) return;
    await publishAgainFrom(tx, first);
    await mark(tx, lease, sent, first);
  });
}

/** @returns whether it was done: the lease is ours, and no number was given before */
async function mark(on: Runs, { holder, term }: Lease, sent: readonly Sent[], first: number | null): Promise<boolean> {
  const marked = await on.run(sql`
    with head as (
        update outbox_head set stream_last = greatest(stream_last, ${Math.max(...sent.map(([, { seq }]) => seq))}::bigint)
        where holder = ${holder} and term = ${term} and (${first}::bigint is null or stream_last < ${first}::bigint) returning one),
      done as (
        select * from unnest(${sent.map(([{ position }]) => position)}::bigint[], ${sent.map(([{ revision }]) => revision)}::integer[],
          ${sent.map(([, { seq }]) => seq)}::bigint[]) done(position, revision, seq) where exists (select from head)),
      marked as (
        update outbox set
          published_at = case when outbox.revision = done.revision then clock_timestamp() end,
          stream_seq = case when outbox.revision = done.revision then done.seq end,
          erase_seqs = case when outbox.revision = done.revision then erase_seqs else erase_seqs || done.seq end
        from done where outbox.position = done.position)
    select one from head`);
  return marked.length > 0;
}
