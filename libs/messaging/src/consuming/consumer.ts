import { setTimeout as delay } from 'node:timers/promises';
import { sql, wordsOfFailure } from '@fiksu/database';
import { jetstream, jetstreamManager, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Ground } from './consuming-terms.ts';
import { ensureDurable, removeDurable, type Source } from './durable.ts';
import { Superseded, type Handling } from './handling.ts';
import { kindOfFailure, placeOf } from './name-failure.ts';
import { Away, WorkOff } from './work-off.ts';

const batchMax = 500;
const pullExpiresMs = 30_000;
/** How soon it is seen that a stream has gone: two of these. */
const heartbeatMs = 1000;
const backOffMinMs = 100;
/** What is handed back when a consumer ends comes to another one after this. */
const handBackMs = 100;
const drainMaxMs = 1000;

/**
 * Pulls from one stream for one generation of one reaction, through a durable that its replicas share. Whatever is away,
 * for however long, it waits and goes on.
 */
export class Consumer {
  readonly durable: string;
  private readonly workOff: WorkOff;
  /** What has been sent and is neither acknowledged nor handed back, in the order in which it came. */
  private readonly inHand = new Set<JsMsg>();
  private fresh: JsMsg[] = [];
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private failures = 0;
  private ended: unknown = null;
  private lookAt = 0;

  constructor(
    private readonly ground: Ground,
    readonly handling: Handling,
    readonly source: Source,
  ) {
    this.durable = `${ground.service}-${handling.consumer}`;
    this.workOff = new WorkOff(ground, handling, (message) => this.inHand.delete(message));
  }

  start(): void {
    this.running = this.run();
  }

  /** Something may have changed: NATS is up. */
  nudge(): void {
    this.wake();
  }

  /** Pulls no more, finishes what it is handling, and hands the rest back. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.wake();
    await this.running;
  }

  /** Ends for good, with its durable: its generation is neither read nor built any more. */
  async retire(): Promise<void> {
    await this.stop();
    await this.removeDurable();
  }

  private get stopping(): boolean {
    return this.stopped.signal.aborted;
  }

  private async run(): Promise<void> {
    const keeping = setInterval(() => this.keepInHand(), this.ground.times.ackWaitMs / 3).unref();
    while (!this.stopping) await this.round();
    clearInterval(keeping);
  }

  private async round(): Promise<void> {
    const connection = this.ground.nats.current();
    try {
      if (connection) await this.pullFrom(connection);
      else await this.untilWoken(this.ground.times.backOffMaxMs);
    } catch (error) {
      if (error instanceof Superseded) await this.removeDurable();
      else await this.failed(error);
    } finally {
      this.handBack();
    }
  }

  /** Until the stream, the durable, the connection or the database is gone, or the service stops. */
  private async pullFrom(connection: NatsConnection): Promise<void> {
    const { stream } = this.source;
    await ensureDurable(await jetstreamManager(connection), this.source, this.durable, this.ground.times.ackWaitMs);
    const consumer = await jetstream(connection).consumers.get(stream, this.durable);
    this.ended = null;
    const messages = await consumer.consume({
      max_messages: batchMax,
      expires: pullExpiresMs,
      idle_heartbeat: heartbeatMs,
      abort_on_missing_resource: true,
      callback: (message) => this.take(message),
    });
    this.followEndOf(messages);
    this.recovered();
    try {
      while (!this.stopping && this.ended === null) await this.workOn();
      if (this.ended !== null) throw this.ended;
    } finally {
      if (this.ground.nats.current() === connection) await drain(messages);
      await messages.close();
    }
  }

  private followEndOf(messages: ConsumerMessages): void {
    void messages.closed().then((error) => {
      this.ended ??= error instanceof Error ? error : new Error('The connection has ended');
      this.wake();
    });
  }

  private take(message: JsMsg): void {
    this.inHand.add(message);
    this.fresh.push(message);
    this.wake();
  }

  /** Whatever has come by now, without waiting for more. */
  private async workOn(): Promise<void> {
    const taken = this.fresh.splice(0, batchMax);
    try {
      if (taken.length > 0) await this.workOff.handle(taken);
      if (performance.now() >= this.lookAt) {
        await this.workOff.drainParked();
        this.lookAt = performance.now() + this.ground.times.lookMs;
      }
    } catch (error) {
      if (error instanceof Superseded) throw error;
      for (const message of taken) if (this.inHand.delete(message)) message.nak(this.ground.times.retryMs);
      if (!(error instanceof Away) && kindOfFailure(error, this.ground.classify) !== 'passing')
        this.ground.log.error(`${this.durable} cannot go on: ${placeOf(error)}`);
      // While the database answers, it was something that passes, and others need not wait.
      await this.ping();
    }
    if (this.fresh.length === 0 && this.ended === null && !this.stopping) await this.untilWoken(this.ground.times.lookMs);
  }

  private async ping(): Promise<void> {
    await this.ground.db.run(sql`select 1`);
  }

  /** What waits here is still wanted: the stream does not send it to another one. */
  private keepInHand(): void {
    for (const message of this.inHand) message.working();
  }

  private handBack(): void {
    for (const message of this.inHand) message.nak(handBackMs);
    this.inHand.clear();
    this.fresh = [];
  }

  private async removeDurable(): Promise<void> {
    this.stopped.abort();
    const connection = this.ground.nats.current();
    if (!connection) return;
    const removed = jetstreamManager(connection).then((manager) => removeDurable(manager, this.source.stream, this.durable));
    await removed.catch(() => undefined);
  }

  private async failed(error: unknown): Promise<void> {
    // Said once for an outage, not for every try of it.
    if (this.failures === 0) this.ground.log.warn(`${this.durable} waits: ${wordsOfFailure(error)}`);
    const waitMs = Math.min(this.ground.times.backOffMaxMs, backOffMinMs * 2 ** this.failures++) * (0.5 + Math.random() / 2);
    await delay(waitMs, null, { signal: this.stopped.signal }).catch(() => undefined);
    while (!this.stopping) {
      const answers = await this.ping().then(
        () => true,
        () => false,
      );
      if (answers) return;
      await delay(this.ground.times.backOffMaxMs / 2, null, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  private recovered(): void {
    if (this.failures > 0) this.ground.log.log(`${this.durable} goes on`);
    this.failures = 0;
  }

  private untilWoken(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, atMostMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Lets arrive what is on its way, so that it can be handed back: by `close` alone it would be missed until the stream sends it again. */
async function drain(messages: ConsumerMessages): Promise<void> {
  const { sub } = messages as unknown as { sub: Subscription };
  await Promise.race([sub.drain().catch(() => undefined), delay(drainMaxMs, null, { ref: false })]);
}
