import { Database, newId, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { startRoadmap } from '../testing/start-roadmap.ts';

let roadmap: TestService;
let admin: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  admin = await roadmap.as('admin');
});
afterAll(() => roadmap.stop());

async function imported(lines: (object | string)[], query = '') {
  const file = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { body: run } = await admin.post(`/needs/imports${query}`, file, { 'Content-Type': 'application/x-ndjson' }).expect(202);
  for (;;) {
    const answer = await admin.get(`/needs/imports/${run.id}`).expect(200);
    if (['completed', 'failed'].includes(answer.body.status)) return answer.body;
  }
}
const countsOf = ({ read, created, updated, unchanged, failed }: Record<string, number>) => ({ read, created, updated, unchanged, failed });
const nothing = { created: 0, updated: 0, unchanged: 0, failed: 0 };

const need = (own: object = {}) => ({ title: { fi: `Tarve ${newId()}` }, source: 'resident', districts: ['malmi'], ...own });
const find = async (title: object) =>
  (await roadmap.app.get(Database).run<{ id: string }>(sql`select id from need where title = ${JSON.stringify(title)}::jsonb`))[0]?.id;

describe('a need of another system', () => {
  it('lands in the state that its record names, and keeps the time at which it was made', async () => {
    const record = need({ status: 'accepted', createdAt: '2019-04-01T08:30:00.000Z', themes: ['mobility'] });
    expect(countsOf(await imported([record]))).toEqual({ ...nothing, read: 1, created: 1 });
    const { body } = await roadmap.anyone.get(`/needs/${await find(record.title)}`).expect(200);
    expect(body).toMatchObject({ status: 'accepted', createdAt: '2019-04-01T08:30:00.000Z', version: 1, themes: ['mobility'], districts: ['malmi'] });
  });

  it('is a submitted one where the record names no state, and its district follows from its point', async () => {
    const record = need({ districts: undefined, location: { type: 'Point', coordinates: [25.0106, 60.2505] } });
    await imported([record]);
    const id = await find(record.title);
    await roadmap.anyone.get(`/needs/${id}`).expect(404);
    expect((await admin.get(`/needs/${id}`).expect(200)).body).toMatchObject({ status: 'submitted', districts: ['malmi'] });
  });

  it('is told to others as it is: what is public whole, the rest in outline', async () => {
    const [open, closed] = [need({ status: 'accepted' }), need({ status: 'triaged' })];
    await imported([open, closed]);
    const told = async (title: object) =>
      (
        await roadmap.app
          .get(Database)
          .run<{ event: { type: string; data: object } }>(sql`select event from outbox where aggregate = ${`needs/${await find(title)}`}`)
      )[0]?.event;
    expect(await told(open.title)).toMatchObject({
      type: 'fiksu.roadmap.need.created.v1',
      data: { status: 'accepted', title: open.title, visibility: 'public' },
    });
    expect(await told(closed.title)).toMatchObject({ data: { status: 'triaged', visibility: 'internal' } });
    expect(await told(closed.title)).not.toHaveProperty('data.title');
  });

  it('may have been merged into one that is here, or that came before it in the file', async () => {
    const [first, second] = [{ ...need({ status: 'accepted' }), id: newId() }, need({ status: 'merged' })];
    const run = await imported([
      first,
      { ...second, mergedInto: first.id },
      need({ status: 'merged' }),
      { ...need(), mergedInto: first.id },
      { ...need({ status: 'merged' }), mergedInto: newId() },
    ]);
    expect(countsOf(run)).toEqual({ ...nothing, read: 5, created: 2, failed: 3 });
    expect(run.errors.map(({ record, pointer }: { record: number; pointer: string }) => [record, pointer])).toEqual([
      [3, '/mergedInto'],
      [4, '/mergedInto'],
      [5, '/mergedInto'],
    ]);
    expect((await admin.get(`/needs/${await find(second.title)}`).expect(200)).body).toMatchObject({ status: 'merged', mergedInto: first.id });
  });
});

