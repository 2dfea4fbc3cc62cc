/** A calendar tells the instants that were planned, in the time of the city: API contract, P7; RFC 5545. */
import fc from 'fast-check';
import { readCalendar } from '../testing/read-calendar.ts';
import { drawCalendar, inLanguage } from './draw-calendar.ts';
import type { Gathering } from './gathering.ts';

const gathering = (terms: Partial<Gathering> = {}): Gathering => ({
  ...{
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739d0',
    version: 1,
    status: 'planned',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-02T00:00:00.000Z',
  },
  ...{ community: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0', kind: 'walk', title: { fi: 'Kävely, osa 1; "Malmi"' }, description: null },
  ...{ place: { name: { fi: 'Malmitalo' }, location: null }, startsAt: '2026-05-05T14:00:00.000Z', endsAt: '2026-05-05T16:00:00.000Z' },
  ...{ topics: [], districts: [], themes: [], attendance: [], organisations: [], cancellationReason: null, attachments: [] },
  ...terms,
});
const drawn = (terms: Partial<Gathering> = {}) => drawCalendar([gathering(terms)], { host: 'fiksu.example', language: 'fi' });
const entryOf = (terms: Partial<Gathering> = {}) => [...readCalendar(drawn(terms)).values()][0];

describe('the clock of the city', () => {
  // Clocks go on from 3 to 4 on 28 March 2027, and back from 4 to 3 on 31 October 2027, at 1 o'clock UTC both times.
  it.each([
    ['in winter two hours before UTC', '2027-01-15T15:00:00.000Z', '20270115T170000'],
    ['in summer three hours before UTC', '2027-07-15T14:00:00.000Z', '20270715T170000'],
    ['the last minute before summer time', '2027-03-28T00:59:00.000Z', '20270328T025900'],
    ['the first minute of summer time', '2027-03-28T01:00:00.000Z', '20270328T040000'],
    ['the last minute that comes once', '2027-10-30T23:59:00.000Z', '20271031T025900'],
    ['an hour after summer time has ended', '2027-10-31T02:00:00.000Z', '20271031T040000'],
  ])('is told %s', (_, startsAt, told) => {
    const endsAt = new Date(Date.parse(startsAt) + 86_400_000).toISOString();
    expect(drawn({ startsAt, endsAt })).toContain(`DTSTART;TZID=Europe/Helsinki:${told}\r\n`);
    expect(entryOf({ startsAt, endsAt })).toMatchObject({ startsAt, endsAt });
  });

  it('is told of entries alone: when they were written is told in UTC', () => {
    expect(drawn().match(/^(?:DTSTAMP|CREATED|LAST-MODIFIED):.*$/gm)).toEqual([
      'DTSTAMP:20260102T000000Z',
      'CREATED:20260101T000000Z',
      'LAST-MODIFIED:20260102T000000Z',
    ]);
  });

  it.each([
    ['first', '2027-10-31T00:30:00.000Z', 'DTEND:20271031T003000Z'],
    ['second', '2027-10-31T01:30:00.000Z', 'DTEND:20271031T013000Z'],
  ])('gives way to UTC within the hour that comes twice: its %s time', (_, endsAt, told) => {
    const startsAt = '2027-10-30T18:00:00.000Z';
    expect(drawn({ startsAt, endsAt }).match(/^DT(?:START|END)\S*:2027.*$/gm)).toEqual(['DTSTART:20271030T180000Z', told]);
    expect(entryOf({ startsAt, endsAt })).toMatchObject({ startsAt, endsAt });
  });

  it('is read as the very instant that was planned, whichever it is', () => {
    const seconds = (year: number) => Date.UTC(year, 0, 1) / 1000;
    fc.assert(
      fc.property(fc.integer({ min: seconds(2024), max: seconds(2045) }), fc.integer({ min: 1, max: 200_000 }), (from, duration) => {
        const [startsAt, endsAt] = [from, from + duration].map((second) => new Date(second * 1000).toISOString()) as [string, string];
        expect(entryOf({ startsAt, endsAt })).toMatchObject({ startsAt, endsAt });
      }),
      { numRuns: 200 },
    );
  });
});

it('is the same text for the same gatherings, and is read back to the letter', () => {
  expect(drawn()).toBe(drawn());
  expect(entryOf()).toMatchObject({
    ...{ uid: '01936a5c-8f00-7cc3-98c4-dc0c0c0739d0@fiksu.example', sequence: 0, status: 'CONFIRMED', summary: 'Kävely, osa 1; "Malmi"' },
    ...{ location: 'Malmitalo', place: null, description: null, timeZone: 'Europe/Helsinki', stamp: '2026-01-02T00:00:00.000Z' },
  });
});

it('keeps words in their place: what looks like a line of a calendar is text', () => {
  const words = 'Tule\nEND:VEVENT\r\nBEGIN:VEVENT\nmukaan';
  const entries = readCalendar(drawn({ description: { fi: words } }));
  expect(entries.size).toBe(1);
  expect([...entries.values()][0]?.description?.replaceAll('\r', '')).toBe(words.replaceAll('\r', ''));
});

it('has lines of 75 octets at most, ended by CR LF', () => {
  const text = drawn({ title: { fi: 'Pitkä yö ääniä kuunnellen – '.repeat(20) } });
  expect(text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
});

it('speaks the language that is asked for, and another where there is none', () => {
  expect([inLanguage({ fi: 'Kävely', sv: 'Promenad' }, 'sv'), inLanguage({ fi: 'Kävely' }, 'en'), inLanguage({ en: 'Walk' }, 'fi')]).toEqual([
    'Promenad',
    'Kävely',
    'Walk',
  ]);
});
