/** Who sees which items, and who may change them: API contract, G5–G8 and R7. */
import { newId } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { acted } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { ITEM_STATUSES, type ItemStatus } from './item.ts';
import { idOf, itemIn, itemOf, made, needFor, reason } from '../testing/items-in-any-state.ts';

/** Words of the kind that are not told before somebody commits to them: each says so. */
const unpublished = { title: { fi: 'UNPUBLISHED title' }, goal: { fi: 'UNPUBLISHED goal' }, expectedClimateEffect: { fi: 'UNPUBLISHED effect' } };
/** Everybody sees them whatever they become, once they were committed to. */
const open: ItemStatus[] = ['committed', 'in-progress', 'on-hold', 'done'];

let roadmap: TestService;
let admin: Client;
let coordinator: Client;
let ofMalmi: Client;
let ofPasila: Client;
let platform: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  [admin, coordinator, platform] = await Promise.all([roadmap.as('admin'), roadmap.as('coordinator'), roadmap.as('platform')]);
  ofMalmi = await roadmap.as('coordinator', { districts: ['malmi'] });
  ofPasila = await roadmap.as('coordinator', { districts: ['pasila'] });
});
afterAll(() => roadmap.stop());

const listed = async (by: Client, path: string) => {
  const [one, counts] = [await by.get(`/items?id=${idOf(path)}`).expect(200), await by.get(`/items/counts?by=status&id=${idOf(path)}`).expect(200)];
  expect(counts.body.total).toBe(one.body.data.length);
  return one.body.data.length === 1;
};

describe('an item', () => {
  it.each(ITEM_STATUSES)('that is %s is public from commitment on alone', async (status) => {
    const path = await itemIn(roadmap, status);
    const isOpen = open.includes(status);
    for (const by of [roadmap.anyone, await roadmap.as('partner'), await roadmap.as('resident'), ofPasila]) {
      expect((await by.get(path)).status).toBe(isOpen ? 200 : 404);
      expect(await listed(by, path)).toBe(isOpen);
      for (const part of ['history', 'milestones', 'links']) expect((await by.get(`${path}/${part}`)).status).toBe(isOpen ? 200 : 404);
    }
    for (const by of [admin, coordinator, ofMalmi, platform]) expect([(await by.get(path)).status, await listed(by, path)]).toEqual([200, true]);
  });

  it.each<[string, (path: string) => Promise<unknown>]>([
    ['dropped', (path) => acted(coordinator, path, 'drop', { reason })],
    ['superseded', async (path) => acted(coordinator, path, 'supersede', { by: idOf(await made(coordinator)) })],
  ])('that was committed to stays public when it is %s', async (status, act) => {
    const path = await itemIn(roadmap, 'committed');
    await act(path);
    expect((await roadmap.anyone.get(path).expect(200)).body.status).toBe(status);
  });

  it('that is not public is told to a platform as events tell it: that it is there, where, and in which state', async () => {
    const path = await made(coordinator, { ...unpublished, themes: ['energy'], needs: [await needFor(roadmap)] });
    const { body, text } = await platform.get(path).expect(200);
    expect(Object.keys(body).sort()).toEqual(['actions', 'createdAt', 'districts', 'id', 'status', 'themes', 'updatedAt', 'version']);
    expect(text).not.toContain('UNPUBLISHED');
    for (const query of ['q=UNPUBLISHED', 'horizon=now', 'sort=horizon']) {
      const { body: found } = await platform.get(`/items?limit=200&${query}`).expect(200);
      expect(found.data.map(({ id }: { id: string }) => id)).not.toContain(idOf(path));
    }
    await coordinator.post(`${path}/confirm`, { note: { fi: 'UNPUBLISHED note' } }).expect(200);
    expect((await coordinator.get(`${path}/history`)).text).toContain('UNPUBLISHED');
    expect((await platform.get(`${path}/history`).expect(200)).text).not.toContain('UNPUBLISHED');
    await platform.get(`${path}/milestones`).expect(404);
    await platform.get(`${path}/links`).expect(404);
    await acted(coordinator, path, 'commit');
    expect((await platform.get(path).expect(200)).body).toMatchObject(unpublished);
  });
});

