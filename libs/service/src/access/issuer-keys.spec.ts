import { jest } from '@jest/globals';
import { TestIssuer, testAudience } from '@fiksu/testing';
import { Tokens } from './tokens.ts';

let issuer: TestIssuer;
let tokens: Tokens;
const minutesMs = 60_000;
beforeEach(async () => {
  issuer = await TestIssuer.start();
  tokens = tokensOf(issuer.url);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await issuer.stop();
});

const tokensOf = (url: string, keysUrl?: string) => new Tokens({ ISSUER_URL: url, JWKS_URL: keysUrl, AUDIENCE: testAudience });
const unavailable = expect.objectContaining({ kind: 'Unavailable', headers: { 'Retry-After': expect.any(String) } });
const refused = expect.objectContaining({ kind: 'Unauthenticated' });
/** As if so much time had passed. */
const later = (ms: number) => {
  const then = Date.now() + ms;
  jest.spyOn(Date, 'now').mockReturnValue(then);
};
const longToken = () => issuer.token('admin', { expiresIn: 100 * 3600 });

describe('the keys of the issuer', () => {
  it('are read once for all tokens, also for those that come at once', async () => {
    const first = await Promise.all(Array.from({ length: 20 }, (_, nth) => issuer.token('admin', { sub: `a${nth}` })));
    await Promise.all(first.map((token) => tokens.verify(token)));
    await tokens.verify(await issuer.token('resident'));
    expect(issuer.asked).toEqual({ keys: 1, discovery: 1 });
  });

  it('may change: a token that is signed with a new one is taken, and those of the old one stay good', async () => {
    const old = await issuer.token('admin');
    await tokens.verify(old);
    await issuer.rotate('next');
    later(5001);
    expect(await tokens.verify(await issuer.token('coordinator'))).toMatchObject({ roles: ['coordinator'] });
    expect(await tokens.verify(old)).toMatchObject({ roles: ['admin'] });
    expect(issuer.asked.keys).toBe(2);
  });

  it('are not asked for again and again by tokens of keys that the issuer does not have', async () => {
    await tokens.verify(await issuer.token('admin'));
    const forged = await Promise.all(Array.from({ length: 100 }, (_, nth) => issuer.token('admin', { header: { kid: `unknown-${nth}` } })));
    for (const token of forged) await expect(tokens.verify(token)).rejects.toEqual(refused);
    expect(issuer.asked.keys).toBe(1);
    later(5001);
    await Promise.all(forged.map((token) => expect(tokens.verify(token)).rejects.toEqual(refused)));
    expect(issuer.asked.keys).toBe(2);
  });

  it('are good for ten minutes after the issuer has taken them away, and not for the whole life of a token', async () => {
    const [old, other] = [await longToken(), await issuer.token('admin', { sub: 'other', expiresIn: 100 * 3600 })];
    await tokens.verify(old);
    await issuer.rotate('next');
    issuer.forgetFormerKeys();
    later(9 * minutesMs);
    expect(tokens.remembered(old)).toMatchObject({ roles: ['admin'] });
    later(2 * minutesMs);
    expect(tokens.remembered(old)).toBeNull();
    await expect(tokens.verify(old)).rejects.toEqual(refused);
    await expect(tokens.verify(other)).rejects.toEqual(refused);
    expect(await tokens.verify(await longToken())).toMatchObject({ roles: ['admin'] });
  });

  it('may be away: nobody is refused for it, and the issuer is not asked by each request', async () => {
    issuer.answers = { status: 503 };
    for (let nth = 0; nth < 20; nth++) await expect(tokens.verify(await issuer.token('admin'))).rejects.toEqual(unavailable);
    expect(issuer.asked.discovery).toBe(1);
    issuer.answers = {};
    later(1001);
    expect(await tokens.verify(await issuer.token('admin'))).toMatchObject({ roles: ['admin'] });
  });

  it.each([
    ['no JSON', { keys: '<html>' }],
    ['no keys', { keys: '{}' }],
    ['keys that are none', { keys: '{"keys":[7]}' }],
    ['a discovery document that is none', { discovery: '<html>' }],
    ['a discovery document without keys', { discovery: '{"issuer":"x"}' }],
    ['a discovery document of somebody else', { discovery: '{"issuer":"https://else.example","jwks_uri":"https://else.example/jwks"}' }],
  ])('are not had where the issuer answers %s', async (_, answers) => {
    issuer.answers = answers;
    await expect(tokens.verify(await issuer.token('admin'))).rejects.toEqual(unavailable);
  });

  it('refuse a token where the one that it names cannot be used', async () => {
    issuer.answers = { keys: JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', x: 'no', y: 'key', kid: 'test', alg: 'ES256' }] }) };
    await expect(tokens.verify(await issuer.token('admin'))).rejects.toEqual(refused);
  });

  it('are found also where the name of the issuer ends with a slash', async () => {
    const url = `${issuer.url}/`;
    issuer.answers = { discovery: JSON.stringify({ issuer: url, jwks_uri: `${issuer.url}/jwks` }) };
    expect(await tokensOf(url).verify(await issuer.token('admin', { issuer: url }))).toMatchObject({ roles: ['admin'] });
  });

  it('need no discovery document where their address is given', async () => {
    await tokensOf(issuer.url, `${issuer.url}/jwks`).verify(await issuer.token('admin'));
    expect(issuer.asked).toEqual({ keys: 1, discovery: 0 });
  });
});
