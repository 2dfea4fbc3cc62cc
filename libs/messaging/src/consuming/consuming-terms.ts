import type { Database } from '@fiksu/database';
import type { Nats } from '../nats/nats.ts';
import type { Log } from '../relay/relay.ts';
import type { Classify } from './name-failure.ts';
import { Turns } from './turns.ts';

/** The times that consuming keeps; a test may have shorter ones. */
export interface Times {
  /** After which the stream sends again what nobody has acknowledged; extended while it is being handled. */
  ackWaitMs: number;
  /** Before an attempt that has failed is repeated: the shortest wait. */
  retryMs: number;
  /** Between two looks at what is parked, and at what is to be rebuilt. */
  lookMs: number;
  /** At most, between two tries to reach what is away. */
  backOffMaxMs: number;
}

export const usualTimes: Times = { ackWaitMs: 30_000, retryMs: 1000, lookMs: 1000, backOffMaxMs: 5000 };

/** What all consumers of a process have in common. */
export interface Ground {
  nats: Nats;
  db: Database;
  /** Names the durables, before the reaction. */
  service: string;
  classify: Classify;
  log: Log;
  times: Times;
  turns: Turns;
}
