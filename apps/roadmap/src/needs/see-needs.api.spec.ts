/** Who sees a need, in which state, and how much of it: API contract, G6, G7, G8 and G22. */
import type { Client, TestService } from '@fiksu/testing';
import { NEED_STATUSES, type NeedStatus } from './need.ts';
import { idOf, needIn } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

const open: NeedStatus[] = ['accepted', 'crystallised', 'addressed'];
const closed: NeedStatus[] = ['submitted', 'triaged', 'declined', 'merged'];

let roadmap: TestService;
let callers: Record<string, Client>;
/** Of each state one need in Malmi, and one that is hidden besides. */
const shown: Partial<Record<NeedStatus, string>> = {};
const hidden: Partial<Record<NeedStatus, string>> = {};

const author = 'Varjoa torille, kirjoittaa Aino';
/** Where Aino's words would be found. */
const words = { title: { fi: author }, description: { fi: `${author}: kuuma` }, affectedGroups: ['elderly'], evidence: [{ text: { fi: author } }] };

beforeAll(async () => {
  roadmap = await startRoadmap();
  callers = {
    nobody: roadmap.anyone,
    resident: await roadmap.as('resident'),
    evaluator: await roadmap.as('evaluator'),
    partner: await roadmap.as('partner', { org: '0198bbbb-0000-7000-8000-000000000001' }),
    platform: await roadmap.as('platform'),
    coordinator: await roadmap.as('coordinator'),
    admin: await roadmap.as('admin'),
    'coordinator of Malmi': await roadmap.as('coordinator', { districts: ['malmi'] }),
    'coordinator of Pasila': await roadmap.as('coordinator', { districts: ['pasila'] }),
    'coordinator of no district': await roadmap.as('coordinator', { districts: [] }),
  };
  const coordinator = callers.coordinator as Client;
  for (const status of NEED_STATUSES) {
    shown[status] = await needIn(roadmap, status, words);
    const path = (hidden[status] = await needIn(roadmap, status, words));
    expect((await coordinator.act(path, 'hide', { reason: { fi: 'Nimeää henkilön' } })).status).toBe(200);
  }
});
afterAll(() => roadmap.stop());

/** What each caller may see: all states, or the public ones of what is not hidden. */
const table: [caller: string, seesAll: boolean][] = [
  ['nobody', false],
  ['resident', false],
  ['evaluator', false],
  ['partner', false],
  ['platform', true],
  ['coordinator', true],
  ['admin', true],
  ['coordinator of Malmi', true],
  ['coordinator of Pasila', false],
  ['coordinator of no district', false],
];

const pathsFor = (seesAll: boolean): Set<string> => {
  const paths = seesAll ? [...Object.values(shown), ...Object.values(hidden)] : open.map((status) => shown[status] as string);
  return new Set(paths);
};
const all = () => [...Object.values(shown), ...Object.values(hidden)];
const onlyThese = () =>
  all()
    .map((path) => `id=${idOf(path)}`)
    .join('&');
const pathsOf = (body: { data: { id: string }[] }) => new Set(body.data.map((need) => `/needs/${need.id}`));

describe.each(table)('%s', (name, seesAll) => {
  const caller = () => callers[name] as Client;

  it(`reads ${seesAll ? 'needs of Malmi in every state, hidden or not' : 'needs from accepted on, and for what is hidden or unpublished gets the 404 of what is absent'}`, async () => {
    const absent = await caller().get('/needs/0198bbbb-0000-7000-8000-00000000ffff').expect(404);
    for (const path of all()) {
      const visible = pathsFor(seesAll).has(path);
      for (const address of [path, `${path}/history`]) {
        const { status, body } = await caller().get(address);
        expect([address, status]).toEqual([address, visible ? 200 : 404]);
        if (!visible) expect({ ...body, instance: '', traceId: '' }).toEqual({ ...absent.body, instance: '', traceId: '' });
      }
    }
  });

  it('lists and counts exactly what it reads', async () => {
    const visible = pathsFor(seesAll);
    const { body: list } = await caller().get(`/needs?limit=200&${onlyThese()}`).expect(200);
    expect(pathsOf(list)).toEqual(visible);

    const { body: counts } = await caller().get(`/needs/counts?by=status&${onlyThese()}`).expect(200);
    const each = seesAll ? 2 : 0;
    expect(counts).toEqual({
      by: 'status',
      counts: Object.fromEntries(NEED_STATUSES.map((status) => [status, open.includes(status) && !seesAll ? 1 : each])),
      total: visible.size,
    });
  });

  it('reads in a list what it reads of one', async () => {
    const { body } = await caller().get('/needs?limit=200').expect(200);
    for (const listed of body.data) expect((await caller().get(`/needs/${listed.id}`).expect(200)).body).toEqual(listed);
  });
});

