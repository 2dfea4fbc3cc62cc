import { sql, type Database, type Sql } from '@fiksu/database';
import { Line, TestNats, describeWithNats } from '@fiksu/testing';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { TellingService, anAggregate } from '../../test/telling-service.ts';
import { Nats } from '../nats/nats.ts';
import { ensureStream } from '../streams/ensure-stream.ts';
import { Lease } from './lease.ts';
import { numberEvents } from './number-events.ts';
import { Numbered } from './numbered.ts';
import { publishBacklog } from './publish-backlog.ts';
import { Relay } from './relay.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());
const reconnectWaitMs = 20;

/** Was ours when it was asked for, and time has passed since. */
class FrozenLease extends Lease {
  override isHeld(): boolean {
    return false;
  }
}

interface Replica {
  relay: Relay;
  nats: Nats;
  numbered: Numbered;
  said: string[];
}

describeWithNats(server)('the relay', () => {
  let telling: TellingService;
  let connection: NatsConnection;
  let manager: JetStreamManager;
  const running: Replica[] = [];
  beforeEach(async () => {
    telling = await TellingService.start();
    connection = await connect({ servers: server?.url, maxReconnectAttempts: -1, reconnectTimeWait: reconnectWaitMs });
    manager = await jetstreamManager(connection);
  });
  afterEach(async () => {
    for (const { relay, nats } of running.splice(0)) {
      await relay.stop();
      await nats.stop();
    }
    await manager.streams.delete('TELLING').catch(() => undefined);
    await connection.close();
    await telling.stop();
  });

  async function startReplica({ holder = 'one', db = telling.db as Database, url = server?.url as string } = {}): Promise<Replica> {
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const nats = new Nats(url, 'telling', reconnectWaitMs);
    const numbered = new Numbered();
    const relay = new Relay(db, nats, numbered, { service: 'telling', holder, streamReplicas: 1 }, { log: say, warn: say, error: say });
    const replica = { relay, nats, numbered, said };
    running.push(replica);
    await nats.start();
    relay.start();
    return replica;
  }

  /** Everything in the stream: the ids of the events by their numbers. */
  async function inStream(): Promise<{ seq: number; id: string; aggregate: string; version: number }[]> {
    const { state } = await manager.streams.info('TELLING');
    const found = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage('TELLING', { seq }).catch(() => null);
      if (!message) continue;
      const event = message.json<{ id: string; subject: string; aggregateversion: number }>();
      found.push({ seq, id: event.id, aggregate: event.subject, version: event.aggregateversion });
    }
    return found;
  }

  const unpublished = async (): Promise<number> => {
    const [row] = await telling.db.run<{ count: number }>(sql`select count(*) as count from outbox where published_at is null`);
    return row?.count ?? 0;
  };
  const untilPublished = async () => {
    while ((await unpublished()) > 0) await new Promise(setImmediate);
  };

  it('makes the stream, publishes by position, and notes the number that each event got', async () => {
    const ids = [];
    for (let version = 1; version <= 3; version++) ids.push(await telling.tell('things/1', version));
    await startReplica();
    await untilPublished();
    expect((await inStream()).map(({ id }) => id)).toEqual(ids);
    expect(await telling.db.run(sql`select position, stream_seq as seq from outbox order by id`)).toEqual([1, 2, 3].map((n) => ({ position: n, seq: n })));
  });

  it('numbers while NATS is away, and publishes the backlog when it comes back, each event once', async () => {
    const line = await Line.to(server?.url as string);
    const { nats } = await startReplica({ url: line.url });
    await line.cut();
    const ids = [];
    for (let version = 1; version <= 5; version++) ids.push(await telling.tell('things/2', version));
    const numbered = sql`select from outbox where position is null`;
    while ((await telling.db.run(numbered)).length > 0) await new Promise(setImmediate);
    expect(nats.state()).not.toBe('up');
    expect(await unpublished()).toBe(5);
    await line.mend();
    await untilPublished();
    expect((await inStream()).map(({ id }) => id)).toEqual(ids);
    await line.cut();
  });

  it('of two replicas publishes once, and each hears of what the other has numbered', async () => {
    const one = await startReplica({ holder: 'one' });
    const two = await startReplica({ holder: 'two', db: await telling.replica() });
    const heard = [0, 0];
    one.numbered.on(() => heard[0]!++);
    two.numbered.on(() => heard[1]!++);
    const ids = await Promise.all(Array.from({ length: 200 }, () => telling.tell(anAggregate(), 1)));
    await untilPublished();
    expect((await inStream()).map(({ id }) => id).sort()).toEqual(ids.sort());
    while (heard.includes(0)) await new Promise(setImmediate);
  });

  it('lets another replica go on at once when it stops', async () => {
    const one = await startReplica({ holder: 'one' });
    await telling.tell('things/3', 1);
    await untilPublished();
    await one.relay.stop();
    const [head] = await telling.db.run<{ leasedUntil: string | null }>(sql`select leased_until as "leasedUntil" from outbox_head`);
    expect(head?.leasedUntil).toBeNull();
  });

  it('publishes nothing while another holds the lease', async () => {
    await telling.db.run(sql`update outbox_head set holder = 'another', leased_until = now() + interval '1 hour', term = 7`);
    await startReplica();
    // It publishes before it numbers again: when the third has its position, it has had its chance with the first.
    for (let version = 1; version <= 3; version++) {
      await telling.tell('things/4', version);
      while ((await telling.db.run(sql`select from outbox where position is null`)).length > 0) await new Promise(setImmediate);
    }
    expect(await unpublished()).toBe(3);
    await telling.db.run(sql`update outbox_head set leased_until = now()`);
    await untilPublished();
    expect(await telling.db.run(sql`select holder, term from outbox_head`)).toEqual([{ holder: 'one', term: 8 }]);
  });

  it('fills a stream that is made anew with everything, in order', async () => {
    const { said } = await startReplica();
    const ids = [];
    for (let version = 1; version <= 4; version++) ids.push(await telling.tell('things/5', version));
    await untilPublished();
    await manager.streams.delete('TELLING');
    ids.push(await telling.tell('things/5', 5));
    while ((await inStream().catch(() => [])).length < 5) await new Promise(setImmediate);
    expect((await inStream()).map(({ id }) => id)).toEqual(ids);
    await untilPublished();
    expect(said.join()).toContain('are published again');
  });

  it('fills a stream that is made anew also where it is longer by now', async () => {
    const { relay, nats } = await startReplica();
    const ids = [await telling.tell('things/17', 1), await telling.tell('things/17', 2)];
    await untilPublished();
    await relay.stop();
    await nats.stop();
    running.pop();
    await manager.streams.delete('TELLING');
    await ensureStream(manager, 'telling', 1);
    for (let nth = 0; nth < 5; nth++) await jetstream(connection).publish('fiksu.telling.thing.changed.v1', '{"id":"somebody else\'s"}');
    await startReplica();
    while ((await manager.streams.info('TELLING')).state.messages < 7) await new Promise(setImmediate);
    expect((await inStream()).slice(5).map(({ id }) => id)).toEqual(ids);
  });

  it('publishes again what its stream is too short to have', async () => {
    const { relay, nats } = await startReplica();
    for (let version = 1; version <= 4; version++) await telling.tell(`things/6-${version}`, 1);
    await untilPublished();
    await relay.stop();
    await nats.stop();
    running.pop();
    // As a server that lost the end: what our rows say lies beyond it.
    await telling.db.run(sql`update outbox set stream_seq = stream_seq + 2 where position > 2`);
    await telling.db.run(sql`update outbox_head set stream_last = 6`);
    const ids = await telling.db.run<{ id: string }>(sql`select event_id as id from outbox where position > 2 order by position`);
    const before = await inStream();
    await startReplica();
    const noted = async () => (await telling.db.run<{ seq: number }>(sql`select stream_seq as seq from outbox order by position`)).map(({ seq }) => seq);
    while (((await noted())[3] ?? 9) > 4) await new Promise(setImmediate);
    await untilPublished();
    // Known to the stream by their ids: they keep their places.
    expect(await inStream()).toEqual(before);
    expect(before.map(({ id }) => id)).toEqual(expect.arrayContaining(ids.map(({ id }) => id)));
  });

  it('publishes again what had the number that the stream gives to another event', async () => {
    await startReplica();
    await telling.tell('things/13', 1);
    await untilPublished();
    const lost = await telling.tell('things/14', 1);
    await untilPublished();
    await telling.db.run(sql`update outbox set event_id = gen_random_uuid(), stream_seq = 3 where event_id = ${lost}`);
    await telling.db.run(sql`update outbox_head set stream_last = 3`);
    await telling.tell('things/15', 1);
    while ((await inStream()).length < 4) await new Promise(setImmediate);
    await untilPublished();
    expect((await inStream()).map(({ aggregate }) => aggregate)).toEqual(['things/13', 'things/14', 'things/15', 'things/14']);
    expect(await telling.db.run(sql`select stream_seq as seq from outbox order by position`)).toEqual([{ seq: 1 }, { seq: 4 }, { seq: 3 }]);
  });

  it('that cannot mark a batch while it sends the next one stops there, and sends both again', async () => {
    await telling.db.run(sql`insert into outbox (event_id, aggregate, subject, event)
      select id, 'things/' || id, 'fiksu.telling.thing.changed.v1', jsonb_build_object('id', id) from (select gen_random_uuid() as id from generate_series(1, 4001)) ids`);
    await numberEvents(telling.db);
    await ensureStream(manager, 'telling', 1);
    const nats = new Nats(server?.url as string, 'unmarked', reconnectWaitMs);
    await nats.start();
    const db = new Proxy(telling.db, {
      get(target, name) {
        if (name !== 'run') return Reflect.get(target, name) as unknown;
        return (statement: Sql) =>
          statement.compile().text.includes('published_at = case') ? Promise.reject(new Error('The database is away')) : target.run(statement);
      },
    });
    const { failure } = await publishBacklog(db, nats, 'TELLING', new Lease(telling.db, 'one'));
    expect(failure).toMatchObject({ message: 'The database is away' });
    expect(await unpublished()).toBe(4001);
    await nats.stop();
    await startReplica();
    await untilPublished();
    expect((await manager.streams.info('TELLING')).state.messages).toBe(4001);
  });

  describe('that has been frozen', () => {
    const known = async (): Promise<Nats> => {
      const nats = new Nats(server?.url as string, 'frozen', reconnectWaitMs);
      await nats.start();
      await ensureStream(manager, 'telling', 1);
      await telling.tell('things/16', 1);
      await numberEvents(telling.db);
      return nats;
    };

    it('sends nothing when its lease has ended', async () => {
      const nats = await known();
      const { sent, failure } = await publishBacklog(telling.db, nats, 'TELLING', new FrozenLease(telling.db, 'frozen'));
      expect(sent).toBe(0);
      expect(failure).toMatchObject({ message: 'The lease has ended' });
      expect(await inStream()).toEqual([]);
      await nats.stop();
    });

    it('marks nothing when another has taken over, who sends it again: it is in the stream once', async () => {
      const nats = await known();
      const lease = new Lease(telling.db, 'frozen');
      expect(await lease.claim()).toBe(true);
      await telling.db.run(sql`update outbox_head set holder = 'other', term = term + 1`);
      expect(await publishBacklog(telling.db, nats, 'TELLING', lease)).toMatchObject({ sent: 1, failure: null });
      expect(await unpublished()).toBe(1);
      await telling.db.run(sql`update outbox_head set leased_until = now()`);
      await startReplica({ holder: 'other' });
      await untilPublished();
      expect(await inStream()).toHaveLength(1);
      await nats.stop();
    });
  });

  it('publishes a redacted event again, and takes the message out that it was', async () => {
    await startReplica();
    const secret = await telling.tell('things/7', 1, { data: { title: 'SECRET' } });
    await telling.tell('things/7', 2);
    await untilPublished();
    await telling.db.run(
      sql`update outbox set event = event #- '{data,title}', revision = 1, published_at = null, stream_seq = null, erase_seqs = array[stream_seq] where event_id = ${secret}`,
    );
    telling.db.announceRecorded();
    await untilPublished();
    while ((await telling.db.run(sql`select from outbox where erase_seqs <> '{}'`)).length > 0) await new Promise(setImmediate);
    expect((await inStream()).map(({ seq, version }) => [seq, version])).toEqual([
      [2, 2],
      [3, 1],
    ]);
    const { data } = (await manager.streams.getMessage('TELLING', { seq: 3 }))?.json() as { data: object };
    expect(data).not.toHaveProperty('title');
  });

  it('never erases a message that is another event', async () => {
    await startReplica();
    const first = await telling.tell('things/8', 1);
    await telling.tell('things/9', 1);
    await untilPublished();
    await telling.db.run(sql`update outbox set erase_seqs = '{2}' where event_id = ${first}`);
    telling.db.announceRecorded();
    while ((await telling.db.run(sql`select from outbox where erase_seqs <> '{}'`)).length > 0) await new Promise(setImmediate);
    expect(await inStream()).toHaveLength(2);
  });

  it('skips none that the stream refuses, and holds back its aggregate alone', async () => {
    await startReplica();
    await telling.tell('things/10', 1);
    await untilPublished();
    // What no stream takes: its subject belongs to none.
    const refused = await telling.tell('things/11', 1);
    await telling.db.run(sql`update outbox set subject = 'elsewhere' where event_id = ${refused}`);
    await telling.tell('things/11', 2);
    const other = await telling.tell('things/12', 1);
    const isPublished = async (id: string) => (await telling.db.run(sql`select from outbox where event_id = ${id} and published_at is not null`)).length === 1;
    while (!(await isPublished(other))) await new Promise(setImmediate);
    expect(await unpublished()).toBe(2);
    await telling.db.run(sql`update outbox set subject = 'fiksu.telling.thing.changed.v1' where event_id = ${refused}`);
    await untilPublished();
    const { streams } = jetstream(connection);
    expect((await (await streams.get('TELLING')).info()).state.messages).toBe(4);
  });
});
