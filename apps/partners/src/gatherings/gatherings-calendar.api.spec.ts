/** The gatherings as a calendar that people subscribe to: API contract, P7 and §2. */
import { startTestService, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { communityOf, gatheringOf, idIn, made } from '../testing/communities-of-a-test.ts';
import { readCalendar } from '../testing/read-calendar.ts';

let service: TestService;
let coordinator: Client;
let community: string;
beforeAll(async () => {
  service = await startTestService(partners);
  coordinator = await service.as('coordinator');
  community = await made(coordinator, '/communities', communityOf({ themes: ['mobility'] }));
});
afterAll(() => service.stop());

const planned = (terms: object = {}, of = community) => made(coordinator, '/gatherings', gatheringOf(of, terms));
const calendar = async (query = '') => readCalendar((await service.anyone.get(`/gatherings.ics${query}`).expect(200)).text);
/** By the host under which consumers reach the platform, whatever address the service has itself. */
const uidOf = (path: string) => `${idIn(path)}@localhost`;
const entryOf = async (path: string, query = '') => (await calendar(query)).get(uidOf(path));

it('is public, and tells what is planned, when by the clock of the city, and where', async () => {
  const path = await planned({ description: { fi: 'Tuo kengät' }, topics: ['accessibility'] });
  const { headers, text } = await service.anyone.get('/gatherings.ics').expect(200);
  expect(headers['content-type']).toMatch(/^text\/calendar; charset=utf-8/);
  expect(text).toContain('BEGIN:VTIMEZONE\r\nTZID:Europe/Helsinki\r\n');
  expect(text).toContain('DTSTART;TZID=Europe/Helsinki:20260505T170000\r\n');
  expect(readCalendar(text).get(uidOf(path))).toMatchObject({
    ...{ sequence: 0, status: 'CONFIRMED', summary: 'Kävely Malmilla', description: 'Tuo kengät', location: 'Malmitalo', place: [25.0106, 60.2505] },
    ...{ startsAt: '2026-05-05T14:00:00.000Z', endsAt: '2026-05-05T16:00:00.000Z', timeZone: 'Europe/Helsinki' },
  });
});

it('moves what is moved, under the same UID with a raised SEQUENCE', async () => {
  const path = await planned();
  const before = await entryOf(path);
  const moved = { startsAt: '2026-05-06T14:00:00Z', endsAt: '2026-05-06T16:00:00Z' };
  await coordinator.patch(path, moved, await coordinator.matching(path)).expect(200);
  const after = await entryOf(path);
  expect(after).toMatchObject({ uid: before?.uid, startsAt: '2026-05-06T14:00:00.000Z', endsAt: '2026-05-06T16:00:00.000Z' });
  expect(after?.sequence).toBeGreaterThan(before?.sequence as number);
});

it('keeps what was cancelled, struck through and with the reason, under a raised SEQUENCE', async () => {
  const path = await planned();
  const before = await entryOf(path);
  await coordinator.act(path, 'cancel', { reason: { fi: 'Myrskyvaroitus' } });
  const after = await entryOf(path);
  expect(after).toMatchObject({ uid: before?.uid, status: 'CANCELLED', description: 'Myrskyvaroitus', startsAt: before?.startsAt });
  expect(after?.sequence).toBeGreaterThan(before?.sequence as number);
});

it('keeps what was held', async () => {
  const path = await planned();
  await coordinator.act(path, 'hold');
  expect(await entryOf(path)).toMatchObject({ status: 'CONFIRMED' });
});

it('loses what was removed', async () => {
  const path = await planned();
  await coordinator.delete(path, await coordinator.matching(path)).expect(204);
  expect(await entryOf(path)).toBeUndefined();
});

it('can be that of a community, a district, a theme, a kind, in one of the languages', async () => {
  const other = await made(coordinator, '/communities', communityOf({ districts: ['kalasatama'], themes: ['energy'] }));
  const path = await planned({ kind: 'hackathon', title: { fi: 'Hakkerointi', sv: 'Hackaton' } }, other);
  for (const query of [`community=${idIn(other)}`, 'district=kalasatama', 'theme=energy', 'kind=hackathon'])
    expect([query, [...(await calendar(`?${query}`)).keys()]]).toEqual([query, [uidOf(path)]]);
  expect((await entryOf(path, '?language=sv'))?.summary).toBe('Hackaton');
  expect((await entryOf(path, '?district=malmi&district=kalasatama'))?.summary).toBe('Hakkerointi');
  for (const query of ['language=de', 'language=fi&language=sv', 'kind=party', 'community=malmi', 'city=helsinki'])
    await service.anyone.get(`/gatherings.ics?${query}`).expect(400);
});

it('answers 304 while nothing has changed, and is a valid calendar while there is nothing at all', async () => {
  const { headers } = await service.anyone.get('/gatherings.ics').expect(200);
  const { text } = await service.anyone.get('/gatherings.ics', { 'If-None-Match': headers.etag as string }).expect(304);
  expect(text).toBe('');
  await planned();
  expect((await service.anyone.get('/gatherings.ics', { 'If-None-Match': headers.etag as string }).expect(200)).headers.etag).not.toBe(headers.etag);
  expect((await calendar('?district=pasila')).size).toBe(0);
});

it('is read by programs that ask for nothing but calendars', async () => {
  await service.anyone.get('/gatherings.ics', { Accept: 'text/calendar' }).expect(200);
  await service.anyone.get('/gatherings.ics', { Accept: '*/*' }).expect(200);
});
