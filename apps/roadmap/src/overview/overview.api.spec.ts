/** A district, or the city, on one page: API contract, R10, G6 to G8 (who sees what), G14 (parameters), "Counts" (zeros). */
import { Database, newId, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { needIn } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

interface Overview {
  district: object | null;
  programme: { id: string }[];
  needs: Record<string, number>;
  items: {
    byStatus: Record<string, number>;
    byHorizon: Record<string, number>;
    data: { id: string; title?: object; status: string; health?: { value: string } }[];
  };
  pilots: object;
  funding: object | null;
  impact: object[];
  attention: { kind: string; id: string; code: string; because: object[] }[];
}

let roadmap: TestService;
let admin: Client;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  admin = await roadmap.as('admin');
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

/** A district of its own, so that what a test counts is its own. */
async function ownDistrict(): Promise<string> {
  const id = `koe-${newId().slice(-12)}`;
  await admin.post('/districts', { id, name: { fi: 'Koealue', sv: 'Provområde' }, level: 'innovation-district', joins: ['peruspiiri-malmi'] }).expect(201);
  return id;
}

async function item(district: string, terms: object = {}, ...actions: string[]): Promise<string> {
  const { status, body } = await coordinator.post('/items', { title: { fi: 'Varjoa torille' }, horizon: 'now', districts: [district], ...terms });
  expect([status, body.errors]).toEqual([201, undefined]);
  const path = `/items/${body.id as string}`;
  for (const action of actions) expect([action, (await coordinator.act(path, action)).status]).toEqual([action, 200]);
  return body.id as string;
}

/** The item, with a milestone that should have been reached long ago. */
async function overdueIn(id: string): Promise<string> {
  expect((await coordinator.post(`/items/${id}/milestones`, { title: { fi: 'Puut tilattu' }, dueOn: '2021-04-30' })).status).toBe(201);
  return id;
}

const read = async (district: string | null, by: Client = roadmap.anyone): Promise<Overview> =>
  (await by.get(`/overview${district === null ? '' : `?district=${district}`}`).expect(200)).body as Overview;
const none = (words: string) => Object.fromEntries(words.split(' ').map((word) => [word, 0]));
const noNeeds = none('submitted triaged accepted crystallised addressed declined merged');
const noItems = none('idea candidate committed in-progress on-hold done dropped superseded');
const noPilots = none('preparation ready running paused wrap-up completed terminated');
const nothing = { applied: { amount: '0.00', currency: 'EUR' }, granted: { amount: '0.00', currency: 'EUR' }, proposals: 0 };

describe('the overview of a district', () => {
  it('in which nothing has happened yet tells so, zero by zero', async () => {
    const district = await ownDistrict();
    const empty = {
      district: { id: district, name: { fi: 'Koealue', sv: 'Provområde' } },
      programme: [],
      needs: noNeeds,
      items: { byStatus: noItems, byHorizon: { now: 0, next: 0, later: 0 }, data: [] },
      pilots: { byStatus: noPilots, data: [] },
      impact: [],
      attention: [],
    };
    expect(await read(district)).toEqual({ ...empty, funding: null });
    expect(await read(district, coordinator)).toEqual({ ...empty, funding: nothing });
  });

  it('tells its programmes, needs by state, and items by state and horizon', async () => {
    const district = await ownDistrict();
    const [of, ofAPart] = [{ districts: [district] }, { districts: [], subProjects: [{ title: { fi: 'Osa' }, districts: [district] }] }];
    const programmes: string[] = [];
    for (const terms of [of, ofAPart, { districts: ['pasila'] }])
      programmes.push(
        (await admin.post('/programmes', { title: { fi: 'Fiksu kaupunki' }, period: { from: '2020-11' }, ...terms }).expect(201)).body.id as string,
      );
    for (const state of ['submitted', 'accepted', 'accepted', 'declined'] as const) await needIn(roadmap, state, { districts: [district] });
    const committed = await item(district, { horizon: 'next' }, 'commit');
    const idea = await item(district, { horizon: 'later' });
    const overview = await read(district, coordinator);
    expect(overview.programme).toEqual(programmes.slice(0, 2).map((id) => ({ id, title: { fi: 'Fiksu kaupunki' } })));
    expect(overview.needs).toEqual({ ...noNeeds, submitted: 1, accepted: 2, declined: 1 });
    expect(overview.items.byStatus).toEqual({ ...noItems, idea: 1, committed: 1 });
    expect(overview.items.byHorizon).toEqual({ now: 0, next: 1, later: 1 });
    const title = { fi: 'Varjoa torille' };
    expect(overview.items.data).toMatchObject([
      { id: idea, title, status: 'idea' },
      { id: committed, title, status: 'committed' },
    ]);
    const { health } = (await roadmap.anyone.get(`/items/${committed}`)).body as { health: object };
    expect(overview.items.data[1]?.health).toEqual(health);
  });

  it('counts for the public what is public, and nothing else', async () => {
    const district = await ownDistrict();
    for (const state of ['submitted', 'triaged', 'accepted', 'declined'] as const) await needIn(roadmap, state, { districts: [district] });
    await item(district);
    const committed = await item(district, { horizon: 'next' }, 'commit');
    for (const by of [roadmap.anyone, await roadmap.as('resident'), await roadmap.as('partner', { org: newId() }), await roadmap.as('evaluator')]) {
      const { needs, items, funding, attention } = await read(district, by);
      expect(needs).toEqual({ ...noNeeds, accepted: 1 });
      expect([items.byStatus, items.byHorizon]).toEqual([
        { ...noItems, committed: 1 },
        { now: 0, next: 1, later: 0 },
      ]);
      expect(items.data.map(({ id }) => id)).toEqual([committed]);
      expect([funding, attention]).toEqual([null, []]);
    }
  });

  it('is not of things elsewhere', async () => {
    const [district, other] = [await ownDistrict(), await ownDistrict()];
    await needIn(roadmap, 'accepted', { districts: [other] });
    await item(other, {}, 'commit');
    const { needs, items } = await read(district, coordinator);
    expect([needs, items.byStatus]).toEqual([noNeeds, noItems]);
  });

  it('tells a platform of what is not public yet the state, and no words', async () => {
    const district = await ownDistrict();
    const idea = await overdueIn(await item(district));
    const { items, funding, attention } = await read(district, await roadmap.as('platform'));
    expect(items.data).toEqual([{ id: idea, status: 'idea' }]);
    expect([items.byStatus.idea, funding, attention]).toEqual([1, nothing, []]);
  });

  it('tells a coordinator of other districts what everybody is told', async () => {
    const district = await ownDistrict();
    await needIn(roadmap, 'submitted', { districts: [district] });
    await overdueIn(await item(district, {}, 'commit'));
    await item(district);
    const limited = async (...districts: string[]) => read(district, await roadmap.as('coordinator', { districts }));
    const [others, own] = [await limited('pasila'), await limited(district)];
    expect([others.needs.submitted, others.items.byStatus.idea, others.attention]).toEqual([0, 0, []]);
    expect([own.needs.submitted, own.items.byStatus.idea, own.attention.map(({ code }) => code)]).toEqual([1, 1, ['late']]);
  });
});

describe('what needs a coordinator', () => {
  it('is an item with a milestone that is overdue, or of which nobody has said anything for long, each with the reason', async () => {
    const district = await ownDistrict();
    await item(district, { window: { to: '2099-12' } }, 'commit');
    const late = [await overdueIn(await item(district, {}, 'commit')), await overdueIn(await item(district))];
    const stale = await item(district, {}, 'commit');
    await roadmap.app.get(Database).run(sql`update item set confirmed_at = '2021-01-01' where id = ${stale}`);
    const done = await overdueIn(await item(district, {}, 'commit', 'start'));
    expect((await coordinator.act(`/items/${done}`, 'complete')).status).toBe(200);
    const { attention } = await read(district, coordinator);
    expect(attention.map(({ kind, id, code }) => [kind, id, code])).toEqual([...late.map((id) => ['item', id, 'late']), ['item', stale, 'stale']]);
    for (const { id, code, because } of attention) {
      const { health, timeliness } = (await coordinator.get(`/items/${id}`)).body as Record<'health' | 'timeliness', { because: object[] }>;
      expect([id, because]).toEqual([id, (code === 'late' ? health : timeliness).because]);
    }
  });
});

describe('the overview of the city', () => {
  it('is of all districts together', async () => {
    const before = await read(null, coordinator);
    expect(before.district).toBeNull();
    for (const district of ['malmi', 'pasila']) {
      await needIn(roadmap, 'accepted', { districts: [district] });
      await item(district, { horizon: 'later' }, 'commit');
    }
    const after = await read(null, coordinator);
    expect(after.needs.accepted).toBe((before.needs.accepted ?? 0) + 2);
    expect(after.items.byHorizon.later).toBe((before.items.byHorizon.later ?? 0) + 2);
    expect(after.needs).toEqual((await coordinator.get('/needs/counts?by=status')).body.counts);
  });
});

describe('asking for an overview', () => {
  it('of a district that there is not: not found, and never an empty page', async () => {
    const { status, body } = await roadmap.anyone.get('/overview?district=atlantis');
    expect([status, body.code]).toEqual([404, 'not-found']);
  });

  it.each([
    ['a district that can be none', 'district=Malmi!', 'district'],
    ['two districts', 'district=malmi&district=pasila', 'district'],
    ['anything else', 'theme=energy', 'theme'],
  ])('of %s is malformed', async (_, query, parameter) => {
    const { status, body } = await roadmap.anyone.get(`/overview?${query}`);
    expect([status, body.code, body.errors]).toEqual([400, 'malformed', [expect.objectContaining({ parameter })]]);
  });
});
