import { Caller, numberEvents, sql, type Database } from '@fiksu/service';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { v7 } from 'uuid';
import { openDatabase, type Ground } from '../ground.ts';
import { compare, type Result } from '../rounds.ts';
import { counterEvent, counterKept } from './counter.ts';
import { endProgram, forkProgram } from './fork.ts';
import { untilPublished } from './until-published.ts';

const backlog = 100_000;
const inFlight = 500;

/** E3: a backlog after an outage, against JetStream's own pipelined publishing of the same messages. */
export async function drainABacklog(ground: Ground): Promise<Result> {
  const url = await ground.newDatabase('drain', counterKept);
  const db = await openDatabase(url, counterKept);
  const connection = await connect({ servers: ground.natsUrl });
  const manager = await jetstreamManager(connection);
  try {
    return await compare({
      id: 'E3',
      unit: 'events/s',
      atLeast: 0.5,
      floor: async () => {
        await manager.streams.add({ name: 'FLOOR', subjects: ['floor.>'], duplicate_window: 120_000_000_000 });
        const payload = JSON.stringify(oneEvent());
        const client = jetstream(connection);
        const begun = performance.now();
        let next = 0;
        const publish = async () => {
          while (next++ < backlog) await client.publish('floor.counter', payload, { msgID: v7(), expect: { streamName: 'FLOOR' } });
        };
        await Promise.all(Array.from({ length: inFlight }, publish));
        const rate = backlog / ((performance.now() - begun) / 1000);
        await manager.streams.delete('FLOOR');
        return rate;
      },
      ours: async () => {
        await fill(db);
        const begun = performance.now();
        const relay = await forkProgram('relay-process.ts', [url, ground.natsUrl, 'one']);
        await untilPublished(db);
        const rate = backlog / ((performance.now() - begun) / 1000);
        await endProgram(relay);
        await manager.streams.delete('BENCH');
        return rate;
      },
    });
  } finally {
    await connection.close();
    await db.dataSource.destroy();
  }
}

const oneEvent = () => counterEvent({ id: v7(), version: 1, count: 1, createdAt: '', updatedAt: '' }, Caller.nobody(new Date().toISOString()));

async function fill(db: Database): Promise<void> {
  await db.run(sql`delete from outbox`);
  await db.run(sql`update outbox_head set leased_until = null, stream_created = null, stream_last = 0`);
  await db.run(sql`insert into outbox (event_id, aggregate, subject, event)
    select id, 'counters/' || id, 'fiksu.bench.counter.changed.v1', ${JSON.stringify(oneEvent())}::jsonb || jsonb_build_object('id', id)
    from (select gen_random_uuid() as id from generate_series(1, ${backlog}::integer)) ids`);
  // An outage of NATS: what is recorded meanwhile is numbered all the same.
  await numberEvents(db);
  await db.run(sql`analyze outbox`);
}
