import { setTimeout as delay } from 'node:timers/promises';
import { streamOf } from '@fiksu/contracts';
import { isTransient, type Database, wordsOfFailure } from '@fiksu/database';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Nats } from '../nats/nats.ts';
import { ensureStream } from '../streams/ensure-stream.ts';
import { eraseRedacted } from './erase-redacted.ts';
import { Lease } from './lease.ts';
import { numberEvents } from './number-events.ts';
import type { Numbered } from './numbered.ts';
import { publishBacklog } from './publish-backlog.ts';
import { reconcileStream } from './reconcile-stream.ts';

/** The safety net: what a lost nudge would have told is found by looking. */
const pollMs = 200;
/** After a commit, for how long others may join its batch: longer under load, where each round costs others their turn. */
const lingerMs = 2;
const lingerUnderLoadMs = 15;
const loadFrom = 20;
const backOffMinMs = 100;
const backOffMaxMs = 5000;
const streamCheckedEveryMs = 10_000;

export interface Log {
  log: (message: string) => void;
  warn: (message: string) => void;
  error: (message: string) => void;
}

interface Terms {
  service: string;
  /** Names this process among the replicas. */
  holder: string;
  streamReplicas: number;
}

/**
 * Brings what was recorded to the stream. Every replica runs one: all of them number what they see, and the one that
 * holds the lease publishes. Nothing is ever skipped: an outage of whatever length ends with a backlog, not with a loss.
 */
export class Relay {
  private readonly lease: Lease;
  private readonly stream: string;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private nudged = false;
  private failures = 0;
  private publishAgainAt = 0;
  private streamKnownUntil = 0;
  private greeted: NatsConnection | null = null;

  constructor(
    private readonly db: Database,
    private readonly nats: Nats,
    private readonly numbered: Numbered,
    private readonly terms: Terms,
    private readonly log: Log,
  ) {
    this.lease = new Lease(db, terms.holder);
    this.stream = streamOf(terms.service);
  }

  start(): void {
    this.db.onRecorded(() => this.nudge());
    this.nats.onUp((connection) => this.greet(connection));
    this.running = this.run();
  }

  /** Looks at once, rather than at the next poll. */
  nudge(): void {
    this.nudged = true;
    this.wake();
  }

  /** Ends after the batch that is on its way, and lets another replica go on. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    await this.lease.release().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const look = !this.nudged;
      this.nudged = false;
      const numbered = await this.round(look).catch((error: unknown) => this.failed(error));
      if (!this.nudged) await this.untilWoken();
      if (this.nudged && !this.stopping) await delay(numbered < loadFrom ? lingerMs : lingerUnderLoadMs);
    }
  }

  /** @returns how many events were new */
  private async round(look: boolean): Promise<number> {
    const numbered = await numberEvents(this.db, look);
    if (numbered > 0) this.tellOthers();
    const connection = this.nats.current();
    if (!connection || performance.now() < this.publishAgainAt || !(await this.lease.claim())) return numbered;
    await this.knowStream(connection);
    const { failure } = await publishBacklog(this.db, this.nats, this.stream, this.lease);
    if (failure !== null) throw failure;
    if (look) await eraseRedacted(this.db, connection, this.stream);
    this.recovered();
    return numbered;
  }

  /** Makes the stream where it is missing, and sees what it has lost: when the connection comes up, and from time to time. */
  private async knowStream(connection: NatsConnection): Promise<void> {
    if (performance.now() < this.streamKnownUntil) return;
    const manager = await jetstreamManager(connection);
    const again = await reconcileStream(this.db, await ensureStream(manager, this.terms.service, this.terms.streamReplicas));
    if (again > 0) this.log.warn(`The stream ${this.stream} has lost events: ${again} are published again`);
    this.streamKnownUntil = performance.now() + streamCheckedEveryMs;
  }

  private greet(connection: NatsConnection): void {
    this.streamKnownUntil = this.publishAgainAt = 0;
    // A connection that comes up again has its subscriptions; lost nudges are found by the poll.
    if (this.greeted !== connection) connection.subscribe(this.nudgeSubject, { callback: (_, message) => this.heard(message.string()) });
    this.greeted = connection;
    this.nudge();
  }

  /** Another replica has numbered events: here is more to read, and perhaps to publish. */
  private heard(holder: string): void {
    if (holder === this.terms.holder) return;
    this.numbered.announce();
    this.nudge();
  }

  private tellOthers(): void {
    this.numbered.announce();
    this.nats.current()?.publish(this.nudgeSubject, this.terms.holder);
  }

  private failed(error: unknown): number {
    this.streamKnownUntil = 0;
    const waitMs = Math.min(backOffMaxMs, backOffMinMs * 2 ** this.failures) * (0.5 + Math.random() / 2);
    this.publishAgainAt = performance.now() + waitMs;
    // Said once for an outage, not for every try of it.
    if (this.failures++ === 0 || !isExpected(error)) this.log.warn(`The relay waits: ${wordsOfFailure(error)}`);
    return 0;
  }

  private recovered(): void {
    if (this.failures > 0) this.log.log('The relay goes on');
    this.failures = 0;
  }

  private untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private get nudgeSubject(): string {
    return `fiksu.nudge.${this.terms.service}`;
  }
}

/** What an outage of the database or of NATS says. */
const isExpected = (error: unknown): boolean =>
  isTransient(error) || (error instanceof Error && /timeout|responders|disconnect|closed|lease/i.test(error.message));
