/**
 * `npm run prove:merge`: an organisation that everything names is merged into another, and that one into a third, while the
 * roadmap is away and then while it works; afterwards nothing anywhere names an organisation that is there no more.
 */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Person, type Asked, type Body } from '../../demo/city.ts';
import { PlatformOfAFolder } from '../../demo/platform-of-a-folder.ts';
import { startPlatform } from '../../platform/start-platform.ts';
import { makeScratchTree } from '../../scratch/make-scratch-tree.ts';
import { sameAs } from '../ask.ts';
import { Report } from '../report.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const services = ['impact', 'partners', 'roadmap'];
const programmes = 40;

/** What happened is kept as it was told, and by which ids the survivor is known. */
const tellsOfMerges = [
  ...['merged_organisation.old', 'organisation.external_ids', 'history.resource', 'history.by', 'outbox.aggregate', 'outbox.event', 'inbox_step.aggregate'],
  ...['idempotency.path', 'audit.what', 'audit.organisation', 'compared_organisation.external_ids'],
];

const report = new Report();
const { folder, remove } = makeScratchTree(root, 'merge');
process.on('exit', remove);
// What an earlier start has fetched need not be fetched again.
const tools = join(root, '.fiksu/tools');
if (existsSync(tools)) cpSync(tools, join(folder, '.fiksu/tools'), { recursive: true });
const platform = await startPlatform(folder, services);
const city = new PlatformOfAFolder(folder, platform.origin);
const state = JSON.parse(readFileSync(join(folder, '.fiksu/state.json'), 'utf8')) as { postgres: { superuserUrl: string } };
const asked: Asked[] = [];
const coordinator = new Person(city, await city.tokenOf('coordinator'), asked);
const anybody = new Person(city, null, asked);
const admin = new Person(city, await city.tokenOf('admin'), asked);

const organisation = async (name: string): Promise<string> =>
  (await coordinator.post('/partners/v1/organisations', { name: { fi: name }, kind: 'company', sector: 'private', districts: ['malmi'] }, 201)).body
    .id as string;
const [a, b, c] = [await organisation('Anturi'), await organisation('Malmin Anturi'), await organisation('Malmin Anturi Oy')];
/** Where something stands that names it, and by which filter it is found. */
const named: { path: string; list: string }[] = [];
const name = async (path: string, body: object, list: string | null, address = path): Promise<Body> => {
  const made = (await coordinator.post(path, body, 201)).body as Body;
  named.push({ path: `${address}/${made.id as string}`, list: list === null ? '' : `${path}?${list}=` });
  return made;
};

