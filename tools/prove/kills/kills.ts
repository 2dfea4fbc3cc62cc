/**
 * `npm run prove:kills [-- --seed 7]`: eight processes move cents and count them, while each of them is killed and frozen
 * again and again, and the stream is deleted once. At the end not one cent may be missing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { provisionService } from '@fiksu/embedded';
import { migrate, wholeKept, type Database, type Kept } from '@fiksu/service';
import { connectionTerms } from '@fiksu/messaging';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Report } from '../report.ts';
import { accountStore, bankKept, move, open } from './bank.ts';
import { countBooks, readFeed, type Books } from './books.ts';
import { Cast } from './cast.ts';
import { ledgerKept } from './ledger.ts';
import { planOf, type Blow } from './plan.ts';

const accounts = 60;
const settleMaxMs = 90_000;
const password = 'for-the-proof-only';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '7' } } });
const seed = Number(values.seed);
const plan = planOf(seed);
const folder = mkdtempSync(join(tmpdir(), 'fiksu-kills-'));
const cast = new Cast(folder);
const report = new Report();
let begun = 0;
let deliveries = 0;

await cast.startServers();
const bankUrl = await newDatabase('bank', bankKept);
const ledgerUrl = await newDatabase('ledger', ledgerKept);
const openings = await open(bankUrl, bankKept, 'openings');
for (let nth = 0; nth < accounts; nth++) await move(openings, accountStore(openings), null, 0);
await openings.dataSource.destroy();

begun = performance.now();
for (const nth of [1, 2]) {
  cast.startProgram(`writer-${nth as 1 | 2}`, 'writer-process.ts', [bankUrl, String(seed * 1000 + nth * 100)]);
  cast.startProgram(`relay-${nth as 1 | 2}`, 'relay-process.ts', [bankUrl, cast.natsUrl, `relay-${nth}`]);
  cast.startProgram(`consumer-${nth as 1 | 2}`, 'consumer-process.ts', [ledgerUrl, cast.natsUrl, `consumer-${nth}`]);
}
await Promise.all([...plan.blows.map(strike), deleteStream()]);
await cast.untilAllRun();
const books = await settle();
await judge(books);
await cast.end();
if (report.close() === 0) rmSync(folder, { recursive: true, force: true });
else {
  console.log(`The logs of the eight are in ${folder}`);
  process.exitCode = 1;
}

async function newDatabase(name: string, kept: Kept): Promise<string> {
  const { databaseUrl, migrationUrl } = await provisionService(cast.superuserUrl, name, { service: password, owner: password });
  await migrate(wholeKept(kept), migrationUrl);
  return databaseUrl;
}

async function strike(blow: Blow): Promise<void> {
  await delay(blow.atMs);
  await cast.strike(blow, (pid) =>
    console.log(`${seconds()} s  ${blow.signal}  ${blow.member.padEnd(10)}  pid ${pid}  ${blow.signal === 'SIGKILL' ? 'dead' : 'frozen'} for ${blow.forMs} ms`),
  );
}

/** Deletes the stream, which takes the consumers' places along: its owner makes it anew, and all of it is sent again. */
async function deleteStream(): Promise<void> {
  await delay(plan.deleteStreamAtMs);
  await untilItCan(async () => {
    deliveries += await deliveriesSoFar();
    await withManager((manager) => manager.streams.delete('BANK'));
  });
  console.log(`${seconds()} s  the stream BANK is deleted`);
}

/** Stops the writers, and waits until nothing is on its way any more. */
async function settle(): Promise<Books> {
  cast.stop('writer-1', 'writer-2');
  const [bank, ledger] = [await open(bankUrl, bankKept, 'books'), await open(ledgerUrl, ledgerKept, 'books')];
  const until = performance.now() + settleMaxMs;
  for (;;) {
    const found = await countBooks(bank, ledger);
    if ((found.unpublished === 0 && found.handled === found.written && found.parked === 0) || performance.now() > until) {
      console.log(`${seconds()} s  settled`);
      await check(bank);
      await ledger.dataSource.destroy();
      return found;
    }
    await delay(250);
  }
}

async function check(bank: Database): Promise<void> {
  await report.check('the feed, read from start to end by position, is complete and in order', async () => `${await readFeed(bank)} events`);
  await bank.dataSource.destroy();
}

async function judge(found: Books): Promise<void> {
  const same = (what: string, one: number, other: number) => {
    if (one !== other) throw new Error(`${what}: ${one} and ${other}`);
    return String(one);
  };
  await report.check(`${plan.blows.length} times one of the eight was killed or frozen`, async () => same('blows', Number(plan.blows.length >= 50), 1) && '');
  await report.check('all events that were written have been published', async () => same('unpublished', found.unpublished, 0) && `${found.written} events`);
  await report.check(
    'all of them have been handled, each once',
    async () => same('handled and written', found.handled, found.written) && same('entries', found.entries, found.written),
  );
  await report.check(
    'duplicates were caught by the inbox',
    async () => `${deliveries + (await deliveriesSoFar()) - found.written} deliveries beyond the first of each event`,
  );
  await report.check('the ledger has every cent', async () => `${same('cents', found.ledgerCents, found.bankCents)} cents in ${accounts} accounts`);
  await report.check('every account is the same on both sides', async () => same('different accounts', found.different, 0) && '');
  await report.check('nothing waits for its turn', async () => same('parked', found.parked, 0) && '');
  await report.check('no dead letter was made', async () => same('dead letters', found.deadLetters, 0) && '');
  await report.check('in less than 5 minutes', async () => {
    if (performance.now() - begun > 300_000) throw new Error(`${seconds()} s`);
  });
}

function deliveriesSoFar(): Promise<number> {
  return withManager(async (manager) => (await manager.consumers.info('BANK', 'ledger-ledger')).delivered.consumer_seq);
}

/** Whoever is dead or frozen comes back. @throws what it says after a minute */
async function untilItCan(work: () => Promise<unknown>): Promise<void> {
  for (let triesLeft = 600; ; triesLeft--) {
    try {
      return void (await work());
    } catch (error) {
      if (triesLeft === 0) throw error;
      await delay(100);
    }
  }
}

async function withManager<Result>(work: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<Result>): Promise<Result> {
  const connection = await connect({ ...connectionTerms(cast.natsUrl), reconnect: false, timeout: 2000 });
  try {
    return await work(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}

function seconds(): string {
  return ((performance.now() - begun) / 1000).toFixed(1).padStart(6);
}
