/** Roadmap items: API contract, R7 (body), G10 (references), G11 (removal), G12 (patches), G14 (lists), G25 (exports). */
import { newId } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { acted, closedSession, openSession } from '../testing/sessions-in-any-state.ts';
import { needIn } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { idOf, itemIn, itemOf, made, needFor } from '../testing/items-in-any-state.ts';

const org = '0198bbbb-0000-7000-8000-000000000001';
const unknown = '0198bbbb-0000-7000-8000-00000000ffff';

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

const patch = async (path: string, change: object) => coordinator.patch(path, change, await coordinator.matching(path));
const read = async (path: string) => (await coordinator.get(path).expect(200)).body;
const pointersOf = (body: { errors: { pointer: string }[] }) => body.errors.map(({ pointer }) => pointer);
const development = async () =>
  (await coordinator.post('/districts/malmi/developments', { title: { fi: 'Katu' }, kind: 'street', stage: 'planned' }).expect(201)).body.id as string;
const programme = async () => (await coordinator.post('/programmes', { title: { fi: 'Fiksu' }, period: { from: '2026-01' } }).expect(201)).body.id as string;

describe('an item', () => {
  it('is answered as it was sent, and is read at the address that was told', async () => {
    const sent = {
      ...{ title: { en: 'Shade for Malmi square' }, goal: { en: 'Ten degrees less' }, districts: ['malmi'], themes: ['green-infrastructure'] },
      ...{ horizon: 'now', window: { from: '2027-03', to: '2027-11-30' }, owner: org, programme: await programme() },
      ...{ needs: [await needFor(roadmap)], dependsOn: [idOf(await made(coordinator))], developments: [await development()] },
      ...{ pilots: [newId()], proposals: [newId()], indicators: [newId()], learnings: [newId()], expectedClimateEffect: { en: 'Less heat' } },
    };
    const { status, body, headers } = await coordinator.post('/items', sent);
    expect([status, body.errors]).toEqual([201, undefined]);
    expect(body).toMatchObject({ ...sent, status: 'candidate', version: 1, milestones: [], attachments: [], supersededBy: null, committedAt: null });
    expect(headers).toMatchObject({ location: `/roadmap/v1/items/${body.id as string}`, etag: expect.stringMatching(/^"1-/) as string });
    expect((await coordinator.get(headers.location as string).expect(200)).body).toEqual(body);
  });

  it('needs a title, a horizon and districts, and nothing else', async () => {
    const { body } = await coordinator.post('/items', itemOf()).expect(201);
    expect(body).toMatchObject({ goal: null, window: null, owner: null, programme: null, needs: [], dependsOn: [], expectedClimateEffect: null });
    for (const member of ['title', 'horizon', 'districts']) {
      const { status, body: refusal } = await coordinator.post('/items', itemOf({ [member]: undefined }));
      expect([status, refusal.code, pointersOf(refusal)]).toEqual([400, 'malformed', [`/${member}`]]);
    }
  });

  it('is an idea without a need and a candidate with one, as needs come and go, by itself', async () => {
    const path = await made(coordinator);
    expect((await read(path)).status).toBe('idea');
    const need = await needFor(roadmap);
    expect((await patch(path, { needs: [need] })).body.status).toBe('candidate');
    expect((await patch(path, { needs: [] })).body.status).toBe('idea');
    await coordinator.post(`${path}/links`, { kind: 'need', id: need }).expect(201);
    expect((await read(path)).status).toBe('candidate');
    await coordinator.delete(`${path}/links/need/${need}`).expect(204);
    expect((await read(path)).status).toBe('idea');
  });

  it.each<[string, object, string]>([
    ['an unknown horizon', { horizon: 'soon' }, '/horizon'],
    ['a plain title', { title: 'Varjoa' }, '/title'],
    ['no district', { districts: [] }, '/districts'],
    ['an owner that is no id', { owner: 'forum-virium' }, '/owner'],
    ['an unknown member', { colour: 'red' }, '/colour'],
    ['a status', { status: 'done' }, '/status'],
    ['progress', { progress: 0.4 }, '/progress'],
    ['a window of a year', { window: { from: '2027' } }, '/window/from'],
  ])('with %s is malformed', async (_, sent, pointer) => {
    const { status, body } = await coordinator.post('/items', itemOf(sent));
    expect([status, body.code, pointersOf(body)]).toEqual([400, 'malformed', [pointer]]);
  });

  it.each<[string, object, string]>([
    ['a district', { districts: ['malmi', 'atlantis'] }, '/districts/1'],
    ['a theme', { themes: ['alchemy'] }, '/themes/0'],
    ['a need', { needs: [unknown] }, '/needs/0'],
    ['an item', { dependsOn: [unknown] }, '/dependsOn/0'],
    ['a development', { developments: [unknown] }, '/developments/0'],
    ['a programme', { programme: unknown }, '/programme'],
  ])('that names %s that there is not is refused; what other services own is not asked for', async (_, sent, pointer) => {
    const answer = await coordinator.post('/items', itemOf({ ...sent, owner: unknown, pilots: [unknown], indicators: [unknown] }));
    expect([answer.status, answer.body.code, pointersOf(answer.body)]).toEqual([422, 'invalid', [pointer]]);
    const changed = await patch(await made(coordinator), sent);
    expect([changed.status, pointersOf(changed.body)]).toEqual([422, [pointer]]);
  });

  it('cannot end before it begins', async () => {
    const { status, body } = await coordinator.post('/items', itemOf({ window: { from: '2027-03', to: '2027-02' } }));
    expect([status, pointersOf(body)]).toEqual([422, ['/window/to']]);
  });

  it('names each thing once, and of needs that were merged the one that goes on', async () => {
    const [need, survivor] = [await needFor(roadmap), await needFor(roadmap)];
    await acted(coordinator, `/needs/${need}`, 'merge', { into: survivor });
    const { body } = await coordinator.post('/items', itemOf({ needs: [need, survivor], themes: ['safety', 'safety'] })).expect(201);
    expect([body.needs, body.themes]).toEqual([[survivor], ['safety']]);
  });
});

describe('changing an item', () => {
  it.each(['progress', 'timeliness', 'health', 'milestones', 'links', 'supersededBy', 'committedAt', 'confirmedAt', 'dropReason', 'status'])(
    '%s cannot be typed: it is computed, or moved by actions alone',
    async (member) => {
      const path = await made(coordinator);
      const { status, body } = await patch(path, { [member]: { value: 0.9 } });
      expect([status, body.code, pointersOf(body)]).toEqual([422, 'read-only', [`/${member}`]]);
      expect((await read(path)).version).toBe(1);
    },
  );

  it('keeps what is not sent, takes away what is null, and of nothing makes no version', async () => {
    const path = await made(coordinator, { goal: { en: 'Shade' }, window: { from: '2027-03', to: '2027-11' } });
    expect((await patch(path, { goal: null, window: { to: '2027-12' } })).body).toMatchObject({
      ...{ version: 2, goal: null, window: { from: '2027-03', to: '2027-12' }, title: { fi: 'Varjoa torille' } },
    });
    expect((await patch(path, { horizon: 'now' })).body.version).toBe(2);
    const refused = await patch(path, { title: null });
    expect([refused.status, pointersOf(refused.body)]).toEqual([422, ['/title']]);
  });

  it('needs the version that was read', async () => {
    const path = await made(coordinator);
    const first = await coordinator.matching(path);
    await coordinator.patch(path, { horizon: 'next' }, first).expect(200);
    expect((await coordinator.patch(path, { horizon: 'later' }, first)).body.code).toBe('stale');
    expect((await coordinator.patch(path, { horizon: 'later' })).status).toBe(428);
  });
});

describe('removing an item', () => {
  const remove = async (path: string) => coordinator.delete(path, await coordinator.matching(path));
  it('leaves nothing at its address', async () => {
    const path = await made(coordinator);
    expect((await remove(path)).status).toBe(204);
    await coordinator.get(path).expect(404);
  });

  it.each<[string, () => Promise<{ path: string; by: string }>]>([
    [
      'another that depends on it',
      async () => {
        const path = await made(coordinator);
        return { path, by: (await made(coordinator, { dependsOn: [idOf(path)] })).slice(1) };
      },
    ],
    [
      'the one that it has superseded',
      async () => {
        const [path, old] = [await made(coordinator), await made(coordinator)];
        await acted(coordinator, old, 'supersede', { by: idOf(path) });
        return { path, by: old.slice(1) };
      },
    ],
    [
      'a need that became it',
      async () => {
        const need = await needFor(roadmap);
        for (const action of ['triage', 'accept']) await acted(coordinator, `/needs/${need}`, action);
        const { outcomes } = await acted(coordinator, `/needs/${need}`, 'crystallise', { items: [itemOf()] });
        return { path: `/items/${outcomes[0].id as string}`, by: `needs/${need}` };
      },
    ],
    [
      'a need that it has addressed',
      async () => {
        const path = await made(coordinator);
        const need = await needIn(roadmap, 'crystallised');
        await acted(coordinator, need, 'address', { how: { fi: 'Puita' }, links: [{ kind: 'item', id: idOf(path) }] });
        return { path, by: need.slice(1) };
      },
    ],
    [
      'a session of which it came',
      async () => {
        const session = await openSession(coordinator);
        const { outcomes } = await acted(coordinator, session, 'close', { outcomes: [{ kind: 'item', ...itemOf() }] });
        return { path: `/items/${outcomes[0].id as string}`, by: session.slice(1) };
      },
    ],
  ])('is refused because of %s, which is named', async (_, setting) => {
    const { path, by } = await setting();
    const { status, body } = await remove(path);
    expect([status, body.code, body.usedBy]).toEqual([409, 'in-use', [by]]);
    await coordinator.get(path).expect(200);
  });

  it('is not kept back by a session that has nothing to do with it', async () => {
    await closedSession(coordinator);
    expect((await remove(await made(coordinator, { needs: [await needFor(roadmap)] }))).status).toBe(204);
  });
});

describe('the programme of an item', () => {
  it('is not removed while the item names it, which is told', async () => {
    const id = await programme();
    const path = await made(coordinator, { programme: id });
    const { status, body } = await coordinator.delete(`/programmes/${id}`, await coordinator.matching(`/programmes/${id}`));
    expect([status, body.code, body.usedBy]).toEqual([409, 'in-use', [path.slice(1)]]);
    await patch(path, { programme: null });
    await coordinator.delete(`/programmes/${id}`, { 'If-Match': '*' }).expect(204);
  });

  it('is removed, or named, where both come at once: never both', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await programme();
      const [removed, added] = await Promise.all([
        coordinator.delete(`/programmes/${id}`, { 'If-Match': '*' }),
        coordinator.post('/items', itemOf({ programme: id })),
      ]);
      expect(['204 422', '409 201']).toContain(`${removed.status} ${added.status}`);
    }
  });
});

describe('lists of items', () => {
  it('are filtered by what items say and name', async () => {
    const need = await needFor(roadmap);
    const [first, pilot] = [await made(coordinator, { districts: ['pasila'] }), newId()];
    const a = await made(coordinator, { horizon: 'next', districts: ['pasila'], themes: ['energy'], owner: org, dependsOn: [idOf(first)], pilots: [pilot] });
    const b = await made(coordinator, { horizon: 'later', districts: ['pasila', 'malmi'], needs: [need], title: { sv: 'Solceller' } });
    const cases: [string, string[]][] = [
      ['status=candidate', [b]],
      ['horizon=next&horizon=later', [b, a]],
      ['district=pasila', [b, a, first]],
      ['theme=energy', [a]],
      [`owner=${org}`, [a]],
      [`need=${need}`, [b]],
      [`dependsOn=${idOf(first)}`, [a]],
      [`pilot=${pilot}`, [a]],
      ['q=solcell', [b]],
      ['district=pasila&sort=horizon', [first, a, b]],
    ];
    for (const [query, expected] of cases) {
      const { body } = await coordinator.get(`/items?limit=200&${query}`).expect(200);
      const found = body.data.map(({ id }: { id: string }) => `/items/${id}`).filter((path: string) => [first, a, b].includes(path));
      expect([query, found]).toEqual([query, expected]);
    }
    const { body: counts } = await coordinator.get('/items/counts?by=horizon&district=pasila').expect(200);
    expect(counts).toMatchObject({ counts: { now: 1, next: 1, later: 1 }, total: 3 });
  });

  it('are exported line by line as they are listed', async () => {
    const path = await itemIn(roadmap, 'committed', { districts: ['mellunkyla'] });
    const { text } = await roadmap.anyone.get('/items/export?district=mellunkyla').expect(200);
    const { body } = await roadmap.anyone.get('/items?district=mellunkyla').expect(200);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string }),
    ).toEqual(body.data);
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([idOf(path)]);
  });
});

describe('many actions on items at once', () => {
  it('are carried out one by one, each with its own answer', async () => {
    const [one, other] = [await made(coordinator), await made(coordinator)];
    const row = async (path: string, action: string) => ({ id: idOf(path), action, ifMatch: (await coordinator.matching(path))['If-Match'], body: {} });
    const sent = [await row(one, 'commit'), await row(other, 'start')];
    const { status, body } = await coordinator.post('/items/batch', sent);
    expect([status, JSON.stringify(body).includes('illegal-transition')]).toEqual([200, true]);
    expect([(await read(one)).status, (await read(other)).status]).toEqual(['committed', 'idea']);
  });
});
