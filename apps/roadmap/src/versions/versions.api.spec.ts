/** The roadmap as it was published: API contract, R8, G5, G7 (what is public), G8 (districts), G25 (exports). */
import { createHash } from 'node:crypto';
import { Database, newId, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { idOf, needIn } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { canonicalJson } from './canonical-json.ts';

interface Item {
  id: string;
  status: string;
  [member: string]: unknown;
}
interface Version {
  id: string;
  number: number;
  hash: string;
  publishedAt: string;
  items: Item[];
}

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
});
afterAll(() => roadmap.stop());

const spring = { title: { fi: 'Kevät 2027', en: 'Spring 2027' } };
async function publish(by: Client = coordinator): Promise<Version> {
  const { status, body } = await by.post('/versions', spring);
  expect([status, body.errors]).toEqual([201, undefined]);
  return body as Version;
}

const titled = (fi: string) => ({ title: { fi }, districts: ['malmi'], horizon: 'next' });
/** An item, its path, after these actions. */
async function item(terms: object = {}, actions: [action: string, body?: object][] = [['commit']]): Promise<string> {
  const { status, body } = await coordinator.post('/items', { ...titled('Varjoa Malmin torille'), ...terms });
  expect([status, body.errors]).toEqual([201, undefined]);
  const path = `/items/${body.id as string}`;
  for (const [action, sent] of actions) await act(path, action, sent);
  return path;
}
async function act(path: string, action: string, body: object = {}): Promise<void> {
  const answer = await coordinator.act(path, action, body);
  expect([action, answer.status, answer.body.detail]).toEqual([action, 200, undefined]);
}
async function change(path: string, patch: object): Promise<void> {
  expect((await coordinator.patch(path, patch, await coordinator.matching(path))).status).toBe(200);
}
const id = (path: string) => path.replace('/items/', '');
const inIt = (version: Version, path: string) => version.items.find((each) => each.id === id(path));
const diff = async (a: Version, b: Version) => (await roadmap.anyone.get(`/versions/${a.id}/diff/${b.id}`).expect(200)).body;
const reason = { fi: 'Rahoitusta ei saatu', en: 'No money was found' };