await report.check('everything that can name an organisation names the first', async () => {
  const day = new Date().toISOString();
  for (let index = 0; index < programmes; index++)
    await name(
      '/roadmap/v1/programmes',
      { title: { fi: `Ohjelma ${index}` }, period: { from: '2026-01' }, lead: a, partners: [a, b], implementers: [a] },
      'lead',
    );
  await name('/roadmap/v1/needs', { title: { fi: 'Varjoa torille' }, districts: ['malmi'], source: 'company', organisation: a }, 'organisation');
  await name('/roadmap/v1/items', { title: { fi: 'Varjo' }, horizon: 'now', districts: ['malmi'], owner: a }, 'owner');
  await name('/roadmap/v1/districts/malmi/developments', { title: { fi: 'Tori' }, kind: 'construction', stage: 'planned', builder: a }, 'builder');
  await name('/partners/v1/organisations', { name: { fi: 'Anturin osa' }, kind: 'company', sector: 'private', parent: a }, 'parent');
  const agreement = {
    kind: 'cooperation',
    title: { fi: 'Yhteistyö' },
    parties: [a, c],
    districts: ['malmi'],
    validFrom: '2026-01-01',
    validUntil: '2036-12-31',
  };
  await name('/partners/v1/agreements', agreement, 'party');
  const community = await coordinator.post('/partners/v1/communities', { name: { fi: 'Kehittäjät' }, kind: 'developers', districts: ['malmi'] }, 201);
  await coordinator.post(`/partners/v1/communities/${community.body.id}/members`, { organisation: a }, 201);
  const gathering = await name(
    '/partners/v1/gatherings',
    {
      community: community.body.id,
      kind: 'workshop',
      title: { fi: 'Työpaja' },
      place: { name: { fi: 'Malmitalo' } },
      startsAt: day,
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    },
    null,
  );
  await coordinator.act(`/partners/v1/gatherings/${gathering.id as string}`, 'hold', { attendance: [{ group: 'companies', count: 3 }], organisations: [a, b] });
  await workTogether(day);
  const contact = { name: 'Aino', email: 'aino@example.org', consent: { basis: 'contract', givenAt: day } };
  await coordinator.post(`/partners/v1/organisations/${a}/contacts`, contact, 201);
  return `${named.length} things in ${new Set(named.map(({ path }) => path.split('/').slice(1, 4).join('/'))).size} collections`;
});
await report.check('a dry run counts them all, in every service, and changes nothing', async () => {
  const { body } = await coordinator.post(`/partners/v1/organisations/${a}/merge`, { into: b, dryRun: true }, 200);
  sameAs(body.dryRun, true, 'dryRun');
  sameAs(body.unanswered.length, 0, 'the number of services that did not answer');
  sameAs((await anybody.get(`/partners/v1/organisations/${a}`)).status, 200, 'the status of the organisation');
  const moves = body.moves as { service: string; kind: string; count: number }[];
  sameAs(moves.find(({ kind }) => kind === 'programme')?.count, programmes, 'the number of programmes');
  return moves.map(({ service, kind, count }) => `${service.padEnd(10)} ${kind.padEnd(14)} ${count}`).join('\n');
});
await report.check('the first is merged into the second while the roadmap is away', async () => {
  await city.takeAway('roadmap');
  const { body } = await coordinator.act(`/partners/v1/organisations/${a}`, 'merge', { into: b });
  sameAs(body.unanswered.join(), 'roadmap', 'the services that did not answer');
  return leadsOn(a, b);
});
await report.check('the second is merged into the third, still without the roadmap', async () => {
  await coordinator.act(`/partners/v1/organisations/${b}`, 'merge', { into: c });
  await leadsOn(a, c);
  return leadsOn(b, c);
});
await report.check('the roadmap comes back and names the third everywhere', async () => {
  await city.bringBack('roadmap');
  for (const { path } of named)
    await coordinator.until(path, ({ body }) => {
      const text = JSON.stringify(body);
      return !text.includes(a) && !text.includes(b);
    });
});
await report.check('all of it is found by each of the three ids', async () => {
  const rows: string[] = [];
  for (const { path, list } of named.filter((each) => each.list !== '')) {
    const id = path.split('/').at(-1);
    for (const organisationId of [a, b, c]) {
      const { body } = await coordinator.get(`${list}${organisationId}&limit=200`);
      sameAs(
        body.data.some((found: { id: string }) => found.id === id),
        true,
        `${list}${organisationId} finds ${id}`,
      );
    }
    rows.push(list);
  }
  return [...new Set(rows)].join('\n');
});
await report.check('the network joins the third with whom the first has worked, and knows the others no more', async () => {
  const { body } = await anybody.until('/partners/v1/network', ({ body: found }) => JSON.stringify(found).includes(c));
  sameAs(JSON.stringify(body).includes(a) || JSON.stringify(body).includes(b), false, 'the network names one that is there no more');
  sameAs(body.edges.length, 1, 'the number of edges');
  return `${body.edges[0].between.join(' – ')}: ${body.edges[0].shared.map(({ kind }: Body) => kind).join(', ')}`;
});
await report.check('what is written with the id of the first names the third', async () => {
  const body = { title: { fi: 'Myöhempi' }, period: { from: '2027-01' }, lead: a, partners: [b, c] };
  const { body: made } = await coordinator.post('/roadmap/v1/programmes', body, 201);
  sameAs(made.lead, c, 'the lead');
  sameAs(made.partners.join(), c, 'the partners');
});
await report.check('no column of any database names an organisation that is there no more, but for what tells of it', async () => {
  const rows: string[] = [];
  for (const service of services) rows.push(...(await columnsHolding(service, [a, b])).map((column) => `${service}.${column}`));
  const wrong = rows.filter((column) => !tellsOfMerges.some((known) => column.endsWith(`.${known}`)));
  if (wrong.length > 0) throw new Error(`Still named in\n${wrong.join('\n')}`);
  return rows.join('\n');
});
await report.check('no letter is dead', async () => {
  for (const service of services)
    sameAs((await admin.get(`/${service}/v1/operations/dead-letters?resolved=false`)).body.data.length, 0, `dead letters of ${service}`);
});
await platform.stop();
process.exit(report.close());

/** A session that the first leads, with people of its own and of another company. */
async function workTogether(day: string): Promise<void> {
  const card = { name: { fi: 'Työpaja' }, phases: [{ id: 'understand', name: { fi: 'Ymmärrä' } }] };
  const method = (await coordinator.post('/roadmap/v1/methods', card, 201)).body.id as string;
  await coordinator.act(`/roadmap/v1/methods/${method}`, 'publish');
  const other = await organisation('Valo Oy');
  const times = { startsAt: day, endsAt: new Date(Date.now() + 3_600_000).toISOString() };
  const session = await name('/roadmap/v1/sessions', { method, title: { fi: 'Työpaja' }, districts: ['malmi'], facilitator: a, ...times }, 'facilitator');
  const path = `/roadmap/v1/sessions/${session.id as string}`;
  await coordinator.act(path, 'open');
  const participants = [a, other].map((each) => ({ organisation: each, count: 2 }));
  await coordinator.act(path, 'record', { phase: 'understand', participants });
  await coordinator.act(path, 'close', { outcomes: [] });
}

async function leadsOn(from: string, to: string): Promise<string> {
  const { status, headers } = await anybody.get(`/partners/v1/organisations/${from}/history`);
  sameAs(status, 308, 'the status of the old address');
  sameAs(headers.get('location')?.endsWith(`/partners/v1/organisations/${to}/history`), true, 'where it leads');
  return `GET /organisations/${from}/history → ${headers.get('location')}`;
}

/** Every column of every table, whatever it holds, as text. */
async function columnsHolding(service: string, ids: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(state.postgres.superuserUrl), { pathname: `/${service}` }).href });
  await client.connect();
  const { rows } = await client.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1, 2`,
  );
  const found: string[] = [];
  for (const { table, column } of rows) {
    const { rowCount } = await client.query(`select from "${table}" where "${column}"::text ~ $1 limit 1`, [ids.join('|')]);
    if (rowCount) found.push(`${table}.${column}`);
  }
  await client.end();
  return found;
}
