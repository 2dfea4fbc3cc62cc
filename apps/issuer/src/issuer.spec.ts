import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { readEnvironment } from './environment.ts';
import { makeProvider } from './provider.ts';
import { makeServer } from './server.ts';
import { signingKey } from './signing-key.ts';

const issuerUrl = 'http://localhost:8080/idp';
const folder = mkdtempSync(join(tmpdir(), 'issuer-'));
let server: Server;
let origin: string;

beforeAll(async () => {
  server = makeServer(makeProvider(issuerUrl, 'fiksu', await signingKey(join(folder, 'keys.json'))), issuerUrl);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true });
});

const ask = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${origin}/idp/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', ...form }), headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};

/** As a service does: by the keys that the issuer publishes. */
const claimsOf = async (token: string) =>
  (await jwtVerify(token, createRemoteJWKSet(new URL(`${origin}/idp/jwks`)), { issuer: issuerUrl, audience: 'fiksu' })).payload;

describe('the development issuer', () => {
  it('says where everything is in its discovery document, by the address that people use', async () => {
    const document = (await (await fetch(`${origin}/idp/.well-known/openid-configuration`)).json()) as Record<string, string>;
    expect(document).toMatchObject({ issuer: issuerUrl, token_endpoint: `${issuerUrl}/token`, jwks_uri: `${issuerUrl}/jwks` });
  });

  it.each(['admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'])('gives a token with the role %s for the asking', async (role) => {
    const { status, body } = await ask({ client_id: role, client_secret: 'dev' });
    expect(status).toBe(200);
    expect(body.token_type).toBe('Bearer');
    expect(Number(body.expires_in)).toBeGreaterThan(0);
    expect(await claimsOf(body.access_token as string)).toMatchObject({ sub: `dev-${role}`, roles: [role] });
  });

  it('puts the organisation, the districts and the person asked for into the token', async () => {
    const org = '01890a5d-ac96-774b-bcce-b302099a8057';
    const { body } = await ask({ client_id: 'coordinator', client_secret: 'dev', org, districts: 'malmi, pasila', sub: 'aino' });
    expect(await claimsOf(body.access_token as string)).toMatchObject({ sub: 'aino', org, districts: ['malmi', 'pasila'] });
  });

  it('leaves out what was not asked for', async () => {
    const { body } = await ask({ client_id: 'coordinator', client_secret: 'dev' });
    const claims = await claimsOf(body.access_token as string);
    expect(claims).not.toHaveProperty('org');
    expect(claims).not.toHaveProperty('districts');
  });

  it.each([
    ['admin', 'personal-data', 'personal-data'],
    ['coordinator', 'personal-data', 'personal-data'],
    ['resident', 'gdprquery', 'gdprquery'],
    ['resident', 'gdprdelete', 'gdprdelete'],
  ])('grants %s the scope %s', async (role, scope, granted) => {
    const { body } = await ask({ client_id: role, client_secret: 'dev', scope });
    expect(await claimsOf(body.access_token as string)).toMatchObject({ scope: granted });
  });

  it('grants personal data to nobody else', async () => {
    const { status, body } = await ask({ client_id: 'partner', client_secret: 'dev', scope: 'personal-data' });
    const granted = status === 200 ? (await claimsOf(body.access_token as string)).scope : undefined;
    expect(granted).toBeUndefined();
  });

  it('takes the secret as HTTP Basic too', async () => {
    const { status } = await ask({}, { Authorization: `Basic ${btoa('admin:dev')}` });
    expect(status).toBe(200);
  });

  it.each([
    ['a wrong secret', { client_id: 'admin', client_secret: 'guess' }, 401, 'invalid_client'],
    ['an unknown client', { client_id: 'mayor', client_secret: 'dev' }, 401, 'invalid_client'],
    ['another grant', { client_id: 'admin', client_secret: 'dev', grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %s in the words of OAuth', async (_, form, status, error) => {
    expect(await ask(form as unknown as Record<string, string>)).toMatchObject({ status, body: { error } });
  });

  it('keeps its key over a restart, so that tokens stay good', async () => {
    expect(await signingKey(join(folder, 'keys.json'))).toEqual(await signingKey(join(folder, 'keys.json')));
  });

  it('does not start in production', () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    expect(readEnvironment).toThrow('NODE_ENV is production');
    process.env.NODE_ENV = before;
  });
});
