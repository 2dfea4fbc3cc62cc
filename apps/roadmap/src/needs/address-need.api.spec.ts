/** The end of a need's way, and what its author reads of it: API contract, R4 (`address`, receipt), G7 and G10. */
import type { CloudEvent } from '@fiksu/contracts';
import { Database, newId, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { itemIn, itemOf, made } from '../testing/items-in-any-state.ts';
import { acted, closedSession, plannedSession, sessionIdOf } from '../testing/sessions-in-any-state.ts';
import { idOf, needIn, needOf } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

const how = { fi: 'Torille istutettiin siirrettäviä puita', en: 'Movable trees were planted' };

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

/** A need that somebody follows, and that was accepted. */
async function followed(): Promise<{ path: string; receipt: string }> {
  const { body } = await roadmap.anyone.post('/needs', needOf()).expect(201);
  for (const action of ['triage', 'accept']) await acted(coordinator, `/needs/${body.id}`, action);
  return { path: `/needs/${body.id}`, receipt: body.receipt.url };
}
const follow = async (receipt: string) => (await roadmap.anyone.get(receipt).expect(200)).body;

describe('addressing a need', () => {
  it('says how, and what answers it, to everybody', async () => {
    const path = await needIn(roadmap, 'crystallised');
    const links = [
      { kind: 'pilot', id: newId() },
      { kind: 'publication', id: newId() },
    ];
    const { status, body } = await coordinator.act(path, 'address', { how, links });
    expect([status, body.status, body.addressed]).toEqual([200, 'addressed', { how, links }]);
    expect((await roadmap.anyone.get(path).expect(200)).body.addressed).toEqual({ how, links });
    const { body: history } = await coordinator.get(`${path}/history`);
    expect(history.data.at(-1)).toMatchObject({ action: 'address', from: 'crystallised', to: 'addressed', reason: how });
    const [row] = await roadmap.app
      .get(Database)
      .run<{ event: CloudEvent }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by id desc limit 1`);
    expect(row?.event).toMatchObject({ type: 'fiksu.roadmap.need.addressed.v1', data: { addressed: { how, links }, change: { reason: how } } });
  });

  it('by a proposal tells of it to coordinators and platforms alone, and not to the author either', async () => {
    const { path, receipt } = await followed();
    await acted(coordinator, path, 'crystallise', { items: [itemOf()] });
    const [proposal, pilot] = [
      { kind: 'proposal', id: newId() },
      { kind: 'pilot', id: newId() },
    ];
    expect((await acted(coordinator, path, 'address', { how, links: [proposal, pilot] })).addressed.links).toEqual([proposal, pilot]);
    expect((await (await roadmap.as('platform')).get(path).expect(200)).body.addressed.links).toEqual([proposal, pilot]);
    for (const by of [roadmap.anyone, await roadmap.as('partner')]) expect((await by.get(path).expect(200)).body.addressed).toEqual({ how, links: [pilot] });
    expect((await follow(receipt)).updates.at(-1).links).toEqual([{ ...pilot, title: null, status: null }]);
  });

  it('needs no links', async () => {
    expect((await coordinator.act(await needIn(roadmap, 'crystallised'), 'address', { how })).body.addressed).toEqual({ how, links: [] });
  });

  it.each(['need', 'item', 'session'])('with %s that there is not is refused; of other services every id is taken', async (kind) => {
    const path = await needIn(roadmap, 'crystallised');
    const { status, body } = await coordinator.act(path, 'address', {
      how,
      links: [
        { kind: 'pilot', id: newId() },
        { kind, id: newId() },
      ],
    });
    expect([status, body.errors[0].pointer]).toEqual([422, '/links/1/id']);
  });

  it.each<[string, string, () => Promise<string>]>([
    ['a need', 'need', async () => idOf(await needIn(roadmap, 'triaged', { districts: ['pasila'] }))],
    ['an item', 'item', async () => (await made(coordinator, { districts: ['pasila'] })).replace('/items/', '')],
    ['a session', 'session', async () => sessionIdOf(await plannedSession(coordinator, { districts: ['pasila'] }))],
  ])('with %s that the coordinator may not see is refused: to it, that is not there', async (_, kind, setting) => {
    const [path, id] = [await needIn(roadmap, 'crystallised'), await setting()];
    const ofMalmi = await roadmap.as('coordinator', { districts: ['malmi'] });
    const { status, body } = await ofMalmi.act(path, 'address', { how, links: [{ kind, id }] });
    expect([status, body.errors?.[0].pointer]).toEqual([422, '/links/0/id']);
    await acted(coordinator, path, 'address', { how, links: [{ kind, id }] });
  });

  it.each<[object, string]>([
    [{}, '/how'],
    [{ how: 'Puita' }, '/how'],
    [{ how, links: [{ kind: 'poem', id: newId() }] }, '/links/0/kind'],
    [{ how, links: [{ kind: 'pilot', id: 'first' }] }, '/links/0/id'],
  ])('with %j is malformed', async (sent, pointer) => {
    const { status, body } = await coordinator.act(await needIn(roadmap, 'crystallised'), 'address', sent);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'malformed', pointer]);
  });
});

describe('the author of a need learns by the receipt', () => {
  it('that it became part of the roadmap, and which items those are once somebody commits to them', async () => {
    const { path, receipt } = await followed();
    const { outcomes } = await acted(coordinator, path, 'crystallise', { items: [itemOf({ title: { fi: 'SECRET' } }), itemOf({ title: { fi: 'Puita' } })] });
    const before = await roadmap.anyone.get(receipt).expect(200);
    expect(before.body.need.status).toBe('crystallised');
    expect(before.body.updates.at(-1)).toMatchObject({ status: 'crystallised', links: [] });
    expect(before.text).not.toMatch(new RegExp(`SECRET|${outcomes[0].id as string}`));
    await acted(coordinator, `/items/${outcomes[1].id as string}`, 'commit');
    const { updates } = await follow(receipt);
    expect(updates.at(-1)).toMatchObject({
      status: 'crystallised',
      links: [{ kind: 'item', id: outcomes[1].id, title: { fi: 'Puita' }, status: 'committed' }],
    });
    expect(updates.map(({ links }: { links: object[] }) => links.length)).toEqual([0, 0, 0, 1]);
  });

  it('how it was addressed, with the titles of what everybody may read', async () => {
    const { path, receipt } = await followed();
    await acted(coordinator, path, 'crystallise', { items: [itemOf()] });
    const [item, other] = [await itemIn(roadmap, 'committed'), await needIn(roadmap, 'submitted')].map((at) => at.split('/')[2] as string);
    const [closed, planned] = [sessionIdOf(await closedSession(coordinator)), sessionIdOf(await plannedSession(coordinator))];
    const pilot = newId();
    const links = [
      ['item', item],
      ['need', other],
      ['session', closed],
      ['session', planned],
      ['pilot', pilot],
    ].map(([kind, id]) => ({ kind, id }));
    await acted(coordinator, path, 'address', { how, links });
    const { need, updates } = await follow(receipt);
    expect(need.status).toBe('addressed');
    expect(updates.at(-1)).toMatchObject({ status: 'addressed', reason: how });
    expect(updates.at(-1).links).toEqual([
      { kind: 'item', id: item, title: { fi: 'Varjoa torille' }, status: 'committed' },
      { kind: 'need', id: other, title: null, status: null },
      { kind: 'session', id: closed, title: { en: 'Malmi sprint' }, status: 'closed' },
      { kind: 'session', id: planned, title: null, status: null },
      { kind: 'pilot', id: pilot, title: null, status: null },
    ]);
  });

  it('where it has gone, over all needs that it was merged into', async () => {
    const { body } = await roadmap.anyone.post('/needs', needOf()).expect(201);
    const [near, far] = [await needIn(roadmap, 'triaged'), await needIn(roadmap, 'accepted', { title: { fi: 'Yhteinen' } })];
    await acted(coordinator, `/needs/${body.id}`, 'merge', { into: idOf(near) });
    await acted(coordinator, near, 'merge', { into: idOf(far) });
    const gone = async () => (await follow(body.receipt.url)).updates.at(-1);
    const link = { kind: 'need', id: idOf(far), title: { fi: 'Yhteinen' } };
    expect(await gone()).toMatchObject({ status: 'merged', links: [{ ...link, status: 'accepted' }] });
    await acted(coordinator, far, 'crystallise', { items: [itemOf()] });
    await acted(coordinator, far, 'address', { how });
    expect(await gone()).toMatchObject({ status: 'merged', links: [{ ...link, status: 'addressed' }] });
  });
});

describe('a need that was addressed', () => {
  it('comes back from an export as it was', async () => {
    const path = await needIn(roadmap, 'addressed', { themes: ['safety'] });
    const { text } = await roadmap.anyone.get('/needs/export?theme=safety').expect(200);
    expect(JSON.parse(text.trim())).toMatchObject({ id: idOf(path), status: 'addressed', addressed: { how: { fi: 'Torille istutettiin puita' }, links: [] } });
    const copy = await startRoadmap();
    try {
      const admin = await copy.as('admin');
      const { headers } = await admin.post('/needs/imports', text, { 'Content-Type': 'application/x-ndjson' });
      for (;;) if (['completed', 'failed'].includes((await admin.get(headers.location as string)).body.status as string)) break;
      expect((await copy.anyone.get(path).expect(200)).body).toMatchObject({ status: 'addressed', addressed: { how: { fi: 'Torille istutettiin puita' } } });
    } finally {
      await copy.stop();
    }
  });
});
