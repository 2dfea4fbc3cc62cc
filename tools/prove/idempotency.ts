/**
 * `npm run prove:idempotency`: 200 times the same request is sent to two processes of one service at once, with the same
 * `Idempotency-Key`. Each pair makes one resource, and both are answered the same.
 */
import { sameAs } from './ask.ts';
import { SmallService } from './small-service.ts';
import { Report } from './report.ts';

const pairs = 200;
const atOnce = 20;
const heapMiB = 256;

interface Answer {
  status: number;
  body: string;
  location: string | null;
  etag: string | null;
  replayed: boolean;
}

const report = new Report();
const service = new SmallService('partners', heapMiB);
process.on('exit', () => void service.end());
await service.start();
const second = await service.startReplica();
const token = await service.token('admin');
const answers: [Answer, Answer][] = [];

await report.check(`${pairs} pairs are sent, one of each to each of two processes, and every request is answered 201`, async () => {
  for (let sent = 0; sent < pairs; sent += atOnce)
    answers.push(...(await Promise.all(Array.from({ length: atOnce }, (_, nth) => Promise.all([post(service.origin, sent + nth), post(second, sent + nth)])))));
  const others = answers.flat().filter(({ status }) => status !== 201);
  sameAs(others.length, 0, `the number of other answers (${others[0]?.status} ${others[0]?.body})`);
  return `${answers.flat().length} answers`;
});
await report.check('both of each pair have the same body, Location and ETag', async () => {
  for (const [one, other] of answers) for (const member of ['body', 'location', 'etag'] as const) sameAs(one[member], other[member], member);
});
await report.check('one of each pair was carried out, the other replayed', async () => {
  for (const pair of answers) sameAs(pair.filter(({ replayed }) => replayed).length, 1, 'the number of replays in a pair');
  const replayedBySecond = answers.filter(([, other]) => other.replayed).length;
  return `${pairs - replayedBySecond} by the second process, ${replayedBySecond} by the first`;
});
await report.check('each made one resource, and one event', async () => {
  sameAs(await total('/organisations/counts?by=kind', 'total'), pairs, 'the number of organisations');
  sameAs(await total('/operations/outbox?limit=1', 'unpublished'), pairs, 'the number of events');
});
await report.check('the same key with another body is refused', async () => {
  const { status, body } = await post(second, 0, 'Toinen Oy');
  sameAs(status, 422, 'the status');
  sameAs((JSON.parse(body) as { code: string }).code, 'idempotency-key-reused', 'the code');
});
const code = report.close();
await service.end();
process.exit(code);

async function post(origin: string, nth: number, name = `Yritys ${nth} Oy`): Promise<Answer> {
  const response = await fetch(`${origin}/partners/v1/organisations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': `pair-${nth}` },
    body: JSON.stringify({ name: { fi: name }, kind: 'company', sector: 'private' }),
  });
  const { status, headers } = response;
  return {
    status,
    body: await response.text(),
    location: headers.get('location'),
    etag: headers.get('etag'),
    replayed: headers.get('idempotency-replayed') === 'true',
  };
}

async function total(path: string, member: string): Promise<number> {
  const response = await fetch(`${service.origin}/partners/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as Record<string, number>)[member] as number;
}
