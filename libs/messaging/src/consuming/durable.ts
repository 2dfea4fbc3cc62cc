import { AckPolicy, DeliverPolicy, JetStreamApiCodes, ReplayPolicy, type ConsumerInfo, type JetStreamManager } from '@nats-io/jetstream';
import type { EventFamily } from '@fiksu/contracts';
import { isApiError } from '../streams/ensure-stream.ts';

const unackedMax = 1000;
const nanosInMs = 1_000_000;

/** From where a reaction hears: one stream. */
export interface Source {
  stream: string;
  /** One subject alone: nats-server 2.9 knows no more. What else it brings is passed over. */
  filter: string;
}

/** The streams of what a reaction listens to. */
export function sourcesOf(listensTo: readonly EventFamily[]): Source[] {
  const byStream = Map.groupBy(listensTo, ({ stream }) => stream);
  return [...byStream].map(([stream, [first, ...others]]) => ({
    stream,
    filter: others.length === 0 ? (first as EventFamily).subjects : `fiksu.${(first as EventFamily).service}.>`,
  }));
}

/**
 * The durable of a consumer on one stream, made where it is missing: from the beginning, for the inbox knows what has
 * been handled already. One that filters otherwise is made anew.
 *
 * @throws JetStreamApiError where there is no such stream: its owner alone makes it
 */
export async function ensureDurable(manager: JetStreamManager, { stream, filter }: Source, name: string, ackWaitMs: number): Promise<void> {
  const found = await durableInfo(manager, stream, name);
  if (found?.config.filter_subject === filter) return;
  if (found) await removeDurable(manager, stream, name);
  await manager.consumers.add(stream, {
    durable_name: name,
    filter_subject: filter,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitMs * nanosInMs,
    max_deliver: -1,
    max_ack_pending: unackedMax,
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
  });
}

/** Null where there is a stream, and no such durable. */
export async function durableInfo(manager: JetStreamManager, stream: string, name: string): Promise<ConsumerInfo | null> {
  return manager.consumers.info(stream, name).catch((error: unknown) => {
    if (isApiError(error, JetStreamApiCodes.ConsumerNotFound)) return null;
    throw error;
  });
}

/** Gone is gone: also where another replica was quicker, or the stream is no more. */
export async function removeDurable(manager: JetStreamManager, stream: string, name: string): Promise<void> {
  await manager.consumers.delete(stream, name).catch((error: unknown) => {
    if (!isApiError(error, JetStreamApiCodes.ConsumerNotFound) && !isApiError(error, JetStreamApiCodes.StreamNotFound)) throw error;
  });
}
