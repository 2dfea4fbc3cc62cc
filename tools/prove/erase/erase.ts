/**
 * `npm run prove:erase`: a person whom nobody else has the name of comes to every route that takes what is hers, and is
 * erased while the roadmap is away. When it is back and has finished, her bytes are looked for in every table as PostgreSQL
 * copies it, in the files of the streams, in the storage, in what webhooks have brought, in the logs, and in all that the
 * platform answers. What is counted has stayed.
 */
import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PlatformOfAFolder } from '../../demo/platform-of-a-folder.ts';
import { startPlatform } from '../../platform/start-platform.ts';
import { makeScratchTree } from '../../scratch/make-scratch-tree.ts';
import { sameAs } from '../ask.ts';
import { drawPerson } from '../marks/marked-person.ts';
import { SearchBytes } from '../marks/search-bytes.ts';
import { Report } from '../report.ts';
import { copyTables } from './copy-tables.ts';
import { LifeOfAPerson, admin, coordinator, services, type Answer } from './life-of-a-person.ts';
import { WebhookSink } from './webhook-sink.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const patienceMs = 60_000;
/** Who has read and changed what is kept for 24 months (domain, "Retention"): encrypted, and told to admins alone. */
const keptByLaw = ['/operations/audit'];
const bytesPlaces = ['nats', 'storage', 'logs'];

const report = new Report();
const { folder, remove } = makeScratchTree(root, 'erase');
process.on('exit', remove);
// What an earlier start has fetched need not be fetched again.
const tools = join(root, '.fiksu/tools');
if (existsSync(tools)) cpSync(tools, join(folder, '.fiksu/tools'), { recursive: true });
process.env['LOG_LEVEL'] = 'trace';
// The other platform is on this machine, which webhooks may not lead to unless somebody says so.
process.env['WEBHOOKS_ALLOW_PRIVATE'] = 'true';
const platform = await startPlatform(folder, services);
const city = new PlatformOfAFolder(folder, platform.origin);
const state = JSON.parse(readFileSync(join(folder, '.fiksu/state.json'), 'utf8')) as { postgres: { superuserUrl: string } };
const databaseUrl = (name: string) => Object.assign(new URL(state.postgres.superuserUrl), { pathname: `/${name}` }).href;

const person = drawPerson();
const life = new LifeOfAPerson(platform.origin, person);
const search = new SearchBytes(person);
const sink = new WebhookSink();
const profile = `/partners/v1/gdpr/profiles/${encodeURIComponent(person.sub)}`;
const reader = { role: 'resident', sub: person.sub, scope: 'gdprquery' };
const eraser = { role: 'resident', sub: person.sub, scope: 'gdprdelete' };
let needs = { own: '', accepted: '' };
let listener = '';
let erasure = '';
let before: Counted[] = [];
let read = '';

