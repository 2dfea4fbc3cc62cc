import { Consumers, Nats, sql } from '@fiksu/service';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Caller } from '@fiksu/service';
import { v7 } from 'uuid';
import { openDatabase, type Ground } from '../ground.ts';
import { compare, type Result } from '../rounds.ts';
import { counterEvent } from './counter.ts';
import { ProjectCounters, countedKept } from './project-counters.ts';

const events = 50_000;
const aggregates = 2000;
const pulledAtOnce = 500;

/** E4: a projection with inbox and explicit acknowledgement, against pulling and acknowledging each without a database. */
export async function consumeWithInbox(ground: Ground): Promise<Result> {
  const db = await openDatabase(await ground.newDatabase('consuming', countedKept), countedKept);
  const connection = await connect({ servers: ground.natsUrl });
  const manager = await jetstreamManager(connection);
  // What a former part has left.
  await manager.streams.delete('BENCH').catch(() => undefined);
  await manager.streams.add({ name: 'BENCH', subjects: ['fiksu.bench.>'] });
  await fill();
  try {
    return await compare({
      id: 'E4',
      unit: 'events/s',
      atLeast: 0.35,
      floor: async () => {
        await manager.consumers.add('BENCH', { durable_name: 'floor', ack_policy: AckPolicy.Explicit, max_ack_pending: 1000 });
        const consumer = await jetstream(connection).consumers.get('BENCH', 'floor');
        const begun = performance.now();
        let pulled = 0;
        for await (const message of await consumer.consume({ max_messages: pulledAtOnce })) {
          message.ack();
          if (++pulled === events) break;
        }
        const rate = events / ((performance.now() - begun) / 1000);
        await manager.consumers.delete('BENCH', 'floor');
        return rate;
      },
      ours: async () => {
        await db.run(sql`delete from inbox`);
        await db.run(sql`delete from counted`);
        const nats = new Nats(ground.natsUrl, 'bench');
        await nats.start();
        const reaction = new ProjectCounters();
        const consumers = new Consumers({
          nats,
          db,
          reactions: () => [reaction],
          service: 'bench',
          classify: () => null,
          log: { ...console, log: () => undefined },
        });
        const begun = performance.now();
        consumers.start();
        while (reaction.handled < events) await new Promise((resolve) => setTimeout(resolve, 2));
        const rate = events / ((performance.now() - begun) / 1000);
        await consumers.stop();
        await nats.stop();
        await manager.consumers.delete('BENCH', 'bench-counters');
        return rate;
      },
    });
  } finally {
    await manager.streams.delete('BENCH');
    await connection.close();
    await db.dataSource.destroy();
  }

  async function fill(): Promise<void> {
    const client = jetstream(connection);
    const ids = Array.from({ length: aggregates }, () => v7());
    const by = Caller.nobody(new Date().toISOString());
    let next = 0;
    const publish = async () => {
      while (next < events) {
        const nth = next++;
        const event = counterEvent(
          { id: ids[nth % aggregates] as string, version: Math.floor(nth / aggregates) + 1, count: nth, createdAt: '', updatedAt: '' },
          by,
        );
        await client.publish(event.type, JSON.stringify(event));
      }
    };
    await Promise.all(Array.from({ length: 200 }, publish));
  }
}
