/** Methods of co-creation, their editions and forms: API contract, R5, G7 (drafts), G11 (in use) and G22 (events). */
import type { CloudEvent } from '@fiksu/contracts';
import { Database, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { acted, closedSession, openSession, plannedSession, publishedMethod, sessionIdOf } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { designSprint } from './methods.schema.ts';

const smallest = { name: { en: 'World café' }, phases: [{ id: 'talk', name: { en: 'Talk' }, duration: 'PT1H' }] };
const ideate = { id: 'ideate', name: { en: 'Ideate' } };

let roadmap: TestService;
let coordinator: Client;
let platform: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
  platform = await roadmap.as('platform');
});
afterAll(() => roadmap.stop());

async function drafted(terms: object = {}): Promise<string> {
  const { status, body } = await coordinator.post('/methods', { ...smallest, ...terms });
  expect([status, body.errors]).toEqual([201, undefined]);
  return `/methods/${body.id as string}`;
}
const publish = async (path: string, by: Client = coordinator) => by.act(path, 'publish');
const patch = async (path: string, change: object) => coordinator.patch(path, change, await coordinator.matching(path));
const read = async (path: string, by: Client = roadmap.anyone) => (await by.get(path).expect(200)).body;
const pointersOf = (body: { errors: { pointer: string }[] }) => body.errors.map((fault) => fault.pointer);
const toldOf = async (path: string) =>
  (
    await roadmap.app
      .get(Database)
      .run<{ event: CloudEvent & { data: Record<string, unknown> } }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by id`)
  ).map(({ event }) => event);

describe('a method', () => {
  it('is answered as it was sent, as a draft without an edition, and only to those who work on it', async () => {
    const { body, headers } = await coordinator.post('/methods', designSprint).expect(201);
    expect(body).toMatchObject({ ...designSprint, status: 'draft', actions: ['publish'], version: 1, edition: 0, publishedAt: null, unpublishedChanges: true });
    expect(headers).toMatchObject({ location: `/roadmap/v1/methods/${body.id}`, etag: expect.stringMatching(/^"1-/) as string });
    const path = `/methods/${body.id}`;
    expect(await read(path, coordinator)).toEqual(body);
    for (const who of ['evaluator', 'partner', 'resident'] as const) await (await roadmap.as(who)).get(path).expect(404);
    await roadmap.anyone.get(path).expect(404);
    await roadmap.anyone.get(`${path}/history`).expect(404);
    await roadmap.anyone.get(`${path}/editions`).expect(404);
    await roadmap.anyone.get(`${path}/track-record`).expect(404);
    expect((await roadmap.anyone.get(`/methods?id=${body.id}`)).body.data).toEqual([]);
  });

  it('needs a name and phases, and nothing else', async () => {
    expect(await read(await drafted(), coordinator)).toMatchObject({ summary: null, variants: [], materials: [], roles: [], whenToUse: null });
    for (const [sent, pointer] of [
      [{ name: undefined }, '/name'],
      [{ phases: undefined }, '/phases'],
      [{ phases: [] }, '/phases'],
      [{ phases: [{ name: { en: 'Talk' } }] }, '/phases/0/id'],
      [{ phases: [{ id: 'Talk now', name: { en: 'Talk' } }] }, '/phases/0/id'],
      [{ phases: [{ id: 'talk', name: 'Talk' }] }, '/phases/0/name'],
      [{ phases: [{ id: 'talk', name: { en: 'Talk' }, duration: '3 hours' }] }, '/phases/0/duration'],
      [{ materials: ['Whiteboard'] }, '/materials/0'],
      [{ variants: [{ id: 'two-day', name: { en: 'In two days' } }] }, '/variants/0/phases'],
      [{ edition: 3 }, '/edition'],
    ] as const) {
      const { status, body } = await coordinator.post('/methods', { ...smallest, ...sent });
      expect([status, body.code, pointersOf(body)]).toEqual([400, 'malformed', [pointer]]);
    }
  });

  it.each([
    ['two phases', { phases: [ideate, ideate] }, '/phases/1/id'],
    [
      'two forms',
      {
        variants: [
          { id: 'short', name: { en: 'Short' }, phases: [ideate] },
          { id: 'short', name: { en: 'Shorter' }, phases: [ideate] },
        ],
      },
      '/variants/1/id',
    ],
    ['two phases of a form', { variants: [{ id: 'short', name: { en: 'Short' }, phases: [ideate, ideate] }] }, '/variants/0/phases/1/id'],
  ])('in which %s have the same id is refused', async (_, sent, pointer) => {
    const { status, body } = await coordinator.post('/methods', { ...smallest, ...sent });
    expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
  });

  it('is changed by merge patch, and not in what the platform sets', async () => {
    const path = await drafted({ summary: { en: 'Around tables' } });
    const { body } = await patch(path, { summary: null, whenToUse: { en: 'Many people, one question' } });
    expect(body).toMatchObject({ version: 2, summary: null, whenToUse: { en: 'Many people, one question' }, ...smallest });
    const same = await patch(path, { whenToUse: { en: 'Many people, one question' } });
    expect([same.status, same.body.version]).toEqual([200, 2]);
    for (const member of ['status', 'edition', 'publishedAt', 'unpublishedChanges', 'version', 'id']) {
      const refused = await patch(path, { [member]: null });
      expect([refused.status, refused.body.code, pointersOf(refused.body)]).toEqual([422, 'read-only', [`/${member}`]]);
    }
    const refused = await patch(path, { name: null });
    expect([refused.status, pointersOf(refused.body)]).toEqual([422, ['/name']]);
  });
});

describe('publishing a method', () => {
  it('makes edition 1, 2 … and everybody reads what the last one says', async () => {
    const path = await drafted();
    const { status, body, headers } = await publish(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...smallest, status: 'published', edition: 1, version: 2, actions: ['publish'], unpublishedChanges: false });
    expect(headers.etag).toMatch(/^"2-/);
    const public1 = await read(path);
    expect(public1).toMatchObject({ ...smallest, status: 'published', edition: 1, actions: [], publishedAt: body.publishedAt });
    expect(public1).not.toHaveProperty('unpublishedChanges');
    expect((await publish(path)).body).toMatchObject({ edition: 2, version: 3 });
    expect(await read(path)).toMatchObject({ edition: 2 });
  });

  it('shows others nothing of what is at work for the next edition', async () => {
    const path = await drafted();
    await publish(path);
    const { body } = await patch(path, { name: { en: 'Café of the world' } });
    expect(body).toMatchObject({ status: 'published', edition: 1, name: { en: 'Café of the world' }, unpublishedChanges: true });
    for (const reader of [roadmap.anyone, platform, await roadmap.as('partner')]) {
      expect((await read(path, reader)).name).toEqual(smallest.name);
      expect((await read(`/methods?id=${body.id}`, reader)).data[0].name).toEqual(smallest.name);
    }
    expect(JSON.stringify(await toldOf(path))).not.toContain('Café of the world');
    await publish(path);
    expect(await read(path)).toMatchObject({ edition: 2, name: { en: 'Café of the world' } });
  });

  it('leaves an edition as it was, whatever is published later', async () => {
    const path = await drafted({ variants: [{ id: 'short', name: { en: 'Short' }, phases: [ideate] }] });
    await publish(path);
    const first = await read(`${path}/editions/1`);
    expect(first).toMatchObject({ method: path.slice('/methods/'.length), edition: 1, ...smallest, variants: [{ id: 'short', phases: [ideate] }] });
    await patch(path, { name: { en: 'Another' }, phases: [ideate], variants: [] });
    expect(await read(`${path}/editions/1`)).toEqual(first);
    await publish(path);
    expect(await read(`${path}/editions/1`)).toEqual(first);
    expect(await read(`${path}/editions/2`)).toMatchObject({ edition: 2, name: { en: 'Another' }, phases: [ideate], variants: [] });
    const { data } = await read(`${path}/editions`);
    expect(data.map(({ edition, name }: { edition: number; name: object }) => [edition, name])).toEqual([
      [1, smallest.name],
      [2, { en: 'Another' }],
    ]);
  });

  it('has no edition 0, none that is still to come, and none by a word', async () => {
    const path = await drafted();
    await coordinator.get(`${path}/editions/1`).expect(404);
    await publish(path);
    for (const n of ['0', '2', '-1', '1.0', '01', 'latest', '99999999999999999999']) await roadmap.anyone.get(`${path}/editions/${n}`).expect(404);
    await roadmap.anyone.patch(`${path}/editions/1`, { name: { en: 'Other' } }).expect(405);
    await coordinator.delete(`${path}/editions/1`).expect(405);
  });

  it('twice at once makes one edition: the other one is stale', async () => {
    const path = await drafted();
    const match = await coordinator.matching(path);
    const answers = await Promise.all(Array.from({ length: 6 }, () => coordinator.post(`${path}/publish`, {}, match)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412]);
    expect((await read(`${path}/editions`)).data).toHaveLength(1);
  });

  it('is told in history and to others: of a draft that there is one, of an edition all', async () => {
    const path = await drafted({ summary: { en: 'DRAFTED' } });
    await publish(path);
    await patch(path, { summary: { en: 'AT WORK' } });
    const [created, published, changed, ...more] = await toldOf(path);
    expect(more).toEqual([]);
    expect(created).toMatchObject({ type: 'fiksu.roadmap.method.created.v1', data: { status: 'draft', edition: 0, visibility: 'internal' } });
    expect(JSON.stringify(created)).not.toContain('DRAFTED');
    expect(published).toMatchObject({ type: 'fiksu.roadmap.method.published.v1', data: { edition: 1, summary: { en: 'DRAFTED' }, visibility: 'public' } });
    expect(published?.data.change).toMatchObject({ action: 'publish', from: 'draft', to: 'published' });
    expect(changed?.data.change).toMatchObject({ action: 'change', from: 'published', to: 'published', fields: ['/draft'] });
    const { data } = await read(`${path}/history`);
    expect(data.map(({ action, to }: Record<string, string>) => [action, to])).toEqual([
      ['create', 'draft'],
      ['publish', 'published'],
      ['change', 'published'],
    ]);
  });
});

describe('a platform', () => {
  it('reads of a draft what an event carries, and searches nothing in it', async () => {
    const path = await drafted({ name: { en: 'Hushhush' } });
    expect(Object.keys(await read(path, platform)).sort()).toEqual([
      ...['actions', 'createdAt', 'edition', 'id', 'publishedAt', 'status', 'updatedAt', 'version'],
    ]);
    expect((await read('/methods?q=hushhush', platform)).data).toEqual([]);
    expect((await read('/methods?q=hushhush', coordinator)).data).toHaveLength(1);
  });
});

describe('the list of methods', () => {
  it('is searched in the words that its reader sees: coordinators in their next edition, everybody else in the last one', async () => {
    const path = await drafted({ name: { en: 'Oldwording' }, summary: { en: 'Oldsummary' } });
    await publish(path);
    await patch(path, { name: { en: 'Newwording' }, summary: null });
    const found = async (words: string, by: Client) => (await read(`/methods?q=${words}`, by)).data.length;
    const counted = async (words: string, by: Client) => (await read(`/methods/counts?by=status&q=${words}`, by)).total;
    expect([await found('newwording', coordinator), await counted('newwording', coordinator)]).toEqual([1, 1]);
    expect([await found('oldwording', coordinator), await found('oldsummary', coordinator)]).toEqual([0, 0]);
    for (const by of [roadmap.anyone, platform]) {
      expect([await found('newwording', by), await counted('newwording', by)]).toEqual([0, 0]);
      expect([await found('oldwording', by), await found('oldsummary', by)]).toEqual([1, 1]);
    }
    expect((await publish(path)).status).toBe(200);
    expect([await found('newwording', roadmap.anyone), await found('oldwording', roadmap.anyone)]).toEqual([1, 0]);
  });

  it('is filtered, counted, sorted and given out', async () => {
    const tag = `Sorting ${Date.now()}`;
    const [draft, early, late] = [await drafted({ name: { en: tag } }), await drafted({ name: { en: tag } }), await drafted({ name: { en: tag } })];
    for (const path of [early, late]) await publish(path);
    const paths = async (query: string, by: Client = coordinator) =>
      (await read(`/methods?q=${encodeURIComponent(tag)}&${query}`, by)).data.map(({ id }: { id: string }) => `/methods/${id}`);
    expect(await paths('sort=publishedAt')).toEqual([early, late, draft]);
    expect(await paths('sort=-publishedAt&status=published')).toEqual([late, early]);
    expect(await paths('status=draft')).toEqual([draft]);
    expect(await paths('sort=publishedAt', roadmap.anyone)).toEqual([early, late]);
    const { page } = await read(`/methods?q=${encodeURIComponent(tag)}&sort=-publishedAt&limit=1`, coordinator);
    expect(await paths(`sort=-publishedAt&limit=1&after=${page.next}`)).toEqual([late]);
    expect(await read(`/methods/counts?by=status&q=${encodeURIComponent(tag)}`, coordinator)).toMatchObject({ counts: { draft: 1, published: 2 }, total: 3 });
    const lines = (await roadmap.anyone.get(`/methods/export?q=${encodeURIComponent(tag)}`).expect(200)).text.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { name: object }).name)).toEqual([{ en: tag }, { en: tag }]);
  });

  it('many are published in one request', async () => {
    const paths = [await drafted(), await drafted()];
    const rows = await Promise.all(
      paths.map(async (path) => ({ id: path.slice('/methods/'.length), action: 'publish', ifMatch: (await coordinator.matching(path))['If-Match'] })),
    );
    const { body } = await coordinator.post('/methods/batch', rows).expect(200);
    expect(body.data.map(({ status, body }: { status: number; body: { edition: number } }) => [status, body.edition])).toEqual([
      [200, 1],
      [200, 1],
    ]);
  });
});

describe('removing a method', () => {
  it('that no session uses takes its editions along', async () => {
    const path = await drafted();
    await publish(path);
    await coordinator.delete(path, await coordinator.matching(path)).expect(204);
    await coordinator.get(path).expect(404);
    await roadmap.anyone.get(`${path}/editions/1`).expect(404);
  });

  it('that a session uses is refused, and the session is named', async () => {
    const method = await publishedMethod(coordinator);
    const session = await plannedSession(coordinator, { method });
    const { status, body } = await coordinator.delete(`/methods/${method}`, await coordinator.matching(`/methods/${method}`));
    expect([status, body.code, body.usedBy]).toEqual([409, 'in-use', [session.slice(1)]]);
  });
});

describe('the track record of a method', () => {
  it('counts its closed sessions, and each outcome and each pilot once', async () => {
    const method = await publishedMethod(coordinator);
    const [pilot, other] = ['0198bbbb-0000-7000-8000-0000000000f1', '0198bbbb-0000-7000-8000-0000000000f2'];
    const item = (terms: object = {}) => ({ kind: 'item', title: { en: 'Shade' }, districts: ['malmi'], horizon: 'now', ...terms });
    const need = { kind: 'need', title: { en: 'Seats' }, districts: ['malmi'] };
    const first = await openSession(coordinator, { method, variant: 'two-day' });
    const made = await acted(coordinator, first, 'close', { outcomes: [item({ pilots: [pilot] }), item({ pilots: [pilot, other] }), need] });
    const second = await openSession(coordinator, { method, startsAt: '2027-03-01T07:00:00Z', endsAt: '2027-03-02T07:00:00Z' });
    await acted(coordinator, second, 'close', { outcomes: [need, { kind: 'item', id: made.outcomes[0].id }] });
    const third = await closedSession(coordinator, { method, startsAt: '2027-04-01T07:00:00Z', endsAt: '2027-04-02T07:00:00Z' });
    await openSession(coordinator, { method });
    const record = await read(`/methods/${method}/track-record`);
    expect(record).toMatchObject({ sessions: 3, outcomes: { needs: 2, items: 2 }, pilots: 2 });
    const rows = record.data as { session: string; edition: number; variant: string | null; outcomes: object }[];
    expect(rows.map(({ session, edition, variant, outcomes }) => [session, edition, variant, outcomes])).toEqual([
      [sessionIdOf(third), 1, null, { needs: 0, items: 0 }],
      [sessionIdOf(second), 1, null, { needs: 1, items: 1 }],
      [sessionIdOf(first), 1, 'two-day', { needs: 1, items: 2 }],
    ]);
    expect(await read(`/methods/${method}/track-record`, coordinator)).toEqual(record);
  });

  it('of a method that nobody has used is empty', async () => {
    const method = await publishedMethod(coordinator);
    expect(await read(`/methods/${method}/track-record`)).toEqual({ sessions: 0, outcomes: { needs: 0, items: 0 }, pilots: 0, data: [] });
  });
});
