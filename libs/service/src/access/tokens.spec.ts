import { jest } from '@jest/globals';
import { TestIssuer, testAudience } from '@fiksu/testing';
import { Tokens } from './tokens.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await TestIssuer.start();
});
afterAll(() => issuer.stop());
afterEach(() => jest.restoreAllMocks());

const tokensOf = () => new Tokens({ ISSUER_URL: issuer.url, JWKS_URL: undefined, AUDIENCE: testAudience });

describe('a token', () => {
  it('says who somebody is, and for what', async () => {
    const token = await issuer.token('coordinator', { sub: 'maija', org: 'o', districts: ['malmi'], scope: 'personal-data openid' });
    expect(await tokensOf().verify(token)).toEqual({
      sub: 'maija',
      roles: ['coordinator'],
      org: 'o',
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
});
