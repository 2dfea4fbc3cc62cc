/** What is computed of an item, and what a person says beside it: API contract, R7 and "Items, the rest". */
import { Caller, Database, newId, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { acted } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { ForeignThings, type ForeignThing } from './foreign-things.ts';
import { daysAfter, helsinkiDay } from './helsinki-day.ts';
import { ItemRepository } from './item.repository.ts';
import { idOf, itemIn, made, reason } from '../testing/items-in-any-state.ts';

let roadmap: TestService;
let coordinator: Client;
let db: Database;
/** What has been heard of pilots. */
const heard = new Map<string, ForeignThing>();
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
  db = roadmap.app.get(Database);
  roadmap.app.get(ForeignThings, { strict: false }).add('pilot', { of: async () => heard });
});
afterAll(() => roadmap.stop());

const read = async (path: string, by: Client = coordinator) => (await by.get(path).expect(200)).body;
const today = () => helsinkiDay(new Date().toISOString());
/** As if the last word of a person had come so many days ago. */
const lastWord = (path: string, days: number) => db.run(sql`update item set confirmed_at = now() - make_interval(days => ${days}) where id = ${idOf(path)}`);

describe('progress', () => {
  it('is not known before anything is heard of what is linked, and says why', async () => {
    const pilot = newId();
    const path = await made(coordinator, { pilots: [pilot] });
    expect((await read(path)).progress).toMatchObject({ value: null, because: [{ code: 'pilot-not-heard', kind: 'pilot', id: pilot }], override: null });
    expect((await read(await made(coordinator))).progress).toMatchObject({ value: null, because: [{ code: 'nothing-to-measure' }] });
  });

  it('follows from what is heard, without anybody touching the item, in lists as in the item', async () => {
    const [pilot, other] = [newId(), newId()];
    const path = await made(coordinator, { pilots: [pilot, other] });
    heard.set(pilot, { title: { en: 'Shade sails' }, status: 'running', progress: null });
    heard.set(other, { title: { en: 'Trees' }, status: 'completed', progress: null });
    const item = await read(path);
    expect(item).toMatchObject({
      version: 1,
      progress: {
        value: 0.75,
        because: [
          { code: 'pilot-running', id: pilot },
          { code: 'pilot-completed', id: other },
        ],
      },
    });
    expect((await coordinator.get(`/items?id=${idOf(path)}`)).body.data).toEqual([item]);
    const { body: links } = await coordinator.get(`${path}/links`).expect(200);
    expect(links.data).toMatchObject([
      { kind: 'pilot', id: pilot, title: { en: 'Shade sails' }, status: 'running' },
      { kind: 'pilot', id: other, title: { en: 'Trees' }, status: 'completed' },
    ]);
  });
});