describe('a file of needs that is taken in again', () => {
  it('changes nothing: known by its id, by the id of the other system, or by what it says', async () => {
    const file = [
      { ...need({ status: 'accepted' }), id: newId() },
      need({ externalIds: [{ scheme: 'omastadi', value: `2018-${newId()}` }] }),
      need({ createdAt: '2019-04-01T08:30:00.000Z' }),
      { title: { fi: '' } },
    ];
    expect(countsOf(await imported(file))).toEqual({ ...nothing, read: 4, created: 3, failed: 1 });
    expect(countsOf(await imported(file))).toEqual({ ...nothing, read: 4, unchanged: 3, failed: 1 });
    expect(countsOf(await imported(file, '?dryRun=true'))).toEqual({ ...nothing, read: 4, unchanged: 3, failed: 1 });
  });

  it('leaves what was decided here meanwhile, and renews what it says', async () => {
    const externalIds = [{ scheme: 'omastadi', value: newId() }];
    const record = need({ externalIds, themes: ['mobility'] });
    await imported([record]);
    const id = await find(record.title);
    await admin.post(`/needs/${id}/triage`, { themes: ['safety'] }, { 'If-Match': '"1"' }).expect(200);
    expect(countsOf(await imported([record]))).toEqual({ ...nothing, read: 1, unchanged: 1 });
    expect(countsOf(await imported([{ ...record, description: { fi: 'Tarkennettu' } }]))).toEqual({ ...nothing, read: 1, updated: 1 });
    const { body } = await admin.get(`/needs/${id}`).expect(200);
    expect(body).toMatchObject({ status: 'triaged', themes: ['safety'], description: { fi: 'Tarkennettu' }, externalIds });
    const found = await admin.get(`/needs?externalId=omastadi:${externalIds[0]?.value}`).expect(200);
    expect(found.body.data).toHaveLength(1);
  });

  it('may be what this platform has exported', async () => {
    const record = need({ status: 'accepted', description: { en: 'Shade' }, affectedGroups: ['elderly'], evidence: [{ text: { en: 'Measured' }, url: null }] });
    await imported([record]);
    const lines = (await (await fetch(`${roadmap.origin}/roadmap/v1/needs/export?id=${await find(record.title)}`)).text()).trim();
    expect(countsOf(await imported([lines]))).toEqual({ ...nothing, read: 1, unchanged: 1 });
  });
});

describe('a record that is wrong', () => {
  it.each([
    [{ colour: 'red' }, '/colour'],
    [{ title: 'plain' }, '/title'],
    [{ status: 'open' }, '/status'],
    [{ districts: ['atlantis'] }, '/districts/0'],
    [{ themes: ['mobility', 'war'] }, '/themes/1'],
    [{ createdAt: '2199-01-01T00:00:00.000Z' }, '/createdAt'],
    [{ location: { type: 'Point', coordinates: [10, 10] }, districts: [] }, '/location'],
    [{ districts: [] }, '/districts'],
    [{ session: newId() }, '/session'],
  ])('fails alone, with its place: %j', async (own, pointer) => {
    const run = await imported([need(own), need()]);
    expect(countsOf(run)).toEqual({ ...nothing, read: 2, created: 1, failed: 1 });
    expect(run.errors).toMatchObject([{ record: 1, pointer }]);
  });
});

describe('decisions about many needs at once', () => {
  it('are carried out one by one', async () => {
    const records = [need(), need()];
    await imported(records);
    const ids = await Promise.all(records.map(({ title }) => find(title)));
    const { body } = await (
      await roadmap.as('coordinator')
    )
      .post('/needs/batch', [
        { id: ids[0], action: 'triage', ifMatch: '"1"' },
        { id: ids[0], action: 'accept', ifMatch: '"2"' },
        { id: ids[1], action: 'decline', ifMatch: '"1"', body: { reason: { fi: 'Ei meille' } } },
      ])
      .expect(200);
    expect(body.data.map(({ status, body: after }: { status: number; body: { status: string } }) => [status, after.status])).toEqual([
      [200, 'triaged'],
      [200, 'accepted'],
      [200, 'declined'],
    ]);
  });
});
