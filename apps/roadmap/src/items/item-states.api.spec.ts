/** The way of an item through its states: API contract, R7, G3–G5 (actions), G17 (refusals), G26 (history). */
import type { Client, TestService } from '@fiksu/testing';
import { acted } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { ITEM_STATUSES, type ItemStatus } from './item.ts';
import { idOf, itemIn, made, reason, sentWith } from '../testing/items-in-any-state.ts';

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

const read = async (path: string) => (await coordinator.get(path).expect(200)).body;

/** R7 and G17, by hand: what each state allows, and where that leads. */
const ways: Record<ItemStatus, Record<string, ItemStatus>> = {
  idea: { commit: 'committed', drop: 'dropped', supersede: 'superseded' },
  candidate: { commit: 'committed', drop: 'dropped', supersede: 'superseded' },
  committed: { start: 'in-progress', drop: 'dropped', supersede: 'superseded' },
  'in-progress': { hold: 'on-hold', complete: 'done', drop: 'dropped', supersede: 'superseded' },
  'on-hold': { resume: 'in-progress', drop: 'dropped', supersede: 'superseded' },
  done: {},
  dropped: {},
  superseded: {},
};
const actions = ['commit', 'start', 'hold', 'resume', 'complete', 'drop', 'supersede'];

describe('the state of an item', () => {
  it.each(ITEM_STATUSES)('from %s leads on as the contract says, and nowhere else', async (from) => {
    for (const action of actions) {
      const path = await itemIn(roadmap, from);
      const before = await coordinator.get(path).expect(200);
      const { status, body, headers } = await coordinator.act(path, action, await sentWith(action, coordinator));
      const to = ways[from][action];
      if (to) {
        expect([action, status, body.status, body.version]).toEqual([action, 200, to, before.body.version + 1]);
        const after = await coordinator.get(path).expect(200);
        expect([after.body, after.headers.etag]).toEqual([body, headers.etag]);
      } else {
        expect([action, status, body.code, body.state]).toEqual([action, 409, 'illegal-transition', from]);
        expect([...body.allowed].sort()).toEqual(Object.keys(ways[from]).sort());
        expect((await coordinator.get(path)).body).toEqual(before.body);
      }
    }
  });

  it.each(ITEM_STATUSES)('%s is told with the actions that it allows, to those who may act', async (status) => {
    const path = await itemIn(roadmap, status);
    expect([...(await read(path)).actions].sort()).toEqual([...Object.keys(ways[status]), 'confirm', 'override'].sort());
    const other = await (await roadmap.as('platform')).get(path).expect(200);
    expect(other.body.actions).toEqual([]);
  });

  it('is told in its history, with who and why', async () => {
    const path = await itemIn(roadmap, 'in-progress');
    await acted(coordinator, path, 'hold', { reason: { en: 'Waiting for the plan' } });
    await acted(coordinator, path, 'drop', { reason });
    const { body } = await coordinator.get(`${path}/history`).expect(200);
    expect(body.data.map(({ action, from, to, reason: why }: Record<string, unknown>) => [action, from, to, why])).toEqual([
      ['create', null, 'idea', null],
      ['commit', 'idea', 'committed', null],
      ['start', 'committed', 'in-progress', null],
      ['hold', 'in-progress', 'on-hold', { en: 'Waiting for the plan' }],
      ['drop', 'on-hold', 'dropped', reason],
    ]);
  });

  it('moves once where two move it at once', async () => {
    const path = await made(coordinator);
    const match = await coordinator.matching(path);
    const answers = await Promise.all([coordinator.post(`${path}/commit`, {}, match), coordinator.post(`${path}/drop`, { reason }, match)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await read(path)).version).toBe(2);
  });
});

describe('dropping an item', () => {
  it('without a reason is malformed, and the item is as it was', async () => {
    const path = await made(coordinator);
    const { status, body } = await coordinator.act(path, 'drop');
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'malformed', '/reason']);
    expect((await read(path)).status).toBe('idea');
  });

  it('keeps the reason for everybody who reads the item', async () => {
    const path = await itemIn(roadmap, 'committed');
    await acted(coordinator, path, 'drop', { reason });
    expect((await roadmap.anyone.get(path).expect(200)).body).toMatchObject({ status: 'dropped', dropReason: reason });
  });
});

describe('superseding an item', () => {
  const supersede = (path: string, by: string) => coordinator.act(path, 'supersede', { by });

  it('names the item that takes its place', async () => {
    const [path, by] = [await itemIn(roadmap, 'committed'), await itemIn(roadmap, 'committed')];
    expect((await supersede(path, idOf(by))).body).toMatchObject({ status: 'superseded', supersededBy: idOf(by) });
    expect((await coordinator.get(`/items?supersededBy=${idOf(by)}`)).body.data.map(({ id }: { id: string }) => id)).toEqual([idOf(path)]);
  });

  it.each<[string, (path: string) => Promise<string> | string]>([
    ['itself', (path) => idOf(path)],
    ['one that there is not', () => '0198bbbb-0000-7000-8000-00000000ffff'],
    [
      'one that it superseded itself, over another',
      async (path) => {
        const [near, far] = [await made(coordinator), await made(coordinator)];
        await supersede(far, idOf(near));
        await supersede(near, idOf(path));
        return idOf(far);
      },
    ],
  ])('by %s is refused', async (_, by) => {
    const path = await made(coordinator);
    const { status, body } = await supersede(path, await by(path));
    expect([status, body.errors[0].pointer]).toEqual([422, '/by']);
    expect((await read(path)).status).toBe('idea');
  });
});
