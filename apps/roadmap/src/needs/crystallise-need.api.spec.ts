/** Needs become items of the roadmap: API contract, R4 (`crystallise`), G3 (`outcomes`), G5, G8 and G22. */
import type { CloudEvent } from '@fiksu/contracts';
import { Database, newId, sql } from '@fiksu/service';
import { secondSession, untilWaiting, type Client, type TestService } from '@fiksu/testing';
import { idOf as idOfItem, itemOf, made } from '../testing/items-in-any-state.ts';
import { idOf, needIn } from '../testing/needs-in-any-state.ts';
import { acted } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

let roadmap: TestService;
let coordinator: Client;
let ofMalmi: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
  ofMalmi = await roadmap.as('coordinator', { districts: ['malmi'] });
});
afterAll(() => roadmap.stop());

const crystallise = (path: string, items: unknown[], by: Client = coordinator) => by.act(path, 'crystallise', { items });
const read = async (path: string) => (await coordinator.get(path).expect(200)).body;
const itemsOf = async (need: string): Promise<string[]> =>
  (await coordinator.get(`/items?limit=200&need=${idOf(need)}`).expect(200)).body.data.map(({ id }: { id: string }) => id);
const lastEventOf = async (path: string) => {
  const [row] = await roadmap.app
    .get(Database)
    .run<{ event: CloudEvent }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by id desc limit 1`);
  return row?.event;
};

describe('crystallising a need', () => {
  it('makes items that name it, and the need names what was made', async () => {
    const path = await needIn(roadmap, 'accepted');
    const { status, body } = await crystallise(path, [itemOf({ title: { fi: 'Puita' } }), itemOf({ title: { fi: 'Katos' }, horizon: 'later' })]);
    expect([status, body.status, body.version]).toEqual([200, 'crystallised', 4]);
    const made = await itemsOf(path);
    expect(body.outcomes).toEqual([...made].reverse().map((id) => ({ kind: 'item', id })));
    const items = await Promise.all([...made].reverse().map((id) => read(`/items/${id}`)));
    expect(items).toMatchObject([
      { title: { fi: 'Puita' }, status: 'candidate', needs: [idOf(path)] },
      { title: { fi: 'Katos' }, horizon: 'later', needs: [idOf(path)] },
    ]);
    expect(await read(path)).toEqual(body);
  });

  it('links items that there are already, and a second time adds more', async () => {
    const [path, item] = [await needIn(roadmap, 'accepted'), idOfItem(await made(coordinator))];
    expect((await crystallise(path, [item])).body.outcomes).toEqual([{ kind: 'item', id: item }]);
    expect(await read(`/items/${item}`)).toMatchObject({ status: 'candidate', version: 2, needs: [idOf(path)] });
    const { body } = await crystallise(path, [item, itemOf()]);
    expect([body.status, body.outcomes.length]).toEqual(['crystallised', 2]);
    // It was linked already.
    expect((await read(`/items/${item}`)).version).toBe(2);
  });

  it('into items that it has become already changes nothing, and nobody is told', async () => {
    const path = await needIn(roadmap, 'accepted');
    const { body, headers } = await crystallise(path, [itemOf(), itemOf()]);
    const items = body.outcomes.map(({ id }: { id: string }) => id);
    const told = async () => [await lastEventOf(path), (await coordinator.get(`${path}/history`).expect(200)).body];
    const before = await told();
    const again = await crystallise(path, items);
    expect([again.status, again.body, again.headers.etag]).toEqual([200, body, headers.etag]);
    expect(await told()).toEqual(before);
    expect((await crystallise(path, [...items, itemOf()])).body.version).toBe(body.version + 1);
  });

  it('makes crystallised, with it, the accepted needs that an item names beside it', async () => {
    const [path, other, submitted] = [await needIn(roadmap, 'accepted'), await needIn(roadmap, 'accepted'), await needIn(roadmap, 'submitted')];
    const { body } = await crystallise(path, [itemOf({ needs: [idOf(other), idOf(submitted)] })]);
    expect(await read(other)).toMatchObject({ status: 'crystallised', outcomes: body.outcomes });
    expect((await read(submitted)).status).toBe('submitted');
    expect((await read(`/items/${body.outcomes[0].id as string}`)).needs).toEqual([idOf(path), idOf(other), idOf(submitted)]);
  });

  it('tells others what it became', async () => {
    const [path, other] = [await needIn(roadmap, 'accepted'), await needIn(roadmap, 'accepted')];
    const { outcomes } = (await crystallise(path, [itemOf({ needs: [idOf(other)] })])).body;
    for (const [need, version] of [
      [path, 4],
      [other, 4],
    ] as const)
      expect(await lastEventOf(need)).toMatchObject({
        type: 'fiksu.roadmap.need.crystallised.v1',
        data: { version, status: 'crystallised', outcomes, change: { action: 'crystallise', from: 'accepted', fields: ['/outcomes'] } },
      });
    expect(await lastEventOf(`/items/${outcomes[0].id as string}`)).toMatchObject({ type: 'fiksu.roadmap.item.created.v1' });
  });

  it('shows everybody the items that were committed to, and to nobody else the others', async () => {
    const path = await needIn(roadmap, 'accepted');
    const { outcomes } = (await crystallise(path, [itemOf(), itemOf()])).body;
    expect((await roadmap.anyone.get(path).expect(200)).body.outcomes).toEqual([]);
    await acted(coordinator, `/items/${outcomes[1].id as string}`, 'commit');
    expect((await roadmap.anyone.get(path).expect(200)).body.outcomes).toEqual([outcomes[1]]);
    expect((await coordinator.get(`/needs?id=${idOf(path)}`)).body.data[0].outcomes).toEqual(outcomes);
  });
});

describe('crystallising is all or nothing', () => {
  it.each<[string, () => Promise<unknown> | unknown, number, string]>([
    ['an item that there is not', () => newId(), 422, '/items/1'],
    [
      'an item that was dropped',
      async () => {
        const path = await made(coordinator);
        await acted(coordinator, path, 'drop', { reason: { fi: 'Ei rahaa' } });
        return idOfItem(path);
      },
      422,
      '/items/1',
    ],
    ['an item in a district that there is not', () => itemOf({ districts: ['atlantis'] }), 422, '/items/1/districts/0'],
    ['an item that depends on none', () => itemOf({ dependsOn: [newId()] }), 422, '/items/1/dependsOn/0'],
    ['an item with a file that there is not', () => itemOf({ attachments: [newId()] }), 422, '/items/1/attachments/0'],
  ])('with %s', async (_, second, expected, pointer) => {
    const path = await needIn(roadmap, 'accepted');
    const before = await read(path);
    const { status, body } = await crystallise(path, [itemOf(), await second()]);
    expect([status, body.errors[0].pointer]).toEqual([expected, pointer]);
    expect([await read(path), await itemsOf(path)]).toEqual([before, []]);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['no items', { items: [] }],
    ['half an item', { items: [{ title: { fi: 'Puita' } }] }],
    ['a number', { items: [7] }],
  ])('with %s is malformed', async (_, sent) => {
    const { status, body } = await coordinator.act(await needIn(roadmap, 'accepted'), 'crystallise', sent);
    expect([status, body.code]).toEqual([400, 'malformed']);
  });

  it('and outside the districts of a coordinator, of new items as of those that there are, forbidden', async () => {
    const path = await needIn(roadmap, 'accepted');
    const foreign = await made(coordinator, { districts: ['pasila'] });
    await acted(coordinator, foreign, 'commit');
    for (const item of [itemOf({ districts: ['pasila'] }), idOfItem(foreign)]) {
      const { status, body } = await crystallise(path, [itemOf(), item], ofMalmi);
      expect([status, body.code]).toEqual([403, 'outside-districts']);
    }
    expect([(await read(path)).status, await itemsOf(path)]).toEqual(['accepted', []]);
  });

  it('once, of two that come at once', async () => {
    const path = await needIn(roadmap, 'accepted');
    const match = await coordinator.matching(path);
    const holder = await secondSession(roadmap.database.url);
    await holder.query('begin');
    await holder.query('select from need where id = $1 for update', [idOf(path)]);
    const answers = [1, 2].map(() => coordinator.post(`${path}/crystallise`, { items: [itemOf()] }, match).then(({ status }) => status));
    await untilWaiting(holder, 2);
    await holder.query('commit');
    expect((await Promise.all(answers)).sort()).toEqual([200, 412]);
    expect(await itemsOf(path)).toHaveLength(1);
    await holder.end();
  });

  it('each time, of many that come at once and ask for no version', async () => {
    const path = await needIn(roadmap, 'accepted');
    const answers = await Promise.all(Array.from({ length: 6 }, () => coordinator.post(`${path}/crystallise`, { items: [itemOf()] }, { 'If-Match': '*' })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await itemsOf(path)).toHaveLength(6);
  });
});