describe('the proposals of an item that everybody reads', () => {
  /** Everything that tells of the item. */
  const waysTo = (path: string, proposal: string) => [
    path,
    `/items?id=${idOf(path)}`,
    `/items/export?id=${idOf(path)}`,
    `/items?proposal=${proposal}`,
    `${path}/links`,
  ];

  it('are told to coordinators and platforms', async () => {
    const proposal = newId();
    const path = await itemIn(roadmap, 'committed', { proposals: [proposal] });
    for (const by of [admin, coordinator, platform]) {
      for (const way of waysTo(path, proposal)) expect((await by.get(way).expect(200)).text).toContain(proposal);
      expect((await by.get(`/items/counts?by=proposal&id=${idOf(path)}`).expect(200)).body).toMatchObject({ counts: { [proposal]: 1 }, total: 1 });
    }
  });

  it('are told to nobody else, neither by a filter nor by a count', async () => {
    const proposal = newId();
    const path = await itemIn(roadmap, 'committed', { proposals: [proposal] });
    for (const by of [roadmap.anyone, ...(await Promise.all((['partner', 'resident', 'evaluator'] as const).map((role) => roadmap.as(role))))]) {
      for (const way of waysTo(path, proposal)) expect((await by.get(way).expect(200)).text).not.toContain(proposal);
      expect((await by.get(path)).body).not.toHaveProperty('proposals');
      const [asked, unknown] = [await by.get(`/items?proposal=${proposal}`), await by.get(`/items?proposal=${newId()}`)];
      expect([asked.body.data, unknown.body.data]).toEqual([[], []]);
      const { body } = await by.get(`/items/counts?by=status&proposal=${proposal}`).expect(200);
      expect(body.total).toBe(0);
      expect((await by.get(`/items/counts?by=proposal&id=${idOf(path)}`).expect(200)).body).toMatchObject({ counts: {}, total: 0 });
    }
  });
});

describe('changing an item', () => {
  const patch = (by: Client, path: string, change: object = { horizon: 'next' }) => by.patch(path, change, { 'If-Match': '*' });

  it.each(['partner', 'resident', 'evaluator', 'platform'] as const)('is not for a %s, and adding one neither', async (role) => {
    const by = await roadmap.as(role);
    expect((await by.post('/items', itemOf())).status).toBe(403);
    expect((await patch(by, await itemIn(roadmap, 'committed'))).status).toBe(403);
    expect((await roadmap.anyone.post('/items', itemOf())).status).toBe(401);
  });

  it('is for a coordinator of all of its districts', async () => {
    const [idea, committed] = [await made(coordinator), await itemIn(roadmap, 'committed')];
    expect((await patch(ofMalmi, idea)).status).toBe(200);
    const unseen = await patch(ofPasila, idea);
    expect([unseen.status, unseen.body.code]).toEqual([404, 'not-found']);
    for (const by of [
      () => patch(ofPasila, committed),
      () => ofPasila.post(`${committed}/confirm`),
      () => ofPasila.post(`${committed}/links`, { kind: 'pilot', id: newId() }),
    ]) {
      const { status, body } = await by();
      expect([status, body.code]).toEqual([403, 'outside-districts']);
    }
  });

  it('leads nowhere that the coordinator may not go, and adding neither', async () => {
    const path = await made(ofMalmi);
    const away = await patch(ofMalmi, path, { districts: ['malmi', 'pasila'] });
    expect([away.status, away.body.code]).toEqual([403, 'outside-districts']);
    const added = await ofMalmi.post('/items', itemOf({ districts: ['pasila'] }));
    expect([added.status, added.body.code]).toEqual([403, 'outside-districts']);
  });

  it('cannot name what the coordinator may not see: to it, that is not there', async () => {
    const foreign = await made(coordinator, { districts: ['pasila'] });
    const { status, body } = await ofMalmi.post('/items', itemOf({ dependsOn: [idOf(foreign)] }));
    expect([status, body.errors[0].pointer]).toEqual([422, '/dependsOn/0']);
    // What stands in it already stays, whoever changes something else.
    const path = await made(coordinator, { dependsOn: [idOf(foreign)] });
    expect((await patch(ofMalmi, path, { horizon: 'later' })).body.dependsOn).toEqual([idOf(foreign)]);
  });
});