describe('timeliness', () => {
  it.each([
    [30, 'fresh'],
    [31, 'acceptable'],
    [61, 'late'],
    [121, 'stale'],
  ])('is, %p days after the last word of a person, %s', async (days, value) => {
    const path = await made(coordinator);
    await lastWord(path, days);
    expect((await read(path)).timeliness).toMatchObject({ value, because: [{ code: `update-${value}` }] });
  });

  it('goes by the days of the programme', async () => {
    const updateDays = { target: 7, acceptable: 14, late: 21 };
    const { body: programme } = await coordinator.post('/programmes', { title: { fi: 'Fiksu' }, period: { from: '2026-01' }, updateDays }).expect(201);
    const path = await made(coordinator, { programme: programme.id });
    await lastWord(path, 15);
    expect((await read(path)).timeliness.value).toBe('late');
  });

  it.each<[string, (path: string) => Promise<unknown>]>([
    ['by a change', (path) => coordinator.patch(path, { horizon: 'later' }, { 'If-Match': '*' }).expect(200)],
    ['by an action', (path) => acted(coordinator, path, 'start')],
    ['by a word that it is up to date, which needs no version', (path) => coordinator.post(`${path}/confirm`, { note: { en: 'As planned' } }).expect(200)],
    ['by a word alone', (path) => coordinator.post(`${path}/confirm`).expect(200)],
    ['by a milestone', (path) => coordinator.post(`${path}/milestones`, { title: { en: 'Trees' }, dueOn: '2027-04-30' }).expect(201)],
  ])('is renewed %s', async (_, act) => {
    const path = await itemIn(roadmap, 'committed');
    await lastWord(path, 200);
    expect((await read(path)).timeliness.value).toBe('stale');
    await act(path);
    expect((await read(path)).timeliness.value).toBe('fresh');
  });

  it('is not renewed by a machine: what a rule changes says nothing about what a person knows', async () => {
    const [old, into] = [newId(), newId()];
    const path = await made(coordinator, { owner: old });
    await lastWord(path, 200);
    const items = roadmap.app.get(ItemRepository, { strict: false });
    const nobody = Caller.nobody(new Date().toISOString());
    await db.transaction(async (tx) => {
      const item = (await items.store.findForUpdate([idOf(path)], tx)).get(idOf(path));
      if (item) await items.saveBeside(item, { ...item, owner: into }, nobody, { action: 'change' }, tx);
    });
    expect(await read(path)).toMatchObject({ version: 2, owner: into, timeliness: { value: 'stale' } });
  });

  it('a word that it is up to date is kept in the history, with what was said', async () => {
    const path = await made(coordinator);
    await coordinator.post(`${path}/confirm`, { note: { en: 'As planned' } }).expect(200);
    const { body } = await coordinator.get(`${path}/history`).expect(200);
    expect(body.data.at(-1)).toMatchObject({ action: 'confirm', from: 'idea', to: 'idea', reason: { en: 'As planned' } });
  });
});

describe('a reading that a person sets', () => {
  const override = (path: string, set: object) => coordinator.act(path, 'override', { reason, until: daysAfter(today(), 30), ...set });

  it.each<[string, string | number]>([
    ['health', 'on-time'],
    ['progress', 0.4],
    ['timeliness', 'fresh'],
  ])('of %s is shown beside the computed one, which stays', async (field, value) => {
    const path = await itemIn(roadmap, 'committed');
    await coordinator.post(`${path}/milestones`, { title: { en: 'Trees' }, dueOn: daysAfter(today(), -1) }).expect(201);
    const before = await read(path);
    const { status, body } = await override(path, { field, value });
    expect([status, body[field]]).toEqual([200, { ...before[field], override: { value, reason, until: daysAfter(today(), 30) } }]);
    expect((await read(path, roadmap.anyone))[field]).toEqual(body[field]);
  });

  it('is gone after its last day, and takes the place of an earlier one', async () => {
    const path = await made(coordinator);
    await override(path, { field: 'health', value: 'late' });
    await override(path, { field: 'health', value: 'at-risk', until: today() });
    expect((await read(path)).health.override).toMatchObject({ value: 'at-risk', until: today() });
    await db.run(sql`update item set overrides = jsonb_set(overrides, '{0,until}', to_jsonb(${daysAfter(today(), -1)}::text)) where id = ${idOf(path)}`);
    expect((await read(path)).health.override).toBeNull();
  });

  it.each<[string, object, string]>([
    ['without a reason', { field: 'health', value: 'late', reason: undefined }, '/reason'],
    ['without an end', { field: 'health', value: 'late', until: undefined }, '/until'],
    ['of something else', { field: 'status', value: 'done' }, '/field'],
    ['that the field does not have', { field: 'health', value: 'fresh' }, '/value'],
    ['past the whole', { field: 'progress', value: 1.1 }, '/value'],
  ])('%s is malformed', async (_, set, pointer) => {
    const { status, body } = await override(await made(coordinator), set);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'malformed', pointer]);
  });

  it('cannot have ended already', async () => {
    const { status, body } = await override(await made(coordinator), { field: 'health', value: 'late', until: daysAfter(today(), -1) });
    expect([status, body.errors[0].pointer]).toEqual([422, '/until']);
  });
});
