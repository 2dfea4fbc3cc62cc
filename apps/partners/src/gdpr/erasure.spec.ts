import { SERVICES } from '@fiksu/contracts';
import { isDryRun } from './dry-run.ts';
import { againAfterMs, answerWithinMs, answered, begun, pendingOf, refusalsOf, type Erasure } from './erasure.ts';

const [start, later] = ['2026-03-02T10:00:00.000Z', '2026-03-02T10:00:05.000Z'];
const erasure = begun({ id: '0198bbbb-0000-7000-8000-000000000001', person: 'encrypted', personHash: 'hash' }, start);
const duty = { code: 'retention-duty', message: { en: 'Has to be kept', fi: 'On säilytettävä', sv: 'Måste bevaras' } };
const confirmedBy = (of: Erasure, services: readonly string[]) => services.reduce((before, service) => answered(before, service, [], later), of);

describe('the erasure of a person', () => {
  it('begins with every service of the platform to be waited for', () => {
    expect([erasure.status, pendingOf(erasure)]).toEqual(['running', [...SERVICES]]);
  });

  it('runs, and knows who it is, until the last service has confirmed', () => {
    const [last, ...others] = SERVICES;
    const nearly = confirmedBy(erasure, others);
    expect([nearly.status, nearly.person, pendingOf(nearly)]).toEqual(['running', 'encrypted', [last]]);
    const done = answered(nearly, last, [], later);
    expect([done.status, done.person, pendingOf(done)]).toEqual(['completed', null, []]);
    expect(done.services.map(({ status, at }) => [status, at])).toEqual(SERVICES.map(() => ['confirmed', later]));
  });

  it('is refused, in the words of the service that may not, when the others have answered', () => {
    const [first, ...others] = SERVICES;
    const refused = confirmedBy(answered(erasure, first, [duty], later), others);
    expect([refused.status, refused.person, refusalsOf(refused)]).toEqual(['refused', null, [duty]]);
  });

  it('takes the first answer of a service: a second one says nothing new', () => {
    const [first] = SERVICES;
    const once = answered(erasure, first, [], start);
    expect(answered(once, first, [duty], later)).toEqual(once);
  });
});

describe('a service that does not answer', () => {
  it('is asked again within a second for a minute, then every five, so that one which returns is finished within seconds', () => {
    expect([0, 1, 2, 59, 60, 1000].map(againAfterMs)).toEqual([250, 500, 1000, 1000, 5000, 5000]);
  });

  it('is waited for longer each time, and half a minute at most', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(answerWithinMs)).toEqual([5000, 5000, 5000, 10_000, 20_000, 30_000, 30_000]);
  });
});

describe('whether an erasure is tried out', () => {
  it.each(['true', 'True', 'TRUE', '1', true, 1])('is said by %p, in the query or in the body', (word) => {
    expect(isDryRun(undefined, { dry_run: word })).toBe(true);
    expect(isDryRun(String(word), undefined)).toBe(true);
    expect(isDryRun('false', { dry_run: word })).toBe(true);
  });

  it.each(['false', 'False', '0', false, 0])('is denied by %p', (word) => {
    expect(isDryRun(String(word), { dry_run: word })).toBe(false);
  });

  it('is denied by who says nothing of it', () => {
    expect([isDryRun(undefined, undefined), isDryRun(undefined, {}), isDryRun(undefined, { dry_run: null })]).toEqual([false, false, false]);
  });

  it.each([
    ['perhaps', undefined],
    [['true', 'false'], undefined],
    [undefined, { dry_run: 'no' }],
    [undefined, { dryRun: true }],
    [undefined, [true]],
  ])('cannot be told from %j and %j', (query, body) => {
    expect(() => isDryRun(query, body)).toThrow();
  });
});