await report.check('another platform listens to everything', async () => {
  listener = await sink.up();
  for (const service of services) await life.must(201, admin, 'POST', `/${service}/v1/webhooks`, { url: listener, types: [`fiksu.${service}.*`] });
});
await report.check('she is a contact and a member, by her own doing and by others’', async () => {
  const { body } = await life.must(200, null, 'GET', '/partners/v1/organisations?limit=1');
  await life.comesToTheRegistry((body.data as { id: string }[])[0]?.id ?? '');
});
await report.check('she writes needs, supports and reports one, and sends files', async () => {
  needs = await life.writesNeeds();
});
await report.check('she works for the city, starts an import and has webhooks', () => life.worksForTheCity(listener));
await report.check('she reads all of it, over all services', async () => {
  await settled();
  const { body, text } = await life.must(200, reader, 'GET', profile);
  const kinds = Map.groupBy(body.children as { key: string }[], ({ key }) => key);
  for (const key of ['CONTACT', 'COMMUNITY_MEMBER', 'NEED', 'SUPPORT', 'REPORT', 'FILE', 'ACTED', 'NAMED', 'KEPT_ANSWER', 'MENTIONED'])
    if (!kinds.has(key)) throw new Error(`No ${key} among ${[...kinds.keys()].join(', ')}`);
  for (const word of [person.name, person.email, person.phone, person.sub]) sameAs(text.includes(word), true, `${word} in her profile`);
  read = text;
  before = await counted();
  return [...kinds].map(([key, { length }]) => `${String(length).padStart(3)} ${key}`).join('\n');
});
await report.check('what is looked for is found where it stands, in a table, a stream and a log', controls);
await report.check('nobody else erases her, nor does she by the scope that reads', async () => {
  for (const by of [reader, { ...eraser, sub: 'somebody-else' }, coordinator])
    for (const query of ['', '?dry_run=true']) {
      const { body } = await life.must(403, by, 'DELETE', profile + query);
      sameAs(Array.isArray(body.errors), true, 'errors in the form of the contract');
    }
  await life.must(401, null, 'DELETE', profile);
});
await report.check('a dry run says that she can be erased, and changes nothing', async () => {
  for (const word of ['true', 'True', '1']) await life.must(204, eraser, 'DELETE', `${profile}?dry_run=${word}`);
  sameAs((await life.must(200, reader, 'GET', profile)).text, read, 'what is held of her');
  sameAs(await erasures(), 0, 'the number of erasures');
});
await report.check('she is erased while the roadmap is away: that is not done, and goes on', async () => {
  await city.takeAway('roadmap');
  const begun = performance.now();
  const { body, headers } = await life.must(500, eraser, 'DELETE', profile);
  const seconds = (performance.now() - begun) / 1000;
  if (seconds > 9) throw new Error(`It took ${seconds.toFixed(1)} s`);
  sameAs((body.errors as { code: string }[])[0]?.code, 'in-progress', 'the code');
  erasure = headers.get('location') ?? '';
  const { body: now } = await life.must(200, admin, 'GET', erasure);
  sameAs(now.status, 'running', 'the status of the erasure');
  await life.must(500, reader, 'GET', profile);
  return `${told(now)}\nanswered after ${seconds.toFixed(1)} s`;
});
await report.check('the roadmap comes back, and finishes without being asked', async () => {
  await city.bringBack('roadmap');
  const done = await until(
    () => life.must(200, admin, 'GET', erasure),
    ({ body }) => body.status === 'completed',
  );
  return told(done.body);
});
await report.check('a repeat is done at once, and begins nothing', async () => {
  for (let time = 0; time < 3; time++) sameAs((await life.must(204, eraser, 'DELETE', profile)).headers.get('location'), erasure, 'the Location');
  sameAs(await erasures(), 1, 'the number of erasures');
  await life.must(204, reader, 'GET', profile);
});
await report.check('what is counted has stayed', async () => {
  const after = await counted();
  for (const [index, { what, text }] of before.entries()) sameAs(after[index]?.text, text, what);
  return before.map(({ what, text }) => `${what}: ${text}`).join('\n');
});
await report.check('nothing that the platform answers holds anything of her', async () => {
  await settled();
  const found: string[] = [];
  const paths = await answersOf();
  for (const [by, path] of paths) {
    const { status, text } = await life.send(by, 'GET', path);
    if (status >= 500) throw new Error(`GET ${path} answered ${status}`);
    for (const what of search.in(Buffer.from(text))) found.push(`${path}: ${what}`);
  }
  if (found.length > 0) throw new Error(found.join('\n'));
  return `${paths.length} answers`;
});
await report.check('no table, as it is copied out, holds anything of her', async () => {
  const found: string[] = [];
  let tables = 0;
  for (const service of services)
    tables += await copyTables(databaseUrl(service), (table, bytes) => {
      for (const what of search.in(bytes)) found.push(`${service}.${table}: ${what}`);
    });
  if (found.length > 0) throw new Error(found.join('\n'));
  return `${tables} tables`;
});
await report.check('no message of a stream, nothing in the storage and its spool, no webhook and no log holds anything of her', async () => {
  const places = bytesPlaces.filter((place) => existsSync(join(folder, '.fiksu', place)));
  const found = places.flatMap((place) => search.inFolder(join(folder, '.fiksu', place)).map(({ place: file, what }) => `${place}/${file}: ${what}`));
  for (const body of sink.bodies) for (const what of search.in(body)) found.push(`webhook: ${what}`);
  if (found.length > 0) throw new Error([...new Set(found)].join('\n'));
  sameAs(sink.bodies.length > 0, true, 'whether webhooks have brought something');
  return `${places.join(', ')}; ${sink.bodies.length} deliveries`;
});
await report.check('that somebody was erased is told, and not who', async () => {
  const { body } = await life.must(200, admin, 'GET', '/partners/v1/events?types=fiksu.partners.person.*');
  const subjects = (body.data as { subject: string }[]).map(({ subject }) => subject);
  sameAs(subjects.join(), erasure.replace('/partners/v1/gdpr/', ''), 'the subjects of the events');
});
await report.check('no letter is dead', async () => {
  for (const service of services)
    sameAs(((await life.must(200, admin, 'GET', `/${service}/v1/operations/dead-letters`)).body.data as object[]).length, 0, `dead letters of ${service}`);
});
await sink.down();
await platform.stop();
process.exit(report.close());

interface Counted {
  what: string;
  text: string;
}

