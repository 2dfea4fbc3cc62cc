import { jest } from '@jest/globals';
import { TestIssuer, testAudience } from '@fiksu/testing';
import { Tokens } from './tokens.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await TestIssuer.start();
});
afterAll(() => issuer.stop());
afterEach(() => {
  jest.restoreAllMocks();
  issuer.answers = {};
});

const org = '0198bbbb-0000-7000-8000-000000000001';
const tokensOf = () => new Tokens({ ISSUER_URL: issuer.url, JWKS_URL: undefined, AUDIENCE: testAudience });

describe('a token', () => {
  it('says who somebody is, and for what', async () => {
    const token = await issuer.token('coordinator', { sub: 'maija', org, districts: ['malmi'], scope: 'personal-data openid' });
    expect(await tokensOf().verify(token)).toEqual({
      sub: 'maija',
      roles: ['coordinator'],
      org,
      districts: ['malmi'],
      scopes: ['personal-data', 'openid'],
      expiresAtMs: expect.any(Number),
    });
  });

  it('says nothing that it does not say', async () => {
    expect(await tokensOf().verify(await issuer.token('resident'))).toEqual({
      sub: 'dev-resident',
      roles: ['resident'],
      org: null,
      districts: null,
      scopes: [],
      expiresAtMs: expect.any(Number),
    });
    expect(await tokensOf().verify(await issuer.token('resident', { roles: ['king'] }))).toMatchObject({ roles: [] });
  });

  it('is remembered until it expires, and not a moment longer', async () => {
    const tokens = tokensOf();
    const token = await issuer.token('admin', { expiresIn: 600 });
    expect(tokens.remembered(token)).toBeNull();
    const claims = await tokens.verify(token);
    expect(tokens.remembered(token)).toEqual(claims);
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 590_000);
    expect(tokens.remembered(token)).toEqual(claims);
    clock.mockReturnValue(now + 600_000);
    expect(tokens.remembered(token)).toBeNull();
    clock.mockReturnValue(now);
    expect(tokens.remembered(token)).toBeNull();
  });

  it('is not remembered when it was refused', async () => {
    const tokens = tokensOf();
    const token = await issuer.token('admin', { audience: 'others' });
    await expect(tokens.verify(token)).rejects.toMatchObject({
      kind: 'Unauthenticated',
      headers: { 'WWW-Authenticate': expect.stringContaining('invalid_token') },
    });
    expect(tokens.remembered(token)).toBeNull();
  });

  it('is verified once, however often it comes', async () => {
    const tokens = tokensOf();
    const token = await issuer.token('admin');
    await tokens.verify(token);
    const asked = { ...issuer.asked };
    issuer.answers = { status: 500 };
    expect(tokens.remembered(token)).not.toBeNull();
    expect(issuer.asked).toEqual(asked);
  });

  it('is one of 10 000 that are remembered, however many come', async () => {
    const tokens = tokensOf();
    const first = await issuer.token('admin', { sub: 'first' });
    await tokens.verify(first);
    const flood = await Promise.all(Array.from({ length: 10_050 }, (_, nth) => issuer.token('resident', { sub: `person-${nth}` })));
    for (const token of flood) await tokens.verify(token);
    expect(tokens.count).toBe(10_000);
    expect([tokens.remembered(first), tokens.remembered(flood.at(-1) as string)]).toEqual([null, expect.objectContaining({ sub: 'person-10049' })]);
  });

  it.each(['jwt', 'JWT', 'at+jwt', 'application/at+jwt'])('may say that it is an access token: %s', async (typ) => {
    expect(await tokensOf().verify(await issuer.token('admin', { header: { typ } }))).toMatchObject({ roles: ['admin'] });
  });

  it.each(['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'jwk', ''])('is refused where it says that it is something else: "%s"', async (typ) => {
    await expect(tokensOf().verify(await issuer.token('admin', { header: { typ } }))).rejects.toMatchObject({ kind: 'Unauthenticated' });
  });

  it('is refused where it has to be understood in a manner that is not known here', async () => {
    const [, payload, signature] = (await issuer.token('admin')).split('.') as [string, string, string];
    const header = (members: object) => Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'test', ...members })).toString('base64url');
    for (const members of [{ crit: ['exp'] }, { crit: ['b64'], b64: false }, { crit: [] }, { crit: 'exp' }])
      await expect(tokensOf().verify(`${header(members)}.${payload}.${signature}`)).rejects.toMatchObject({ kind: 'Unauthenticated' });
  });

  it('is refused where it is longer than any', async () => {
    await expect(tokensOf().verify(await issuer.token('admin', { claims: { more: 'x'.repeat(8192) } }))).rejects.toMatchObject({ kind: 'Unauthenticated' });
  });
});

describe('claims that are not what they should be', () => {
  const claimsOf = async (claims: Record<string, unknown>) => tokensOf().verify(await issuer.token('coordinator', { claims }));

  it.each([['admin'], [{ 0: 'admin' }], [7], [null], [[['admin'], { role: 'admin' }, null, 'Admin', 'constructor']]])('give no role: %j', async (roles) => {
    expect(await claimsOf({ roles })).toMatchObject({ roles: [] });
  });

  it.each([
    ['malmi', ['malmi']],
    [['malmi', 7, null, ['pasila']], ['malmi']],
    [null, []],
    ['', ['']],
    [{ malmi: true }, []],
    [true, []],
    [0, []],
  ])('take away no limit: districts %j are %j', async (districts, read) => {
    expect(await claimsOf({ districts })).toMatchObject({ districts: read });
  });

  it.each(['own', '', 7, null, ['0198bbbb-0000-7000-8000-000000000001'], "' or true --"])('name no organisation: %j', async (org) => {
    expect(await claimsOf({ org })).toMatchObject({ org: null });
  });

  it('name an organisation as its id is written here', async () => {
    expect(await claimsOf({ org: '0198BBBB-0000-7000-8000-000000000001' })).toMatchObject({ org: '0198bbbb-0000-7000-8000-000000000001' });
  });

  it.each([[['personal-data']], [{ 'personal-data': true }], [7]])('give no scope: %j', async (scope) => {
    expect(await claimsOf({ scope })).toMatchObject({ scopes: [] });
  });

  it.each([7, '', null, ['maija'], 'x'.repeat(256), 'a\0b'])('name nobody: %j', async (sub) => {
    await expect(claimsOf({ sub })).rejects.toMatchObject({ kind: 'Unauthenticated' });
  });
});