describe('publishing the roadmap', () => {
  it('answers the version with its items, and anybody reads it at the address that was told', async () => {
    const path = await item();
    const { status, body, headers } = await coordinator.post('/versions', spring);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...spring, version: 1, number: expect.any(Number) as number, hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string });
    expect(inIt(body as Version, path)).toMatchObject({ status: 'committed', title: { fi: 'Varjoa Malmin torille' }, horizon: 'next', districts: ['malmi'] });
    expect(headers.location).toBe(`/roadmap/v1/versions/${body.id as string}`);
    const read = await roadmap.anyone.get(headers.location as string).expect(200);
    expect([read.body, read.headers.etag]).toEqual([body, headers.etag]);
    await roadmap.anyone.get(headers.location as string, { 'If-None-Match': headers.etag as string }).expect(304);
  });

  it('takes in what is committed to and later, and what has ended, once', async () => {
    const ways: Record<string, [string, object?][]> = {
      idea: [],
      committed: [['commit']],
      'in-progress': [['commit'], ['start']],
      'on-hold': [['commit'], ['start'], ['hold']],
      done: [['commit'], ['start'], ['complete']],
      dropped: [['commit'], ['drop', { reason }]],
    };
    const paths: Record<string, string> = {};
    for (const [status, way] of Object.entries(ways)) paths[status] = await item({}, way);
    paths.superseded = await item();
    await act(paths.superseded, 'supersede', { by: id(paths.committed as string) });
    const first = await publish();
    const statuses = (version: Version) => Object.entries(paths).flatMap(([status, path]) => (inIt(version, path)?.status === status ? [status] : []));
    expect(statuses(first)).toEqual(['committed', 'in-progress', 'on-hold', 'done', 'dropped', 'superseded']);
    expect(inIt(first, paths.dropped as string)?.dropReason).toEqual(reason);
    expect(inIt(first, paths.superseded)?.supersededBy).toBe(id(paths.committed as string));
    expect(statuses(await publish())).toEqual(['committed', 'in-progress', 'on-hold', 'done']);
  });

  it('tells nothing that is not public: no idea that was dropped, no need before it is accepted, no item before it is committed to', async () => {
    const [accepted, submitted] = [idOf(await needIn(roadmap, 'accepted')), idOf(await needIn(roadmap, 'submitted'))];
    const idea = await item({}, []);
    const dropped = await item({ title: { fi: 'Salainen ajatus' } }, [['drop', { reason }]]);
    const path = await item({ needs: [accepted, submitted], dependsOn: [id(idea)] });
    const version = await publish();
    expect([inIt(version, path)?.needs, inIt(version, path)?.dependsOn]).toEqual([[accepted], []]);
    expect([inIt(version, idea), inIt(version, dropped)]).toEqual([undefined, undefined]);
    expect(JSON.stringify(version)).not.toContain('Salainen');
  });

  it('keeps what was published, whatever becomes of the items', async () => {
    const path = await item({ horizon: 'later', goal: { fi: 'Viileämpi tori' } });
    const milestone = await coordinator.post(`${path}/milestones`, { title: { fi: 'Puut tilattu' }, dueOn: '2027-04-30' });
    expect(milestone.status).toBe(201);
    const before = await publish();
    expect(inIt(before, path)).toMatchObject({ horizon: 'later', milestones: [{ id: milestone.body.id as string, status: 'due', dueOn: '2027-04-30' }] });
    await change(path, { title: { fi: 'Toinen nimi' }, goal: null, horizon: 'now', districts: ['malmi', 'pasila'] });
    await act(path, 'drop', { reason });
    await publish();
    expect((await roadmap.anyone.get(`/versions/${before.id}`).expect(200)).body).toEqual(before);
  });

  it('gives a hash over all of the items that anybody can verify', async () => {
    await item({ themes: ['energy'], window: { from: '2027-03', to: '2027-11-30' }, goal: { sv: 'Ett svalare torg "mitt i byn" / 10 °C' } });
    const { id: version } = await publish();
    const { items, hash } = (await roadmap.anyone.get(`/versions/${version}`).expect(200)).body as Version;
    expect(hash).toBe(`sha256:${createHash('sha256').update(canonicalJson(items), 'utf8').digest('hex')}`);
    expect(items.map((each) => each.id)).toEqual(items.map((each) => each.id).sort());
  });

  it('of the same roadmap gives the same hash, and another one as soon as anything is another', async () => {
    const path = await item();
    await publish();
    const [one, again] = [await publish(), await publish()];
    expect(again.hash).toBe(one.hash);
    for (const patch of [{ expectedClimateEffect: { fi: 'Hiilinielu' } }, { window: { from: '2028-01' } }, { themes: ['mobility'] }]) {
      const before = await publish();
      await change(path, patch);
      expect((await publish()).hash).not.toBe(before.hash);
    }
  });

  it.each([
    ['without a title', {}, '/title'],
    ['with a plain title', { title: 'Spring' }, '/title'],
    ['with a number of its own', { ...spring, number: 7 }, '/number'],
  ])('%s is malformed', async (_, sent, pointer) => {
    const { status, body } = await coordinator.post('/versions', sent);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'malformed', pointer]);
  });

  it('is not for a coordinator who is limited to some districts: a version is of all', async () => {
    const { status, body } = await (await roadmap.as('coordinator', { districts: ['malmi'] })).post('/versions', spring);
    expect([status, body.code]).toEqual([403, 'outside-districts']);
  });

  it('is told to others, without the items', async () => {
    const { id: version, number, hash } = await publish();
    const [told] = await roadmap.app
      .get(Database)
      .run<{ event: { type: string; data: Record<string, unknown> } }>(sql`select event from outbox where aggregate = ${`versions/${version}`}`);
    expect(told?.event).toMatchObject({
      type: 'fiksu.roadmap.version.created.v1',
      data: { id: version, number, hash, ...spring, change: { action: 'create' } },
    });
    expect(told?.event.data).not.toHaveProperty('items');
  });
});

