/** `writer-process.ts <bank database> <seed>`: several hands move cents between now and its death. What fails is tried anew. */
import { setTimeout as delay } from 'node:timers/promises';
import { sql, type Database, type Store } from '@fiksu/service';
import { accountStore, bankKept, move, open, type Account } from './bank.ts';
import { Random } from './random.ts';

const hands = 4;
const restMs = 12;
process.on('disconnect', () => process.exit(0));
const [url = '', seed = '0'] = process.argv.slice(2);

const db = await opened();
const store = accountStore(db);
await Promise.all(Array.from({ length: hands }, (_, hand) => write(new Random(Number(seed) + hand))));

async function opened(): Promise<Database> {
  for (;;) {
    try {
      return await open(url, bankKept, 'writer');
    } catch {
      await delay(200);
    }
  }
}

async function write(random: Random): Promise<void> {
  for (;;) {
    // Another hand was quicker, or the database is away: both are what a request would be told, and repeat.
    await moveOnce(store, random).catch(() => delay(50));
    await delay(restMs);
  }
}

async function moveOnce(accounts: Store<Account>, random: Random): Promise<void> {
  const [before] = await db.run<Account>(sql`select ${accounts.columns} from account order by id offset ${random.whole(0, 59)} limit 1`);
  if (before) await move(db, accounts, before, random.whole(-500, 500));
}
