import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ROLES as rolesOfThePlatform } from '@fiksu/service';
import { ROLES, askForToken } from './ask-for-token.ts';
import { readArguments } from './read-arguments.ts';

const program = fileURLToPath(new URL('./token.ts', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

describe('npm run token', () => {
  it('knows the roles of the platform', () => {
    expect(ROLES).toEqual(rolesOfThePlatform);
  });

  it('reads whose token is wanted, and for what', () => {
    expect(readArguments(['coordinator', '--districts', 'malmi,pasila', '--scope=personal-data'])).toEqual({
      role: 'coordinator',
      wanted: { districts: 'malmi,pasila', scope: 'personal-data' },
      url: undefined,
    });
  });

  it.each([
    [[], 'Whose token?'],
    [['mayor'], 'There is no role "mayor".'],
    [['admin', 'partner'], 'not "partner" beside it'],
    [['admin', '--district', 'malmi'], "Unknown option '--district'."],
    [['admin', '--org'], "Option '--org <value>' argument missing"],
  ])('says what is wrong with %j, which roles there are, and prints no token', (args, words) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(words);
    expect(stderr).toContain('admin, coordinator, evaluator, partner, platform, resident');
  });

  it('says so where nobody answers', () => {
    const { status, stdout, stderr } = run('admin', '--url', 'http://127.0.0.1:9');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Nobody answers there/);
  });

  it('asks the issuer as any client does, and tells its refusal', async () => {
    const asked: URLSearchParams[] = [];
    const server = createServer(async (request: IncomingMessage, response) => {
      const form = new URLSearchParams(await text(request));
      asked.push(form);
      if (form.has('sub')) response.end('{"access_token":"a.b.c"}');
      else response.writeHead(401).end('{"error":"invalid_client","error_description":"client authentication failed"}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await askForToken(origin, 'partner', { org: 'x', sub: 'maija' })).toBe('a.b.c');
    expect(Object.fromEntries(asked[0] as URLSearchParams)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'partner',
      client_secret: 'dev',
      org: 'x',
      sub: 'maija',
    });
    await expect(askForToken(origin, 'admin')).rejects.toThrow('401: client authentication failed');
    server.close();
  });
});