/** What is counted of what she did: needs by their state and place, supporters, reports, members. */
async function counted(): Promise<Counted[]> {
  const rows: Counted[] = [];
  for (const by of ['status', 'district'])
    rows.push({ what: `needs by ${by}`, text: (await life.must(200, coordinator, 'GET', `/roadmap/v1/needs/counts?by=${by}`)).text });
  const { body } = await life.must(200, coordinator, 'GET', needs.accepted);
  rows.push({ what: 'supporters and reports', text: `${body.supportCount as number} ${body.reports as number}` });
  const { body: communities } = await life.must(200, null, 'GET', '/partners/v1/communities?limit=200');
  rows.push({ what: 'members', text: (communities.data as { memberCount: number }[]).map(({ memberCount }) => memberCount).join(' ') });
  rows.push({ what: 'organisations by kind', text: (await life.must(200, null, 'GET', '/partners/v1/organisations/counts?by=kind')).text });
  return rows;
}

/** Every collection with its list and export, and every event page, history and log that an admin may read. */
async function answersOf(): Promise<[typeof admin, string][]> {
  const all = { role: 'admin', scope: 'personal-data' };
  const paths: string[] = [];
  for (const service of services) {
    const { body } = await life.must(200, null, 'GET', `/${service}/v1/openapi.json`);
    const own = Object.entries(body.paths as Record<string, object>)
      .filter(([, methods]) => 'get' in methods)
      .map(([path]) => path)
      .filter((path) => !path.includes('{') && !keptByLaw.some((kept) => path.endsWith(kept)));
    paths.push(...own.map((path) => (path.startsWith(`/${service}/`) ? path : `/${service}/v1${path}`)));
    for (const hook of (await life.must(200, all, 'GET', `/${service}/v1/webhooks?limit=200`)).body.data as { id: string }[])
      paths.push(`/${service}/v1/webhooks/${hook.id}/deliveries?limit=200`, `/${service}/v1/webhooks/${hook.id}/history`);
  }
  const { body } = await life.must(200, all, 'GET', '/partners/v1/organisations?limit=1');
  const organisation = (body.data as { id: string }[])[0]?.id ?? '';
  const own = [needs.own, `${needs.own}/history`, `${needs.accepted}/history`, erasure, `${erasure}/history`];
  const contacts = ['', '/export', '/counts?by=createdAt'].map((each) => `/partners/v1/organisations/${organisation}/contacts${each}`);
  return [...new Set([...paths, ...own, ...contacts])].map((path) => [all, path]);
}

async function erasures(): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl('partners') });
  await client.connect();
  const { rows } = await client.query<{ count: number }>('select count(*)::integer as count from erasure');
  await client.end();
  return rows[0]?.count ?? 0;
}

/** A search that finds nothing proves nothing, unless it finds what is there. */
async function controls(): Promise<string> {
  const found: string[] = [];
  for (const service of services)
    await copyTables(databaseUrl(service), (table, bytes) => {
      for (const what of search.in(bytes)) found.push(`${service}.${table}: ${what}`);
    });
  for (const expected of [
    'roadmap.need: words',
    'roadmap.need: email',
    'roadmap.need: phone',
    'roadmap.need_report: words',
    'partners.history: sub',
    'impact.webhook: sub',
  ])
    if (!found.includes(expected)) throw new Error(`${expected} is not found among\n${found.join('\n')}`);
  for (const place of ['nats/control', 'logs/control']) {
    const file = join(folder, '.fiksu', place);
    writeFileSync(file, 'x');
    appendFileSync(file, Buffer.from(`--${Buffer.from(person.phone).toString('base64')}--`));
    sameAs(search.in(readFileSync(file)).join(), 'phone', `what was found in ${place}`);
    writeFileSync(file, '');
  }
  return found.join('\n');
}

/** Until everything that was told has been published and brought. */
async function settled(): Promise<void> {
  for (const service of services)
    await until(
      () => life.must(200, admin, 'GET', `/${service}/v1/operations/outbox?limit=1`),
      ({ body }) => (body.unpublished as number) + (body.unnumbered as number) === 0,
    );
}

async function until(ask: () => Promise<Answer>, isRight: (answer: Answer) => boolean): Promise<Answer> {
  for (const giveUpAt = Date.now() + patienceMs; ;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > giveUpAt) throw new Error(`Still ${answer.text.slice(0, 500)}`);
    await delay(50);
  }
}

function told({ status, services: parts }: Answer['body']): string {
  return [status as string, ...(parts as { service: string; status: string }[]).map((each) => `${each.service.padEnd(10)} ${each.status}`)].join('\n');
}
