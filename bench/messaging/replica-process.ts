/**
 * One replica of a service that publishes: `replica-process.ts <database> <nats> <holder> <events a second>`. It writes and
 * relays; asked for a run (`{ seconds }`), it answers the events with the instants of their commits.
 */
import { Nats, Numbered, Relay } from '@fiksu/messaging';
import { openDatabase } from '../ground.ts';
import { counterKept, counterStore, countUp, makeCounters } from './counter.ts';

const [databaseUrl = '', natsUrl = '', holder = '', rate = '0'] = process.argv.slice(2);
const db = await openDatabase(databaseUrl, counterKept);
const nats = new Nats(natsUrl, 'bench');
await nats.start();
const log = { log: () => undefined, warn: console.error, error: console.error };
new Relay(db, nats, new Numbered(), { service: 'bench', holder, streamReplicas: 1 }, log).start();
const store = counterStore(db);
const counters = await makeCounters(db, 50);

process.on('disconnect', () => process.exit(0));
process.on('message', ({ seconds }: { seconds: number }) => void write(seconds).then((committed) => process.send?.(committed)));
process.send?.('ready');

/** Writes at an even pace, whatever a write takes. */
async function write(seconds: number): Promise<[event: string, at: number][]> {
  const committed: [string, number][] = [];
  const writes: Promise<void>[] = [];
  const betweenMs = 1000 / Number(rate);
  const begun = performance.now();
  for (let nth = 0; nth < seconds * Number(rate); nth++) {
    const waitMs = begun + nth * betweenMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const slot = nth % counters.length;
    const last = writes[nth - counters.length] ?? Promise.resolve();
    writes.push(
      last.then(async () => {
        const { counter, event } = await countUp(db, store, counters[slot]!);
        committed.push([event, performance.timeOrigin + performance.now()]);
        counters[slot] = counter;
      }),
    );
  }
  await Promise.all(writes);
  return committed;
}
