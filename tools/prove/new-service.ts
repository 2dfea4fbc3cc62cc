/**
 * `npm run prove:new-service` makes a service in a scratch copy of the working tree, as a developer would, and treats it
 * as one: its tests, its contract, `npm start`, a question over HTTP, and whether its role stays out of another's database.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startPlatform } from '../platform/start-platform.ts';
import { makeScratchTree } from '../scratch/make-scratch-tree.ts';
import { ask, sameAs, tokenOf } from './ask.ts';
import { environmentOf, oneself } from './person.ts';
import { Report } from './report.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const name = 'lending';
const neighbour = 'roadmap';

const report = new Report();
const { folder, remove } = makeScratchTree(root, 'new-service');
process.on('exit', remove);

await report.check(`npm run new:service ${name}`, async () => npm('run', 'new:service', name));
await report.check('the same name again is refused', async () => {
  const { status, output } = tried('run', 'new:service', name);
  if (status === 0 || !output.includes(`there is a project "${name}" already`)) throw new Error(output.slice(-500));
});
await report.check('npm finds the lock file complete', async () => npm('ci', '--dry-run', '--offline', '--ignore-scripts'));
await report.check('its tests pass', async () => npm('exec', '--', 'nx', 'test', name));
await report.check('it keeps the rules of the layout', async () => npm('exec', '--', 'eslint', `apps/${name}`, '--max-warnings', '0'));
await report.check('its types are right', async () => {
  const faults = tried('run', 'typecheck')
    .output.split('\n')
    .filter((line) => line.startsWith(`apps/${name}/`));
  sameAs(faults.join('\n'), '', 'what the compiler says');
});
await report.check('its contract is clean', async () => npm('run', 'openapi:lint'));
await startAndAsk();
process.exit(report.close());

async function startAndAsk(): Promise<void> {
  // What an earlier start has fetched need not be fetched again.
  const tools = join(root, '.fiksu/tools');
  if (existsSync(tools)) cpSync(tools, join(folder, '.fiksu/tools'), { recursive: true });
  let platform: Awaited<ReturnType<typeof startPlatform>> | undefined;
  await report.check(`npm start -- ${name} ${neighbour}`, async () => {
    platform = await startPlatform(folder, [name, neighbour]);
  });
  if (!platform) return;
  const { origin, stop } = platform;
  const notes = `/${name}/v1/notes`;
  await report.check('it answers a question that anybody may ask', async () => {
    const answer = JSON.stringify(await ask(origin, notes));
    sameAs(answer, '{"data":[],"page":{"next":null}}', `GET ${notes}`);
    return `GET ${notes} → ${answer}`;
  });
  await report.check('it keeps what a coordinator tells it', () => tellIt(origin, notes));
  await report.check(`its role cannot open the database of ${neighbour}`, () => cannotOpen(name, neighbour));
  await report.check(`nor can that of ${neighbour} open its database`, () => cannotOpen(neighbour, name));
  await report.check('Ctrl-C stops everything', stop);
}

async function tellIt(origin: string, notes: string): Promise<string> {
  const made = await fetch(origin + notes, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenOf(origin, 'coordinator')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: { en: 'Bring it back' } }),
  });
  sameAs(made.status, 201, `the answer to POST ${notes}`);
  const place = made.headers.get('location') ?? '';
  sameAs(JSON.stringify((await ask(origin, place))['title']), '{"en":"Bring it back"}', 'its title');
  return place;
}

/** Connects with one service's own password to the other's database, and wants to be refused by the database's rights. */
async function cannotOpen(who: string, whose: string): Promise<string> {
  const { services } = JSON.parse(readFileSync(join(folder, '.fiksu/state.json'), 'utf8')) as { services: Record<string, { databaseUrl: string }> };
  const own = services[who]?.databaseUrl;
  if (!own) throw new Error(`.fiksu/state.json does not know the database of ${who}`);
  await connect(own);
  const other = new URL(own);
  other.pathname = `/${whose}`;
  const refusal = await connect(other.href).then(
    () => undefined,
    (error: pg.DatabaseError) => error,
  );
  if (!refusal) throw new Error('it was let in');
  sameAs(refusal.code, '42501', `the refusal "${refusal.message}"`);
  return refusal.message;
}

async function connect(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
}

function npm(...command: string[]): void {
  const { status, output } = tried(...command);
  // npm ends a refusal with its whole help.
  if (status !== 0) throw new Error(output.replace(/\nnpm error\s+Clean install a project[\s\S]*/, '').slice(-2_000));
}

/** Without the environment of the npm that runs this, which would lend the copy our own packages. */
function tried(...command: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('npm', command, { cwd: folder, env: environmentOf(oneself()), encoding: 'utf8', maxBuffer: 2 ** 26 });
  return { status, output: `${stdout}${stderr}`.trim() };
}
