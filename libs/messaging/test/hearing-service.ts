import { randomBytes } from 'node:crypto';
import { defineEvents, type CloudEvent, type EventFamily } from '@fiksu/contracts';
import { Database, ForwardOnlyMigration, createDataSource, newId, sql, type Runs } from '@fiksu/database';
import { Line, cloneDatabase, type TestDatabase, type TestNats } from '@fiksu/testing';
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { QueryRunner } from 'typeorm';
import { z } from 'zod';
import { Consumers } from '../src/consuming/consumers.ts';
import type { Times } from '../src/consuming/consuming-terms.ts';
import type { Classify } from '../src/consuming/name-failure.ts';
import { Projection, Reaction } from '../src/consuming/reaction.ts';
import { Nats } from '../src/nats/nats.ts';
import { ensureStream } from '../src/streams/ensure-stream.ts';

class LedgerTables1764000000001 extends ForwardOnlyMigration {
  name = 'LedgerTables1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table heard (id bigint generated always as identity primary key, reaction text, generation int, event_id uuid, aggregate text, version int, amount int)`,
    );
    await runner.query(`create table thing (generation int, id text, version int, label text, primary key (generation, id))`);
  }
}

const kept = { entities: [], migrations: [LedgerTables1764000000001] };

/** What a service of this name tells of its things. */
export const familyOf = (service: string, noun = 'thing', collection = 'things') =>
  defineEvents({
    service,
    noun,
    collection,
    state: z.object({ id: z.string(), version: z.int(), amount: z.int().optional(), createdAt: z.string().optional() }),
    outline: [],
    types: Object.fromEntries(
      ['create', 'change', 'delete'].map((action) => [action, { type: `fiksu.${service}.${noun}.${action}d.v1`, title: { en: `A thing was ${action}d` } }]),
    ),
    example: { id: 'one', version: 1 },
  });

interface Told {
  family?: EventFamily;
  action?: string;
  amount?: number;
  createdAt?: string;
  id?: string;
}

/** An event about `things/<name>`. */
export function eventAbout(name: string, version: number, told: Told = {}): CloudEvent {
  const { family = familyOf('telling'), action = 'change', id = newId(), amount, createdAt } = told;
  return {
    specversion: '1.0',
    id,
    source: `/${family.service}/v1`,
    type: family.types[action]?.type as string,
    subject: `${family.collection}/${name}`,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    aggregateversion: version,
    data: {
      ...{ id: name, version },
      ...(amount === undefined ? {} : { amount }),
      ...(createdAt === undefined ? {} : { createdAt }),
      change: { action, from: null, to: null, fields: [], by: 'admin' },
      visibility: 'public',
    },
  };
}

export const aName = (): string => `thing-${randomBytes(4).toString('hex')}`;

/** Writes down what it hears, in the order in which it does; a test may look at each event first, and throw. */
export class Noting extends Reaction {
  override everyStep = false;
  /** How many events came in one call, call by call. */
  readonly calls: number[] = [];

  constructor(
    readonly name: string,
    readonly listensTo: readonly EventFamily[] = [familyOf('telling')],
    public before: (event: CloudEvent, tx: Runs) => unknown = () => undefined,
  ) {
    super();
  }

  async handle(events: readonly CloudEvent[], tx: Runs, generation: number): Promise<void> {
    this.calls.push(events.length);
    for (const event of events) {
      await this.before(event, tx);
      const { amount = 0 } = event.data as { amount?: number };
      await tx.run(sql`insert into heard (reaction, generation, event_id, aggregate, version, amount)
        values (${this.name}, ${generation}, ${event.id}, ${event.subject}, ${event.aggregateversion}, ${amount})`);
    }
  }
}

/** Keeps the newest state of each thing, and, at need, a wrong one. */
export class Things extends Projection {
  readonly name: string = 'things';
  readonly listensTo = [familyOf('telling')];
  label = 'right';
  forgotten: number[] = [];
  before: (event: CloudEvent, generation: number) => unknown = () => undefined;

  async handle(events: readonly CloudEvent[], tx: Runs, generation: number): Promise<void> {
    for (const event of events) {
      await this.before(event, generation);
      await tx.run(sql`insert into thing (generation, id, version, label) values (${generation}, ${event.subject}, ${event.aggregateversion}, ${this.label})
        on conflict (generation, id) do update set version = excluded.version, label = excluded.label where excluded.version > thing.version`);
    }
  }

  async forget(generation: number, tx: Runs): Promise<void> {
    this.forgotten.push(generation);
    await tx.run(sql`delete from thing where generation = ${generation}`);
  }
}

export class Refused extends Error {}
export class NotYet extends Error {}
const classify: Classify = (error) => (error instanceof Refused ? 'refused' : error instanceof NotYet ? 'not-yet' : null);

/** One process of the service that hears: its own connections, which a test can cut. */
export interface Process {
  consumers: Consumers;
  said: string[];
  db: Database;
  nats: Nats;
  toDatabase: Line;
  toNats: Line;
  /** As SIGKILL does, to what others see of it: its connections end, and nothing is said any more. */
  kill: () => Promise<void>;
  stop: () => Promise<void>;
}

