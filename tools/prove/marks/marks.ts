/**
 * `npm run prove:marks`: a person whom nobody else has the name of is sent through every write route of every service, and
 * looked for in the bytes of every table, of the streams, of the storage and of the logs. What is encrypted is not found;
 * what people wrote stands where it is moderated, and nowhere else.
 */
import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { PersonalData } from '@fiksu/service';
import pg from 'pg';
import { startPlatform } from '../../platform/start-platform.ts';
import { makeScratchTree } from '../../scratch/make-scratch-tree.ts';
import { sameAs } from '../ask.ts';
import { Report } from '../report.ts';
import { drawPerson } from './marked-person.ts';
import { PushEverywhere } from './push-everywhere.ts';
import { SearchBytes, type Found } from './search-bytes.ts';
import { WhereItMayStand } from './where-it-may-stand.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const services = ['impact', 'partners', 'roadmap'];
const roles = ['admin', 'coordinator', 'partner', 'platform', 'resident'];
const settleMsMax = 60_000;

const report = new Report();
const { folder, remove } = makeScratchTree(root, 'marks');
process.on('exit', remove);
// What an earlier start has fetched need not be fetched again.
const tools = join(root, '.fiksu/tools');
if (existsSync(tools)) cpSync(tools, join(folder, '.fiksu/tools'), { recursive: true });
process.env['LOG_LEVEL'] = 'trace';
const platform = await startPlatform(folder, services);
const { origin } = platform;
const state = JSON.parse(readFileSync(join(folder, '.fiksu/state.json'), 'utf8')) as { postgres: { superuserUrl: string } };
const databaseUrl = (name: string) => Object.assign(new URL(state.postgres.superuserUrl), { pathname: `/${name}` }).href;

const person = drawPerson();
const search = new SearchBytes(person);
const organisation = await firstOrganisation();
const tokens = Object.fromEntries(await Promise.all(roles.map(async (role) => [role, await tokenOf(role)] as const)));
let contact = '';

for (const service of services)
  await report.check(`the person is sent through every write route of ${service}`, async () => {
    const push = new PushEverywhere(origin, service, person, tokens);
    const routes = await push.run();
    const statuses = [...push.asked].sort(([one], [other]) => one - other).map(([status, times]) => `${times} × ${status}`);
    if ([...push.asked.keys()].some((status) => status >= 500)) throw new Error(`An answer of 500: ${statuses.join(', ')}`);
    return `${routes} routes; ${statuses.join(', ')}`;
  });