describe('reading versions', () => {
  it('takes an id and a number, and tells the latest', async () => {
    const published = await publish();
    for (const name of [published.id, published.number, 'latest']) expect((await roadmap.anyone.get(`/versions/${name}`).expect(200)).body).toEqual(published);
    for (const name of [0, '01', 999_999, newId(), 'first']) expect((await roadmap.anyone.get(`/versions/${name}`)).status).toBe(404);
  });

  it('knows no latest before the first', async () => {
    const empty = await startRoadmap();
    try {
      const { status, body } = await empty.anyone.get('/versions/latest');
      expect([status, body.code]).toEqual([404, 'not-found']);
    } finally {
      await empty.stop();
    }
  });

  it('lists them newest first, found by number and words, counted and exported, without their items', async () => {
    await publish();
    const { body } = await coordinator.post('/versions', { title: { sv: 'Höstens färdplan' } });
    const { id: version, number, hash } = body as Version;
    const [newest] = (await roadmap.anyone.get('/versions?limit=1').expect(200)).body.data as object[];
    expect(newest).toMatchObject({ id: version, number, hash });
    expect(newest).not.toHaveProperty('items');
    for (const query of [`number=${number}`, `q=${encodeURI('höstens')}`, `id=${version}`])
      expect((await roadmap.anyone.get(`/versions?${query}`).expect(200)).body.data).toMatchObject([{ id: version }]);
    expect((await roadmap.anyone.get(`/versions/counts?by=number&number=${number}`)).body).toEqual({ by: 'number', counts: { [number]: 1 }, total: 1 });
    const upwards = (await roadmap.anyone.get('/versions?sort=number&limit=200').expect(200)).body.data as Version[];
    expect(upwards.map((each) => each.number)).toEqual(upwards.map((_, index) => index + 1));
    const exported = await roadmap.anyone.get(`/versions/export?number=${number}`).buffer(true).expect(200);
    expect(JSON.parse(exported.text)).toEqual(newest);
  });

  it('tells who published it, by either name', async () => {
    const { id: version, number } = await publish();
    for (const name of [version, number])
      expect((await roadmap.anyone.get(`/versions/${name}/history`).expect(200)).body.data).toMatchObject([{ action: 'create', by: { role: 'coordinator' } }]);
  });

  it('is all that can be done with them: they are not changed and not removed', async () => {
    const { id: version } = await publish();
    for (const answer of [
      await coordinator.patch(`/versions/${version}`, spring, { 'If-Match': '*' }),
      await coordinator.delete(`/versions/${version}`, { 'If-Match': '*' }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([405, 'method-not-allowed']);
      expect(answer.headers.allow).toContain('GET');
    }
    const db = roadmap.app.get(Database);
    for (const statement of [sql`update roadmap_version set hash = ''`, sql`delete from roadmap_version_item`, sql`truncate roadmap_version cascade`])
      await expect(db.run(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('two versions compared', () => {
  it('tell what is new, what was dropped and why, what has changed and what has moved', async () => {
    const [kept, moved, dropped, superseded] = [await item(), await item(titled('Siirtyvä')), await item(titled('Putoava')), await item(titled('Väistyvä'))];
    const a = await publish();
    const added = await item(titled('Uusi'));
    await change(moved, { horizon: 'now', goal: { fi: 'Pian' } });
    await act(dropped, 'drop', { reason });
    await act(superseded, 'supersede', { by: id(added) });
    const b = await publish();
    const told = await diff(a, b);
    expect(told).toEqual({
      ...{ a: a.id, b: b.id },
      added: [{ id: id(added), title: { fi: 'Uusi' } }],
      removed: [],
      dropped: [{ id: id(dropped), title: { fi: 'Putoava' }, reason }],
      changed: expect.arrayContaining([
        {
          ...{ id: id(moved), title: { fi: 'Siirtyvä' } },
          changes: expect.arrayContaining([
            { pointer: '/horizon', from: 'next', to: 'now' },
            { pointer: '/goal', from: null, to: { fi: 'Pian' } },
          ]),
        },
        {
          ...{ id: id(superseded), title: { fi: 'Väistyvä' } },
          changes: expect.arrayContaining([
            { pointer: '/status', from: 'committed', to: 'superseded' },
            { pointer: '/supersededBy', from: null, to: id(added) },
          ]),
        },
      ]),
      moved: [{ id: id(moved), title: { fi: 'Siirtyvä' }, from: 'next', to: 'now' }],
    });
    expect(told.changed).toHaveLength(2);
    expect(JSON.stringify(told)).not.toContain(id(kept));
    expect((await roadmap.anyone.get(`/versions/${a.number}/diff/${b.number}`).expect(200)).body).toEqual(told);
  });

  it('tell what was dropped between them, though neither of them says so', async () => {
    const path = await item(titled('Putosi välissä'));
    const a = await publish();
    await act(path, 'drop', { reason });
    await publish();
    const c = await publish();
    const { removed, dropped } = await diff(a, c);
    expect([dropped, removed]).toEqual([[{ id: id(path), title: { fi: 'Putosi välissä' }, reason }], []]);
  });

  it('tell the other way round what was not there yet', async () => {
    const a = await publish();
    const path = await item(titled('Myöhempi'));
    const b = await publish();
    const { added, removed } = await diff(b, a);
    expect([added, removed]).toEqual([[], [{ id: id(path), title: { fi: 'Myöhempi' } }]]);
  });

  it('have no difference to themselves, and none to what is not there', async () => {
    const { id: version } = await publish();
    const none = { added: [], removed: [], dropped: [], changed: [], moved: [] };
    expect((await roadmap.anyone.get(`/versions/${version}/diff/${version}`).expect(200)).body).toEqual({ a: version, b: version, ...none });
    for (const path of [`${version}/diff/${newId()}`, `999999/diff/${version}`, `latest/diff/${version}`])
      expect((await roadmap.anyone.get(`/versions/${path}`)).status).toBe(404);
  });
});
