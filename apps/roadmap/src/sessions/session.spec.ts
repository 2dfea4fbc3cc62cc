import { Caller } from '@fiksu/service';
import { planned } from './planned.fixture.ts';
import { allowedIn, checkFixed, checkTimes, close, isPublic, open, requireAllowed, withLinks, type Outcome } from './session.ts';

const [need, other, item] = ['01936a5c-8f00-7cc3-98c4-dc0c0c073981', '01936a5c-8f00-7cc3-98c4-dc0c0c073982', '01936a5c-8f00-7cc3-98c4-dc0c0c073983'] as const;
const pointersOf = (check: () => unknown): string[] | undefined => {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as { members: { errors: { pointer: string }[] } }).members.errors.map(({ pointer }) => pointer);
  }
};

describe('a session', () => {
  it('is opened when it is planned, recorded and closed when it is open, and then stays as it is', () => {
    expect(['planned', 'open', 'closed'].map((status) => allowedIn(status as never))).toEqual([['open'], ['record', 'close'], []]);
    const opened = open(planned());
    expect(opened).toEqual(planned({ status: 'open' }));
    const outcomes: Outcome[] = [{ kind: 'item', id: item }];
    const closed = close(opened, outcomes);
    expect(closed).toEqual(planned({ status: 'closed', outcomes }));
    for (const [action, session, state, allowed] of [
      ['close', planned(), 'planned', ['open']],
      ['record', planned(), 'planned', ['open']],
      ['open', opened, 'open', ['record', 'close']],
      ['open', closed, 'closed', []],
      ['record', closed, 'closed', []],
      ['close', closed, 'closed', []],
    ] as const)
      expect(() => requireAllowed(action, session)).toThrow(
        expect.objectContaining({ code: 'illegal-transition', members: expect.objectContaining({ state, allowed: [...allowed] }) as object }),
      );
  });

  it('is public once it is closed', () => {
    expect(['planned', 'open', 'closed'].map((status) => isPublic({ status: status as never }))).toEqual([false, false, true]);
  });

  it('ends after it has begun, on whatever clock the two are told', () => {
    const faults = (startsAt: string, endsAt: string) => pointersOf(() => checkTimes({ startsAt, endsAt }));
    expect(faults('2027-02-01T07:00:00Z', '2027-02-01T07:00:00.001Z')).toBeUndefined();
    expect(faults('2027-02-01T07:00:00Z', '2027-02-01T07:00:00.000Z')).toEqual(['/endsAt']);
    expect(faults('2027-02-01T09:00:00+02:00', '2027-02-01T07:30:00Z')).toBeUndefined();
    expect(faults('2027-02-01T07:00:00Z', '2027-02-01T08:30:00+02:00')).toEqual(['/endsAt']);
  });

  it('keeps its method once it is open, and where and about what it was once it is closed', () => {
    const change = { method: other, edition: 2, variant: 'two-day', districts: ['pasila'], themes: ['energy'], needs: [other], facilitator: item };
    const faults = (status: 'planned' | 'open' | 'closed') => pointersOf(() => checkFixed(planned({ status }), planned({ status, ...change })));
    expect(faults('planned')).toBeUndefined();
    expect(faults('open')).toEqual(['/method', '/edition', '/variant']);
    expect(faults('closed')).toEqual(Object.keys(change).map((member) => `/${member}`));
    for (const status of ['open', 'closed'] as const)
      expect(
        pointersOf(() => checkFixed(planned({ status }), planned({ status, title: { en: 'Other' }, endsAt: '2027-02-03T14:00:00.000Z' }))),
      ).toBeUndefined();
  });

  it('goes on being about each need that was voted for', () => {
    const voted = planned({ status: 'open', needs: [need, other], votes: [{ phase: 'choose', need, note: null, count: 1 }] });
    expect(pointersOf(() => checkFixed(voted, { ...voted, needs: [need] }))).toBeUndefined();
    expect(pointersOf(() => checkFixed(voted, { ...voted, needs: [other] }))).toEqual(['/needs']);
  });

  it('notes of each link since when there is it and by which role, and of one that stays nothing new', () => {
    const claims = { sub: 'maija.meikalainen', roles: ['coordinator' as const], org: null, districts: null, scopes: [], expiresAtMs: 0 };
    const by = (at: string) => new Caller({ at, claims, ifMatch: null, hashOf: () => 'hash' });
    const author = { role: 'coordinator', organisation: null };
    const first = withLinks(planned({ needs: [need] }), by('2027-01-01T08:00:00.000Z'));
    const noted = { kind: 'need', id: need, relation: 'about', since: '2027-01-01T08:00:00.000Z', by: author };
    expect(first.linked).toEqual([noted]);
    const closed = withLinks(close(open({ ...first, needs: [need, other] }), [{ kind: 'need', id: need }]), by('2027-02-02T14:00:00.000Z'));
    const since = '2027-02-02T14:00:00.000Z';
    expect(closed.linked).toEqual([
      noted,
      { kind: 'need', id: other, relation: 'about', since, by: author },
      { kind: 'need', id: need, relation: 'outcome', since, by: author },
    ]);
    expect(withLinks({ ...first, needs: [] }, by(since)).linked).toEqual([]);
    expect(JSON.stringify(closed)).not.toContain('maija');
  });
});