await report.check('the person is a contact, changed and read, with an Idempotency-Key', async () => {
  const path = `/partners/v1/organisations/${organisation}/contacts`;
  const consent = { basis: 'contract', givenAt: '2026-01-15T10:00:00Z' };
  const { name, email, phone, sub: subject, words: role } = person;
  const made = await write('POST', path, { name, email, phone, role, subject, consent }, { 'idempotency-key': 'the-contact' });
  sameAs(made.status, 201, 'the status of the creation');
  contact = ((await made.json()) as { id: string }).id;
  const again = await write('POST', path, { name, email, phone, role, subject, consent }, { 'idempotency-key': 'the-contact' });
  sameAs(((await again.json()) as { name: string }).name, name, 'the name in the repeat');
  sameAs((await write('PATCH', `${path}/${contact}`, { role: `${role}!` })).status, 200, 'the status of the change');
  sameAs((await write('GET', `${path}/${contact}`)).status, 200, 'the status of the read');
});
await report.check('the person is a sole trader, writes a need, is named in a report and a refusal, and sends a file', async () => {
  const trader = await write('POST', '/partners/v1/organisations', { name: { fi: `Tmi ${person.name}` }, kind: 'company', sector: 'private', personal: true });
  sameAs(trader.status, 201, 'the status of the sole trader');
  const need = await write('POST', '/roadmap/v1/needs', {
    title: { fi: person.words },
    description: { fi: person.email },
    districts: ['malmi'],
    source: 'resident',
  });
  sameAs(need.status, 201, 'the status of the need');
  const path = `/roadmap/v1/needs/${((await need.json()) as { id: string }).id}`;
  sameAs((await write('POST', `${path}/report`, { reason: { fi: person.words } })).status, 200, 'the status of the report');
  sameAs((await write('POST', `${path}/decline`, { reason: { fi: person.words } })).status, 200, 'the status of the refusal');
  const file = await fetch(`${origin}/roadmap/v1/files`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens.resident}`,
      'content-type': 'text/plain',
      'content-disposition': `attachment; filename="${encodeURIComponent(person.email)}.txt"`,
    },
    body: 'Nothing of anybody',
  });
  sameAs(file.status, 201, 'the status of the file');
});
await report.check('all that was told has been published', untilPublished);

const inTables: Found[] = [];
await report.check('what is looked for is found where it was put on purpose, in a table, in a stream and in a log', async () => {
  const client = new pg.Client({ connectionString: databaseUrl('impact') });
  await client.connect();
  await client.query(`create table control (value text); insert into control values ('${person.email.toUpperCase()}')`);
  sameAs(
    (await search.inDatabase(databaseUrl('impact'), 'impact')).filter(({ place }) => place === 'impact.control.value').length,
    1,
    'what was found in the table',
  );
  await client.query('drop table control');
  await client.end();
  for (const place of ['nats/control', 'logs/control']) {
    const file = join(folder, '.fiksu', place);
    writeFileSync(file, 'x');
    appendFileSync(file, Buffer.from(`--${Buffer.from(person.phone).toString('base64')}--`));
    sameAs(search.in(readFileSync(file)).join(), 'phone', `what was found in ${place}`);
    writeFileSync(file, '');
  }
});
for (const service of services)
  await report.check(`in the tables of ${service} the person stands where the registry says, and nowhere else`, async () => {
    const found = await search.inDatabase(databaseUrl(service), service);
    inTables.push(...found);
    const { personalData } = (await import(join(root, 'apps', service, 'src/personal-data.ts'))) as { personalData: PersonalData };
    const allowed = new WhereItMayStand(service, personalData);
    const leaks = found.filter(({ place, what }) => !allowed.includes(place, what));
    if (leaks.length > 0) throw new Error(`Leaks:\n${told(leaks)}`);
    return told(found);
  });
await report.check('the person was really kept: as words that wait for moderation', async () => {
  sameAs(
    inTables.some(({ place }) => place === 'roadmap.need.title'),
    true,
    'whether the need is there',
  );
});
await report.check('no message of a stream, nothing in the storage, and no log holds anything of the person', async () => {
  const folders = ['nats', 'storage', 'logs'].filter((name) => existsSync(join(folder, '.fiksu', name)));
  const found = folders.flatMap((name) => search.inFolder(join(folder, '.fiksu', name)).map((each) => ({ ...each, place: `${name}/${each.place}` })));
  if (found.length > 0) throw new Error(`Leaks:\n${told(found)}`);
  return `${folders.join(', ')}: nothing`;
});
await platform.stop();
process.exit(report.close());

function told(found: readonly Found[]): string {
  return found.map(({ place, what, times }) => `${place.padEnd(48)} ${what} × ${times}`).join('\n') || 'nothing';
}

async function firstOrganisation(): Promise<string> {
  const { data } = (await (await fetch(`${origin}/partners/v1/organisations?limit=1`)).json()) as { data: { id: string }[] };
  return data[0]?.id ?? '';
}

/** A token of the person. */
async function tokenOf(role: string): Promise<string> {
  const terms = { grant_type: 'client_credentials', client_id: role, client_secret: 'dev', sub: person.sub, org: organisation };
  const response = await fetch(`${origin}/idp/token`, { method: 'POST', body: new URLSearchParams(terms) });
  if (!response.ok) throw new Error(`POST /idp/token answered ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

function write(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(origin + path, {
    method,
    headers: {
      authorization: `Bearer ${tokens.admin}`,
      'if-match': '*',
      'user-agent': person.agent,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

async function untilPublished(): Promise<string> {
  const until = Date.now() + settleMsMax;
  for (const service of services)
    for (;;) {
      const response = await fetch(`${origin}/${service}/v1/operations/outbox?limit=1`, { headers: { authorization: `Bearer ${tokens.admin}` } });
      const { unpublished, unnumbered } = (await response.json()) as { unpublished: number; unnumbered: number };
      if (unpublished + unnumbered === 0) break;
      if (Date.now() > until) throw new Error(`${service}: ${unpublished} events wait`);
      await delay(100);
    }
  return 'all of it';
}
