/** What a gathering goes through, and what is told of it: API contract, P7, G17. */
import { DomainError } from '@fiksu/service';
import { allowedIn, cancel, checkAttendance, checkRemovable, checkTimes, checkWhoCame, hold, type Gathering, type GatheringStatus } from './gathering.ts';

const gathering = (terms: Partial<Gathering> = {}): Gathering => ({
  ...{
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739d0',
    version: 1,
    status: 'planned',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  },
  ...{ community: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0', kind: 'walk', title: { fi: 'Kävely' }, description: null },
  ...{ place: { name: { fi: 'Malmitalo' }, location: null }, startsAt: '2026-05-05T14:00:00.000Z', endsAt: '2026-05-05T16:00:00.000Z' },
  ...{ topics: [], districts: [], themes: [], attendance: [], organisations: [], cancellationReason: null, attachments: [] },
  ...terms,
});
const refusal = (act: () => unknown): [string, string | undefined, unknown] => {
  try {
    act();
  } catch (error) {
    const { code, members } = error as DomainError;
    return [code, (members.errors?.[0] as { pointer?: string } | undefined)?.pointer, members.allowed];
  }
  return ['done', undefined, undefined];
};

it('is planned, and then held or cancelled: each once', () => {
  expect((['planned', 'held', 'cancelled'] as GatheringStatus[]).map(allowedIn)).toEqual([['hold', 'cancel'], [], []]);
  for (const status of ['held', 'cancelled'] as const) {
    expect(refusal(() => hold(gathering({ status }), { attendance: [], organisations: [] }))).toEqual(['illegal-transition', undefined, []]);
    expect(refusal(() => cancel(gathering({ status }), { fi: 'Myrsky' }))).toEqual(['illegal-transition', undefined, []]);
  }
});

it('ends after it begins, whatever form the instants are written in', () => {
  expect(refusal(() => checkTimes({ startsAt: '2026-05-05T14:00:00Z', endsAt: '2026-05-05T14:00:00.000Z' }))).toEqual(['invalid', '/endsAt', undefined]);
  expect(refusal(() => checkTimes({ startsAt: '2026-05-05T14:00:00Z', endsAt: '2026-05-05T14:00:00.001Z' }))[0]).toBe('done');
});

it('ends within the years that a calendar can write', () => {
  const endsAt = '9999-12-31T22:00:00Z';
  expect(refusal(() => checkTimes({ startsAt: '2026-05-05T14:00:00Z', endsAt }))).toEqual(['invalid', '/endsAt', undefined]);
});

it('counts each group once', () => {
  const twice = [
    { group: 'residents', count: 23 },
    { group: 'companies', count: 4 },
    { group: 'residents', count: 1 },
  ];
  expect(refusal(() => checkAttendance(twice))).toEqual(['invalid', '/attendance/2/group', undefined]);
  expect(refusal(() => hold(gathering(), { attendance: twice, organisations: [] }))[0]).toBe('invalid');
});

it('tells who came when it is held, and not before', () => {
  const came = { attendance: [{ group: 'residents', count: 23 }], organisations: [] };
  expect(hold(gathering(), came)).toMatchObject({ status: 'held', ...came });
  expect(refusal(() => checkWhoCame(gathering(), came))).toEqual(['read-only', '/attendance', undefined]);
  expect(refusal(() => checkWhoCame(gathering({ status: 'cancelled' }), came))[0]).toBe('read-only');
  expect(refusal(() => checkWhoCame(gathering({ status: 'held' }), came))[0]).toBe('done');
});

it('that was held is not removed', () => {
  expect(refusal(() => checkRemovable({ status: 'held' }))[0]).toBe('illegal-transition');
  for (const status of ['planned', 'cancelled'] as const) expect(refusal(() => checkRemovable({ status }))[0]).toBe('done');
});
