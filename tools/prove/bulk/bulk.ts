/**
 * `npm run prove:bulk [-- --megabytes 200 --companies 100200]`: a large register goes in and comes out of a service whose
 * heap may have 96 MiB; it is killed in the middle of the import, and at the end each record has been counted once.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sameAs } from '../ask.ts';
import { Report } from '../report.ts';
import { writeRegister, type Expected, type RegisterTerms } from './register.ts';
import { SmallService } from '../small-service.ts';

interface Run extends Expected {
  id: string;
  status: string;
  updated: number;
  errors: { record: number; pointer: string; detail: string }[];
}

const heapMiB = 96;
const bytesMax = 209_715_200;
const endsWithinMs = 900_000;

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '200' }, companies: { type: 'string', default: '100200' } } });
const bytes = Math.min(bytesMax - 100_000, Number(values.megabytes) * 1_048_576);
const terms: RegisterTerms = { companies: Number(values.companies), bytes, wrongEvery: 1000, twiceEvery: 501 };

const report = new Report();
const service = new SmallService('partners', heapMiB);
process.on('exit', () => void service.end());
await service.start();
const token = await service.token('admin');
let predicted: Run | null = null;

await report.check(`a register of ${values.megabytes} MiB is taken in for a dry run`, async () => {
  const sent = await send('?source=ytj&dryRun=true');
  predicted = await ended(sent.run.id);
  sameAs(countsOf(predicted), textOf(sent.expected), 'what the dry run counts');
  sameAs(await countOf(), 0, 'the number of organisations');
  return `${(sent.bytes / 1_048_576).toFixed(1)} MiB; ${countsOf(predicted)}`;
});
await report.check('the real import is killed in the middle (SIGKILL), and goes on by itself', async () => {
  const sent = await send('?source=ytj');
  const killedAt = await untilRead(sent.run.id, Math.floor(terms.companies / 3));
  await service.kill();
  await service.run();
  const run = await ended(sent.run.id);
  sameAs(countsOf(run), countsOf(predicted as unknown as Run), 'what the import counts');
  return `killed when ${killedAt} records had been read; ${countsOf(run)}`;
});
await report.check('each record was carried out once: as many organisations as were created, one event of each', async () => {
  const { created } = predicted as unknown as Run;
  sameAs(await countOf(), created, 'the number of organisations');
  sameAs((await get('/operations/outbox?limit=1')).unpublished, created, 'the number of events that wait for NATS');
});
await report.check('the same file again changes nothing', async () => {
  const run = await ended((await send('?source=ytj')).run.id);
  const { read, failed, created } = predicted as unknown as Run;
  sameAs(countsOf(run), textOf({ read, created: 0, unchanged: read - failed, failed }), 'what the second import counts');
  sameAs((await get('/operations/outbox?limit=1')).unpublished, created, 'the number of events that wait for NATS');
  return countsOf(run);
});
for (const format of ['ndjson', 'csv'])
  await report.check(`all of it goes out as ${format}`, async () => {
    const { lines, megabytes } = await exported(format);
    sameAs(lines, (predicted as unknown as Run).created + (format === 'csv' ? 1 : 0), 'the number of lines');
    return `${lines} lines, ${megabytes.toFixed(1)} MiB`;
  });
await report.check(`the process is the one with a heap of ${heapMiB} MiB, and is still up`, async () => {
  sameAs(service.isUp, true, 'whether it is up');
  return `it had ${service.peakMiB()} MiB at most, all of it, since it was started again`;
});
if (report.close() !== 0) {
  console.log(service.log().slice(-3000));
  process.exitCode = 1;
}
await service.end();
process.exit();

function countsOf({ read, created, unchanged, failed }: Expected): string {
  return textOf({ read, created, unchanged, failed });
}

function textOf({ read, created, unchanged, failed }: Expected): string {
  return `read ${read}, created ${created}, unchanged ${unchanged}, failed ${failed}`;
}

async function send(query: string): Promise<{ run: Run; expected: Expected; bytes: number }> {
  const { stream, expected, bytes: sent } = writeRegister(terms);
  const response = await fetch(`${service.origin}/partners/v1/organisations/imports${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: stream as unknown as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  if (response.status !== 202) throw new Error(`The import answered ${response.status}: ${await response.text()}`);
  return { run: (await response.json()) as Run, expected, bytes: sent() };
}

async function get(path: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${service.origin}/partners/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

async function countOf(): Promise<number> {
  return (await get('/organisations/counts?by=kind')).total as number;
}

async function runOf(id: string): Promise<Run> {
  return (await get(`/organisations/imports/${id}`)) as unknown as Run;
}

async function ended(id: string): Promise<Run> {
  const until = Date.now() + endsWithinMs;
  for (;;) {
    const run = await runOf(id);
    if (run.status === 'failed') throw new Error(`The run failed: ${JSON.stringify(run.errors.at(-1))}`);
    if (run.status === 'completed') return run;
    if (Date.now() > until) throw new Error(`The run has not ended: ${countsOf(run)}`);
    await delay(200);
  }
}

async function untilRead(id: string, records: number): Promise<number> {
  for (;;) {
    const run = await runOf(id);
    if (run.status === 'completed') throw new Error('It was over before it could be killed');
    if (run.read >= records) return run.read;
    await delay(20);
  }
}

async function exported(format: string): Promise<{ lines: number; megabytes: number }> {
  const response = await fetch(`${service.origin}/partners/v1/organisations/export?format=${format}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok || !response.body) throw new Error(`The export answered ${response.status}`);
  let lines = 0;
  let size = 0;
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.length;
    for (const byte of piece) if (byte === 0x0a) lines++;
  }
  return { lines, megabytes: size / 1_048_576 };
}