describe('what is read of a need', () => {
  it('is all that the author wrote, for everybody, once it is public', async () => {
    for (const name of ['nobody', 'resident', 'platform', 'coordinator of Pasila', 'admin']) {
      const { body } = await (callers[name] as Client).get(shown.accepted as string).expect(200);
      expect(body).toMatchObject({ ...words, source: 'resident', supportCount: 0 });
    }
  });

  it('is for a platform, until the need is public, what an event carries: id, version, state, districts, themes and times', async () => {
    for (const path of [...closed.map((status) => shown[status]), ...open.map((status) => hidden[status])]) {
      const { body, text } = await (callers.platform as Client).get(path as string).expect(200);
      expect(Object.keys(body).sort()).toEqual(['actions', 'createdAt', 'districts', 'id', 'status', 'themes', 'updatedAt', 'version']);
      expect(text).not.toContain('Aino');
    }
  });

  it('has the coordinators’ notes, the reason of a refusal, reports and hiding for coordinators and admins alone', async () => {
    const internal = ['note', 'declineReason', 'hidden', 'reports'];
    for (const [name, client] of Object.entries(callers)) {
      const { body } = await client.get(shown.accepted as string).expect(200);
      expect([name, internal.filter((member) => member in body)]).toEqual([name, /coordinator|admin/.test(name) ? internal : []]);
    }
    const { body } = await (callers.coordinator as Client).get(shown.declined as string).expect(200);
    expect(body).toMatchObject({ declineReason: { fi: 'Kuuluu toiselle viranomaiselle' }, hidden: false, reports: 0 });
  });

  it('never holds what only the platform itself needs', async () => {
    for (const client of Object.values(callers)) {
      const { text } = await client.get('/needs?limit=200').expect(200);
      expect(text).not.toMatch(/receipt|statusBeforeMerge|sortedBy|search|"words"/i);
    }
  });
});

describe('a platform cannot find out by asking', () => {
  it.each(['q=Aino', 'source=resident', 'affectedGroup=elderly', 'sort=supportCount'])('%s: only public needs are looked through', async (query) => {
    const { body } = await (callers.platform as Client).get(`/needs?limit=200&${query}&${onlyThese()}`).expect(200);
    expect(pathsOf(body)).toEqual(pathsFor(false));
  });

  it.each(['source', 'affectedGroup'])('counts by %s: only public needs are counted', async (by) => {
    const { body } = await (callers.platform as Client).get(`/needs/counts?by=${by}&${onlyThese()}`).expect(200);
    expect(body.total).toBe(open.length);
  });

  it('into which need another one was merged', async () => {
    const into = (await (callers.admin as Client).get(shown.merged as string)).body.mergedInto as string;
    expect((await (callers.platform as Client).get(`/needs?mergedInto=${into}`)).body.data).toEqual([]);
    expect((await (callers.coordinator as Client).get(`/needs?mergedInto=${into}`)).body.data).toHaveLength(1);
  });

  it('why an unpublished need was declined: its history tells who, when and from which state to which', async () => {
    const { body } = await (callers.platform as Client).get(`${shown.declined}/history`).expect(200);
    expect(body.data.map(({ action, from, to, reason }: Record<string, unknown>) => [action, from, to, reason])).toEqual([
      ['create', null, 'submitted', null],
      ['decline', 'submitted', 'declined', null],
    ]);
  });
});

