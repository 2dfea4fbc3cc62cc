/**
 * `npm run prove:who-may`: every route of every service is asked through the gateway, as nobody and as every role, and
 * answers as it says it does; then tokens that are forged, stolen or broken get nobody in anywhere.
 */
import { cpSync, existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPlatform } from '../../platform/start-platform.ts';
import { makeScratchTree } from '../../scratch/make-scratch-tree.ts';
import { callers, mayUse, refusalOf, routesOf, type Caller, type Operation, type Paths, type Route } from '../../who-may/who-may-page.ts';
import { sameAs, tokenOf } from '../ask.ts';
import { Report } from '../report.ts';
import { attackTokens } from './attack-tokens.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const services = ['impact', 'partners', 'roadmap'];
/** What whoever may hears of what is not there, or of a body without members. */
const heardByWhoMay = [200, 201, 202, 204, 400, 404, 415, 422];

const report = new Report();
const { folder, remove } = makeScratchTree(root, 'who-may');
process.on('exit', remove);
// What an earlier start has fetched need not be fetched again.
const tools = join(root, '.fiksu/tools');
if (existsSync(tools)) cpSync(tools, join(folder, '.fiksu/tools'), { recursive: true });
const platform = await startPlatform(folder, services);
const { origin } = platform;

const tokens = new Map<Caller, string | null>();
for (const caller of callers) tokens.set(caller, caller === 'nobody' ? null : await tokenOf(origin, caller));

for (const service of services) {
  const document = (await (await fetch(`${origin}/${service}/v1/openapi.json`)).json()) as { paths: Paths };
  const routes = routesOf(service, document.paths);
  await report.check(`${service}: ${routes.length} routes, each as nobody and as ${callers.length - 1} roles, after the rule that it states`, async () => {
    const rows = [`${'route'.padEnd(56)} ${callers.map((caller) => caller.slice(0, 6).padEnd(6)).join(' ')}`];
    const wrong: string[] = [];
    for (const route of routes) {
      const statuses: number[] = [];
      for (const caller of callers) {
        const status = await ask(service, route, tokens.get(caller) ?? null);
        statuses.push(status);
        if (!isRight(route.operation, caller, status)) wrong.push(`${route.method} ${route.path} answers ${caller} with ${status}`);
      }
      rows.push(`${`${route.method} ${route.path}`.padEnd(56)} ${statuses.map((status) => String(status).padEnd(6)).join(' ')}`);
    }
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    return rows.join('\n');
  });
}

const targets = ['/roadmap/v1/needs', '/roadmap/v1/operations/outbox', '/partners/v1/organisations/imports', '/impact/v1/events'];
const attacks = await attackTokens(tokens.get('admin') as string, `${origin}/idp/jwks`, join(folder, '.fiksu/issuer-keys.json'));
for (const [what, token] of attacks)
  await report.check(`a token that ${what} gets nobody in, also where none is needed`, async () => {
    for (const target of targets) sameAs((await fetch(origin + target, { headers: { authorization: `Bearer ${token}` } })).status, 401, target);
  });
await report.check('two tokens at once get nobody in, wherever the good one stands', async () => {
  const good = `Bearer ${tokens.get('admin')}`;
  for (const [one, other] of [
    [good, 'Bearer nonsense'],
    ['Bearer nonsense', good],
    [good, good],
  ] as const)
    for (const target of targets) sameAs(await statusOf(target, ['Host', 'localhost', 'Authorization', one, 'Authorization', other]), 401, target);
});
await report.check('a good token under another scheme gets nobody in', async () => {
  const good = tokens.get('admin') as string;
  for (const scheme of ['Basic', 'Token', 'DPoP'])
    for (const target of targets) sameAs((await fetch(origin + target, { headers: { authorization: `${scheme} ${good}` } })).status, 401, target);
});
await report.check('a good token in the address is not taken', async () => {
  const good = tokens.get('admin') as string;
  for (const parameter of ['access_token', 'token', 'authorization'])
    sameAs((await fetch(`${origin}/roadmap/v1/operations/outbox?${parameter}=${good}`)).status, 401, parameter);
});
await report.check('a good token is taken, whatever the case of the word Bearer', async () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER'])
    sameAs((await fetch(`${origin}/roadmap/v1/operations/outbox`, { headers: { authorization: `${scheme} ${tokens.get('admin')}` } })).status, 200, scheme);
});

await platform.stop();
process.exit(report.close());

function isRight(operation: Operation, caller: Caller, status: number): boolean {
  if (!mayUse(operation, caller)) return status === refusalOf(operation, caller);
  // A scope beside the role is a thing of the token, which these have not.
  return heardByWhoMay.includes(status) || (status === 403 && operation['x-scope'] !== undefined);
}

/** Asks for what is not there, so that nothing changes. */
async function ask(service: string, { method, path }: Route, token: string | null): Promise<number> {
  const address = path.replace(/\{secret\}/, 'none').replaceAll(/\{\w+\}/g, '0198bbbb-0000-7000-8000-00000000ffff');
  const query = path.endsWith('/counts') ? '?by=none' : path.endsWith('/events') ? '?limit=1' : '';
  const response = await fetch(`${origin}/${service}/v1${address}${query}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      'if-match': '"999999-none"',
      ...(method === 'POST' || method === 'PATCH' ? { 'content-type': 'application/json' } : {}),
    },
    ...(method === 'POST' || method === 'PATCH' ? { body: '{"no-such-member":true}' } : {}),
  });
  await response.arrayBuffer();
  return response.status;
}

/** With headers as they are given, which \`fetch\` would put together. */
function statusOf(path: string, headers: string[]): Promise<number> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers }, (answer) => resolve(answer.resume().statusCode ?? 0));
    sent.on('error', reject).end();
  });
}
