/** What others are told of items: API contract, "Events out", G7, G22 and R7. */
import type { CloudEvent } from '@fiksu/contracts';
import { Database, newId, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { acted } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { idOf, itemIn, made, needFor, reason } from '../testing/items-in-any-state.ts';

let roadmap: TestService;
let coordinator: Client;
let db: Database;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator', { sub: 'maija.meikalainen' });
  db = roadmap.app.get(Database);
});
afterAll(() => roadmap.stop());

type ItemEvent = CloudEvent<CloudEvent['data'] & Record<string, unknown>>;
const toldOf = async (path: string): Promise<ItemEvent[]> => {
  const rows = await db.run<{ event: ItemEvent }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by id`);
  return rows.map(({ event }) => event);
};
const lastOf = async (path: string) => (await toldOf(path)).at(-1) as ItemEvent;

const written = {
  ...{ title: { fi: 'UNPUBLISHED title' }, goal: { fi: 'UNPUBLISHED goal' }, expectedClimateEffect: { fi: 'UNPUBLISHED effect' } },
  ...{ owner: '0198bbbb-0000-7000-8000-00000000aaaa', window: { from: '2027-03', to: null } },
};

describe('before an item is committed to, others are told', () => {
  it('that it is there, where, and in which state: nothing of what it says, by none of its changes', async () => {
    const path = await made(coordinator, { ...written, themes: ['energy'], needs: [await needFor(roadmap)] });
    await coordinator.patch(path, { goal: { fi: 'UNPUBLISHED, too' }, themes: [] }, { 'If-Match': '*' }).expect(200);
    await coordinator.post(`${path}/links`, { kind: 'pilot', id: newId() }).expect(201);
    await coordinator.post(`${path}/milestones`, { title: { fi: 'UNPUBLISHED milestone' }, dueOn: '2027-04-30' }).expect(201);
    await coordinator.post(`${path}/confirm`, { note: { fi: 'UNPUBLISHED note' } }).expect(200);
    await acted(coordinator, path, 'override', { field: 'health', value: 'late', reason: { fi: 'UNPUBLISHED reason' }, until: '2099-01-01' });
    await acted(coordinator, path, 'drop', { reason: { fi: 'UNPUBLISHED drop' } });
    const told = await toldOf(path);
    expect(told.map(({ type }) => type.replace('fiksu.roadmap.item.', ''))).toEqual(
      ['created', 'changed', 'changed', 'changed', 'confirmed', 'overridden', 'dropped'].map((participle) => `${participle}.v1`),
    );
    for (const { data } of told) {
      expect(Object.keys(data).sort()).toEqual(['change', 'createdAt', 'districts', 'id', 'status', 'themes', 'updatedAt', 'version', 'visibility']);
      expect(data.visibility).toBe('internal');
    }
    expect(told[1]?.data.change).toMatchObject({ action: 'change', fields: ['/themes'], by: 'coordinator' });
    expect(JSON.stringify(told)).not.toMatch(/UNPUBLISHED|aaaa|2027|maija/);
  });

  it('that it was removed', async () => {
    const path = await made(coordinator, written);
    await coordinator.delete(path, { 'If-Match': '*' }).expect(204);
    expect(await lastOf(path)).toMatchObject({ type: 'fiksu.roadmap.item.deleted.v1', aggregateversion: 2, data: { id: idOf(path), version: 2 } });
  });
});

describe('from commitment on, others are told', () => {
  it('the whole of what everybody may read, but for what is computed, and its proposals', async () => {
    const path = await made(coordinator, { ...written, needs: [await needFor(roadmap)] });
    await acted(coordinator, path, 'commit');
    const { change, visibility, ...state } = (await lastOf(path)).data;
    expect(change).toEqual({ action: 'commit', from: 'candidate', to: 'committed', fields: ['/committedAt', '/confirmedAt'], by: 'coordinator' });
    expect(visibility).toBe('public');
    const { actions: _a, progress: _p, timeliness: _t, health: _h, ...read } = (await roadmap.anyone.get(path).expect(200)).body;
    expect(state).toEqual({ ...read, proposals: [], overrides: [] });
  });

  it.each<[string, string, (path: string) => Promise<unknown>]>([
    ['started', 'committed', (path) => acted(coordinator, path, 'start')],
    ['held', 'in-progress', (path) => acted(coordinator, path, 'hold', { reason })],
    ['resumed', 'on-hold', (path) => acted(coordinator, path, 'resume')],
    ['completed', 'in-progress', (path) => acted(coordinator, path, 'complete')],
    ['dropped', 'committed', (path) => acted(coordinator, path, 'drop', { reason })],
    ['superseded', 'committed', async (path) => acted(coordinator, path, 'supersede', { by: idOf(await made(coordinator)) })],
    ['confirmed', 'committed', (path) => coordinator.post(`${path}/confirm`).expect(200)],
  ])('that it was %s, when it was %s', async (participle, from, act) => {
    const path = await itemIn(roadmap, from as 'committed');
    await act(path);
    const event = await lastOf(path);
    expect(event).toMatchObject({ type: `fiksu.roadmap.item.${participle}.v1`, source: '/roadmap/v1', subject: path.slice(1), data: { change: { from } } });
    expect(event.data).toMatchObject({ version: event.aggregateversion, status: (await coordinator.get(path)).body.status });
    const change = event.data.change as { reason?: object };
    expect(change.reason).toEqual(participle === 'held' || participle === 'dropped' ? reason : undefined);
  });

  it('each link, as a change of the item', async () => {
    const [path, id] = [await itemIn(roadmap, 'committed'), newId()];
    await coordinator.post(`${path}/links`, { kind: 'pilot', id }).expect(201);
    await coordinator.delete(`${path}/links/pilot/${id}`).expect(204);
    const told = (await toldOf(path)).slice(2);
    const changed = { action: 'change', from: 'committed', to: 'committed', fields: ['/pilots', '/confirmedAt'], by: 'coordinator' };
    expect(told.map(({ type, data }) => [type, data.change])).toEqual(Array(2).fill(['fiksu.roadmap.item.changed.v1', changed]));
  });
});

describe('of a milestone others are told', () => {
  const milestoneOf = async (path: string): Promise<string> =>
    (await coordinator.post(`${path}/milestones`, { title: { en: 'Trees' }, dueOn: '2027-04-30' }).expect(201)).body.id as string;

  it('that it was added, reached or cancelled, and that its item has changed', async () => {
    const path = await itemIn(roadmap, 'committed');
    const [reached, cancelled] = [await milestoneOf(path), await milestoneOf(path)];
    await acted(coordinator, `${path}/milestones/${reached}`, 'done', { on: '2026-11-01' });
    await acted(coordinator, `${path}/milestones/${cancelled}`, 'cancel', { reason });
    const [added, done] = await toldOf(`/milestones/${reached}`);
    const state = { item: idOf(path), title: { en: 'Trees' }, dueOn: '2027-04-30', reason: null, visibility: 'public' };
    expect(added).toMatchObject({ type: 'fiksu.roadmap.milestone.created.v1', source: '/roadmap/v1', subject: `milestones/${reached}`, aggregateversion: 1 });
    expect(added?.data).toMatchObject({ ...state, id: reached, version: 1, status: 'due', doneOn: null, change: { action: 'create', from: null, to: 'due' } });
    expect(done).toMatchObject({ type: 'fiksu.roadmap.milestone.done.v1', aggregateversion: 2 });
    expect(done?.data).toMatchObject({ ...state, version: 2, status: 'done', doneOn: '2026-11-01' });
    expect(done?.data.change).toEqual({ action: 'done', from: 'due', to: 'done', fields: ['/doneOn'], by: 'coordinator' });
    expect((await lastOf(`/milestones/${cancelled}`)).data.change).toMatchObject({ action: 'cancel', to: 'cancelled', fields: ['/reason'], reason });
    const ofItem = (await toldOf(path)).slice(2);
    expect(ofItem.map(({ type, data }) => [type, (data.change as { fields: string[] }).fields])).toEqual(
      Array(4).fill(['fiksu.roadmap.item.changed.v1', ['/milestones', '/confirmedAt']]),
    );
    expect(ofItem.map(({ aggregateversion }) => aggregateversion)).toEqual([3, 4, 5, 6]);
  });

  it('no words, before its item is committed to', async () => {
    const path = await made(coordinator, written);
    const milestone = await milestoneOf(path);
    await acted(coordinator, `${path}/milestones/${milestone}`, 'cancel', { reason: { fi: 'UNPUBLISHED reason' } });
    const told = await toldOf(`/milestones/${milestone}`);
    for (const { data } of told) expect(Object.keys(data).sort()).toEqual(['change', 'districts', 'id', 'item', 'status', 'version', 'visibility']);
    expect(JSON.stringify(told)).not.toMatch(/UNPUBLISHED|Trees|2027/);
  });
});

describe('nobody is told', () => {
  it('of what was refused, or changed nothing', async () => {
    const path = await made(coordinator);
    await coordinator.act(path, 'start');
    await coordinator.act(path, 'drop');
    await coordinator.patch(path, { dependsOn: [idOf(path)] }, { 'If-Match': '*' }).expect(422);
    await coordinator.patch(path, { horizon: 'now' }, { 'If-Match': '*' }).expect(200);
    expect(await toldOf(path)).toHaveLength(1);
  });
});
