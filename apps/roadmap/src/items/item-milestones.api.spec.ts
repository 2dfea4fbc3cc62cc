/** Milestones of an item, and the health that follows from them: API contract, R7 and "Items, the rest". */
import type { Client, TestService } from '@fiksu/testing';
import { acted } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { daysAfter, helsinkiDay } from './helsinki-day.ts';
import { itemIn, made, reason } from '../testing/items-in-any-state.ts';

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

const inDays = (days: number) => daysAfter(helsinkiDay(new Date().toISOString()), days);
const read = async (path: string) => (await coordinator.get(path).expect(200)).body;
const add = (path: string, days: number) => coordinator.post(`${path}/milestones`, { title: { en: 'Trees ordered' }, dueOn: inDays(days) });
async function planned(path: string, days: number): Promise<string> {
  return `${path}/milestones/${(await add(path, days).expect(201)).body.id as string}`;
}

describe('a milestone', () => {
  it('is added without a version, is read at its address, and is part of its item', async () => {
    const path = await made(coordinator);
    const { status, body, headers } = await add(path, 30);
    expect([status, body]).toMatchObject([
      201,
      { title: { en: 'Trees ordered' }, dueOn: inDays(30), status: 'due', actions: ['done', 'cancel'], doneOn: null },
    ]);
    expect(headers.location).toBe(`/roadmap/v1${path}/milestones/${body.id as string}`);
    expect((await coordinator.get(headers.location as string).expect(200)).body).toEqual(body);
    const { item: _i, version: _v, ...part } = body;
    expect(await read(path)).toMatchObject({ version: 2, milestones: [part] });
    expect((await coordinator.get(`${path}/milestones`).expect(200)).body.data).toEqual([body]);
  });

  it('is reached today, or on the day that is said', async () => {
    const path = await made(coordinator);
    expect(await acted(coordinator, await planned(path, 5), 'done')).toMatchObject({ status: 'done', doneOn: inDays(0), actions: [] });
    expect(await acted(coordinator, await planned(path, 5), 'done', { on: inDays(-3) })).toMatchObject({ status: 'done', doneOn: inDays(-3) });
    const { status, body } = await coordinator.act(await planned(path, 5), 'done', { on: inDays(1) });
    expect([status, body.errors[0].pointer]).toEqual([422, '/on']);
  });

  it('is cancelled with a reason, and never without', async () => {
    const milestone = await planned(await made(coordinator), 5);
    const refused = await coordinator.act(milestone, 'cancel');
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/reason']);
    expect(await acted(coordinator, milestone, 'cancel', { reason })).toMatchObject({ status: 'cancelled', reason });
  });

  it.each([
    ['done', {}],
    ['cancel', { reason }],
  ])('that was reached or cancelled is not %s again', async (action, sent) => {
    const path = await made(coordinator);
    for (const [first, body] of [
      ['done', {}],
      ['cancel', { reason }],
    ] as const) {
      const milestone = await planned(path, 5);
      await acted(coordinator, milestone, first, body);
      const answer = await coordinator.act(milestone, action, sent);
      expect([answer.status, answer.body.code, answer.body.allowed]).toEqual([409, 'illegal-transition', []]);
    }
  });

  it('needs the version that was read: its own, or that of the item', async () => {
    const path = await made(coordinator);
    const milestone = await planned(path, 5);
    const match = await coordinator.matching(milestone);
    expect((await coordinator.post(`${milestone}/done`)).status).toBe(428);
    await coordinator.post(`${path}/confirm`).expect(200);
    expect((await coordinator.post(`${milestone}/done`, {}, match)).body.code).toBe('stale');
    expect((await coordinator.post(`${milestone}/done`, {}, await coordinator.matching(path))).status).toBe(200);
  });

  it('that there is not is not found', async () => {
    const path = await made(coordinator);
    const other = await planned(await made(coordinator), 5);
    const foreign = `${path}/milestones/${other.split('/').at(-1) as string}`;
    for (const at of [foreign, `${path}/milestones/first`]) {
      expect((await coordinator.get(at)).status).toBe(404);
      expect((await coordinator.post(`${at}/done`, {}, { 'If-Match': '*' })).status).toBe(404);
    }
  });

  it.each<[object, string]>([
    [{ dueOn: '2027-04-30' }, '/title'],
    [{ title: { en: 'Trees' } }, '/dueOn'],
    [{ title: { en: 'Trees' }, dueOn: '2027-04' }, '/dueOn'],
    [{ title: { en: 'Trees' }, dueOn: '2027-04-31' }, '/dueOn'],
    [{ title: { en: 'Trees' }, dueOn: '2027-04-30', status: 'done' }, '/status'],
  ])('of %j is malformed', async (sent, pointer) => {
    const { status, body } = await coordinator.post(`${await made(coordinator)}/milestones`, sent);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'malformed', pointer]);
  });
});

describe('the health of an item', () => {
  it('follows its milestones: unknown, on time, at risk, late, and on time again', async () => {
    const path = await itemIn(roadmap, 'in-progress');
    const health = async () => (await read(path)).health;
    expect(await health()).toMatchObject({ value: 'unknown', because: [{ code: 'no-milestones' }] });
    await planned(path, 100);
    expect((await health()).value).toBe('on-time');
    const near = await planned(path, 5);
    expect(await health()).toMatchObject({ value: 'at-risk', because: [{ kind: 'milestone', id: near.split('/').at(-1) }] });
    const late = await planned(path, -1);
    expect(await health()).toMatchObject({ value: 'late', because: [{ kind: 'milestone', id: late.split('/').at(-1) }] });
    await acted(coordinator, late, 'cancel', { reason });
    await acted(coordinator, near, 'done');
    expect((await health()).value).toBe('on-time');
  });

  it('of an item that is done is on time, whatever was left', async () => {
    const path = await itemIn(roadmap, 'in-progress');
    await planned(path, -1);
    await acted(coordinator, path, 'complete');
    expect((await read(path)).health).toMatchObject({ value: 'on-time', because: [{ code: 'done' }] });
  });
});