describe('a coordinator limited to districts', () => {
  const bothDistricts = { districts: ['malmi', 'pasila'] };
  const act = async (path: string, action: string, body: object = {}) => {
    const { headers } = await (callers.admin as Client).get(path);
    return (callers['coordinator of Malmi'] as Client).post(`${path}/${action}`, body, { 'If-Match': headers.etag as string });
  };

  it('works on the needs of these', async () => {
    const path = await needIn(roadmap, 'submitted');
    expect((await act(path, 'triage')).status).toBe(200);
    expect((await act(path, 'accept')).status).toBe(200);
  });

  it('does not find an unpublished need of another district', async () => {
    const path = await needIn(roadmap, 'submitted', { districts: ['pasila'] });
    for (const [action, body] of [
      ['triage', {}],
      ['decline', { reason: { fi: 'Ei' } }],
      ['hide', { reason: { fi: 'Ei' } }],
      ['support', {}],
    ] as const) {
      expect([action, (await act(path, action, body)).status]).toEqual([action, 404]);
    }
  });

  it('reads a public need of another district, and may not change it', async () => {
    const path = await needIn(roadmap, 'accepted', { districts: ['pasila'] });
    const { status, body } = await act(path, 'hide', { reason: { fi: 'Ei' } });
    expect([status, body.code]).toEqual([403, 'outside-districts']);
    await (callers['coordinator of Malmi'] as Client).get(path).expect(200);
  });

  it('reads a need that lies also elsewhere, and may not change it', async () => {
    const path = await needIn(roadmap, 'submitted', bothDistricts);
    await (callers['coordinator of Malmi'] as Client).get(path).expect(200);
    const { status, body } = await act(path, 'triage');
    expect([status, body.code]).toEqual([403, 'outside-districts']);
    const both = await roadmap.as('coordinator', { districts: ['pasila', 'malmi'] });
    expect((await both.act(path, 'triage')).status).toBe(200);
  });

  it('may not move a need to another district', async () => {
    const path = await needIn(roadmap, 'submitted');
    const { status, body } = await act(path, 'triage', { districts: ['pasila'] });
    expect([status, body.code]).toEqual([403, 'outside-districts']);
    expect((await (callers.admin as Client).get(path)).body).toMatchObject({ status: 'submitted', districts: ['malmi'] });
    // 403 comes before 409 and 422 (G5).
    expect((await act(await needIn(roadmap, 'accepted'), 'triage', { districts: ['pasila'] })).status).toBe(403);
    expect((await act(path, 'triage', { districts: ['pasila', 'atlantis'] })).status).toBe(403);
  });

  it('is as an admin where the token has that role too', async () => {
    const both = await roadmap.as('coordinator', { districts: ['malmi'], roles: ['coordinator', 'admin'] });
    const path = await needIn(roadmap, 'submitted', { districts: ['pasila'] });
    expect((await both.act(path, 'triage')).status).toBe(200);
  });
});

describe('a hidden need', () => {
  const reason = { fi: 'Nimeää henkilön' };

  it('is gone for the public at once, keeps its state, and comes back as it was', async () => {
    const path = await needIn(roadmap, 'accepted');
    const coordinator = callers.coordinator as Client;
    const before = (await coordinator.get(path)).body;
    expect((await coordinator.act(path, 'hide', { reason })).body).toMatchObject({ status: 'accepted', hidden: true, version: before.version + 1 });
    await roadmap.anyone.get(path).expect(404);
    await (callers.resident as Client).post(`${path}/support`).expect(404);
    expect((await coordinator.act(path, 'restore')).body).toMatchObject({ status: 'accepted', hidden: false, version: before.version + 2 });
    expect((await roadmap.anyone.get(path).expect(200)).body.title).toEqual(before.title);
  });

  it('needs a reason to be hidden', async () => {
    const path = await needIn(roadmap, 'accepted');
    const { status, body } = await (callers.coordinator as Client).act(path, 'hide', {});
    expect([status, body.errors[0].pointer]).toEqual([400, '/reason']);
    await roadmap.anyone.get(path).expect(200);
  });
});

describe('actions', () => {
  const moderation: Record<NeedStatus, string[]> = {
    submitted: ['triage', 'decline', 'merge'],
    triaged: ['accept', 'decline', 'merge'],
    accepted: ['crystallise'],
    crystallised: ['crystallise', 'address'],
    addressed: [],
    declined: [],
    merged: ['unmerge'],
  };
  const alive = (status: NeedStatus) => (['declined', 'merged'].includes(status) ? [] : ['support', 'report']);

  it.each(NEED_STATUSES)('of a need that is %s are what its state allows to the one who asks', async (status) => {
    for (const name of ['coordinator', 'admin', 'coordinator of Malmi']) {
      const { body } = await (callers[name] as Client).get(shown[status] as string).expect(200);
      expect([...body.actions].sort()).toEqual([...moderation[status], 'hide', ...alive(status)].sort());
    }
    const { body: of } = await (callers.coordinator as Client).get(hidden[status] as string).expect(200);
    expect([...of.actions].sort()).toEqual([...moderation[status], 'restore', ...alive(status)].sort());
  });

  it.each<[string, string[]]>([
    ['nobody', []],
    ['resident', ['report', 'support']],
    ['evaluator', ['report', 'support']],
    ['partner', ['report', 'support']],
    ['platform', ['report']],
  ])('of a public need are, for %s, %j', async (name, actions) => {
    for (const status of open) {
      const { body } = await (callers[name] as Client).get(shown[status] as string).expect(200);
      expect([...body.actions].sort()).toEqual(actions);
    }
  });
});
