import { sql } from '@fiksu/service';
import { openDatabase, type Ground } from '../ground.ts';
import { compare, type Result } from '../rounds.ts';
import { counterKept, counterStore, countUp, makeCounters } from './counter.ts';
import { endProgram, forkProgram } from './fork.ts';
import { untilPublished } from './until-published.ts';
import { Database } from '@fiksu/service';

const writers = 8;
const writes = 16_000;

/** E2: writes a second while a relay delivers all of them, against the same writes that nobody delivers. */
export async function writeWithRelay(ground: Ground): Promise<Result> {
  const url = await ground.newDatabase('writes', counterKept);
  const db = await openDatabase(url, counterKept);
  try {
    return await compare({
      id: 'E2',
      unit: 'writes/s',
      atLeast: 0.75,
      floor: () => writeRate(db),
      ours: async () => {
        await db.run(sql`delete from outbox`);
        await db.run(sql`update outbox_head set leased_until = null`);
        const relay = await forkProgram('relay-process.ts', [url, ground.natsUrl, 'one']);
        // Until all are delivered: a relay that falls behind has not kept up.
        const rate = await writeRate(db, () => untilPublished(db));
        await endProgram(relay);
        return rate;
      },
    });
  } finally {
    await db.dataSource.destroy();
  }
}

async function writeRate(db: Database, delivered: () => Promise<void> = async () => undefined): Promise<number> {
  const store = counterStore(db);
  const counters = await makeCounters(db, writers);
  const begun = performance.now();
  await Promise.all(
    counters.map(async (made) => {
      let counter = made;
      for (let count = 0; count < writes / writers; count++) ({ counter } = await countUp(db, store, counter));
    }),
  );
  await delivered();
  return writes / ((performance.now() - begun) / 1000);
}
