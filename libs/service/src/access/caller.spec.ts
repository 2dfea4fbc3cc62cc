import { Caller, type Claims } from './caller.ts';

const caller = (claims: Partial<Claims> | null, ifMatch: string | null = null): Caller =>
  new Caller({
    at: '2026-03-01T12:00:00.000Z',
    claims: claims && { sub: 'maija', roles: [], org: null, districts: null, scopes: [], expiresAtMs: 0, ...claims },
    ifMatch,
    hashOf: (purpose) => `hash for ${purpose}`,
  });

describe('a caller', () => {
  it('is named by the strongest of its roles', () => {
    expect(caller({ roles: ['resident', 'coordinator', 'partner'] }).role).toBe('coordinator');
    expect(caller({ roles: ['resident', 'partner'] }).role).toBe('partner');
    expect([caller({}).role, caller(null).role]).toEqual(['resident', 'resident']);
  });

  it('has a role only by a token', () => {
    expect(caller(null).is('resident')).toBe(false);
    expect(caller({ roles: ['resident'] }).is('admin', 'resident')).toBe(true);
    expect(caller({ roles: ['resident'] }).is('admin')).toBe(false);
  });

  it.each<[Partial<Claims>, string[] | null]>([
    [{ roles: ['coordinator'], districts: ['malmi'] }, ['malmi']],
    [{ roles: ['coordinator'], districts: [] }, []],
    [{ roles: ['coordinator'] }, null],
    [{ roles: ['admin', 'coordinator'], districts: ['malmi'] }, null],
    [{ roles: ['partner'], districts: ['malmi'] }, null],
  ])('with %j is limited to %j', (claims, limits) => {
    expect(caller(claims).limits).toEqual(limits);
  });

  it.each(['"7"', '"7-1f0c9a3e"', 'W/"7-1f0c9a3e"', '*', '"1-a", "7-b"', '"1" ,W/"7"'])('matches version 7 by %s', (ifMatch) => {
    expect(() => caller({}, ifMatch).match(7)).not.toThrow();
  });

  it.each(['"8"', '"77-x"', '"-7"', '7', '"x7"', '"7', '', 'W/7', '"7x"', '"7 -a"', '"1000000000000007"'])('does not match version 7 by %j', (ifMatch) => {
    expect(() => caller({}, ifMatch).match(7)).toThrow(expect.objectContaining({ kind: 'Stale' }));
  });

  it('must say what it matches where that is asked for', () => {
    expect(() => caller({}).requireMatch()).toThrow(expect.objectContaining({ kind: 'PreconditionRequired' }));
    expect(() => caller({}, '"1"').requireMatch()).not.toThrow();
  });
});