const shortTimes: Times = { ackWaitMs: 2000, retryMs: 5, lookMs: 20, backOffMaxMs: 50 };
const reconnectWaitMs = 10;
const answerTimeoutMs = 200;
const publishRetries = 50;

/** A service that only hears, its database, and the streams of those that tell. */
export class HearingService {
  private readonly processes: Process[] = [];
  private readonly streams = new Set<string>();

  private constructor(
    private readonly server: TestNats,
    readonly database: TestDatabase,
    readonly db: Database,
    readonly connection: NatsConnection,
    readonly manager: JetStreamManager,
  ) {}

  static async start(server: TestNats): Promise<HearingService> {
    const database = await cloneDatabase('hearing', kept);
    const connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: reconnectWaitMs });
    return new HearingService(server, database, await open(database.url), connection, await jetstreamManager(connection));
  }

  async makeStream(service = 'telling'): Promise<void> {
    this.streams.add(service.toUpperCase());
    await ensureStream(this.manager, service, 1);
  }

  async process(reactions: readonly Reaction[], times: Partial<Times> = {}): Promise<Process> {
    const [toDatabase, toNats] = await Promise.all([Line.to(this.database.url), Line.to(this.server.url)]);
    const db = await open(toDatabase.url);
    const nats = new Nats(toNats.url, 'hearing', reconnectWaitMs);
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const log = { log: say, warn: say, error: say };
    const consumers = new Consumers({ nats, db, reactions: () => reactions, service: 'hearing', classify, log, times: { ...shortTimes, ...times } });
    let killed = false;
    const kill = async () => {
      killed = true;
      await Promise.all([toNats.cut(), toDatabase.cut()]);
    };
    const stop = async () => {
      if (killed) await Promise.all([toNats.mend(), toDatabase.mend()]);
      await consumers.stop();
      await nats.stop();
      await db.dataSource.destroy();
      await Promise.all([toNats.cut(), toDatabase.cut()]);
    };
    const process: Process = { consumers, said, db, nats, toDatabase, toNats, kill, stop };
    this.processes.push(process);
    await nats.start();
    consumers.start();
    return process;
  }

  /** Consumers that nobody has started. */
  consumersOf(reactions: readonly Reaction[]): Consumers {
    const nothing = () => undefined;
    const nats = new Nats(this.server.url, 'hearing');
    return new Consumers({ nats, db: this.db, reactions: () => reactions, service: 'hearing', classify, log: { log: nothing, warn: nothing, error: nothing } });
  }

  /** Publishes as a relay does; answers the ids. */
  async tell(...events: CloudEvent[]): Promise<string[]> {
    const client = jetstream(this.connection);
    const terms = (event: CloudEvent) => ({ msgID: event.id, timeout: answerTimeoutMs, retries: publishRetries });
    for (const event of events) await client.publish(event.type, JSON.stringify(event), terms(event));
    return events.map(({ id }) => id);
  }

  async tellText(subject: string, text: string | Uint8Array): Promise<void> {
    await jetstream(this.connection).publish(subject, text);
  }

  /** What a reaction has noted: aggregate and version, in the order of handling. */
  async heard(reaction: string): Promise<[string, number][]> {
    const rows = await this.db.run<{ aggregate: string; version: number }>(sql`select aggregate, version from heard where reaction = ${reaction} order by id`);
    return rows.map(({ aggregate, version }) => [aggregate.split('/')[1] as string, version]);
  }

  async untilHeard(reaction: string, count: number): Promise<[string, number][]> {
    await until(async () => (await this.heard(reaction)).length >= count);
    return this.heard(reaction);
  }

  deadLetters(): Promise<
    { id: string; consumer: string; eventId: string; reason: string; resolution: string | null; text: string | null; event: object | null }[]
  > {
    return this.db.run(sql`select id, consumer, event_id as "eventId", reason, resolution, text, event from dead_letters order by dead_at, id`);
  }

  async untilDead(count = 1) {
    await until(async () => (await this.deadLetters()).length >= count);
    return this.deadLetters();
  }

  /** Until the durable has nothing more to send and nothing that is not acknowledged. */
  async untilDone(consumer: string, stream = 'TELLING'): Promise<void> {
    await until(async () => {
      const info = await this.manager.consumers.info(stream, `hearing-${consumer}`).catch(() => null);
      return info !== null && info.num_pending + info.num_ack_pending === 0;
    });
  }

  /** A durable as a consumer makes it, so that a test can take from it before anybody else does. */
  async durable(consumer: string, ackWaitMs: number, stream = 'TELLING') {
    await this.manager.consumers.add(stream, {
      durable_name: `hearing-${consumer}`,
      filter_subject: 'fiksu.telling.thing.>',
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitMs * 1_000_000,
      max_deliver: -1,
      max_ack_pending: 1000,
      deliver_policy: DeliverPolicy.All,
    });
    return jetstream(this.connection).consumers.get(stream, `hearing-${consumer}`);
  }

  async stop(): Promise<void> {
    for (const { stop } of this.processes) await stop();
    for (const stream of this.streams) await this.manager.streams.delete(stream).catch(() => undefined);
    await this.connection.close();
    await this.db.dataSource.destroy();
    await this.database.drop();
  }
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}

async function open(url: string): Promise<Database> {
  return new Database(await createDataSource(kept, { url, poolMax: 10, applicationName: 'hearing' }).initialize());
}
