/** What an item is linked with: API contract, R7 (links), G4, G10 and G22. */
import { newId } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { acted } from '../testing/sessions-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { ForeignThings } from './foreign-things.ts';
import { itemIn, made, needFor } from '../testing/items-in-any-state.ts';

let roadmap: TestService;
let coordinator: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator', { org: '0198bbbb-0000-7000-8000-000000000001' });
});
afterAll(() => roadmap.stop());

const read = async (path: string) => (await coordinator.get(path).expect(200)).body;
const linksOf = async (path: string, by: Client = coordinator) => (await by.get(`${path}/links`).expect(200)).body.data;

describe('a link', () => {
  it.each([
    ['pilot', 'pilots'],
    ['proposal', 'proposals'],
    ['indicator', 'indicators'],
    ['learning', 'learnings'],
  ])('with a %s is the same as its id among the %s, heard of or not, and keeps since when and by whom', async (kind, member) => {
    const [path, id] = [await made(coordinator), newId()];
    const { status, body, headers } = await coordinator.post(`${path}/links`, { kind, id });
    expect([status, body]).toMatchObject([
      201,
      { kind, id, title: null, status: null, by: { role: 'coordinator', organisation: '0198bbbb-0000-7000-8000-000000000001' } },
    ]);
    expect(headers.location).toBe(`/roadmap/v1${path}/links/${kind}/${id}`);
    const item = await read(path);
    expect([item.version, item[member]]).toEqual([2, [id]]);
    const { version: _, ...link } = body;
    expect(await linksOf(path)).toEqual([{ ...link, since: item.updatedAt }]);
    expect((await coordinator.delete(`${path}/links/${kind}/${id}`)).status).toBe(204);
    expect([(await read(path))[member], await linksOf(path)]).toEqual([[], []]);
  });

  it('that stands in the body of the item is a link as well, and comes and goes with it', async () => {
    const pilot = newId();
    const path = await made(coordinator, { pilots: [pilot] });
    expect(await linksOf(path)).toMatchObject([{ kind: 'pilot', id: pilot }]);
    await coordinator.patch(path, { pilots: [] }, { 'If-Match': '*' }).expect(200);
    expect(await linksOf(path)).toEqual([]);
  });

  it('with a need shows its title and state to those who may see the need', async () => {
    const [path, need] = [await itemIn(roadmap, 'committed'), await needFor(roadmap, { title: { fi: 'Salainen' } })];
    await coordinator.post(`${path}/links`, { kind: 'need', id: need }).expect(201);
    expect(await linksOf(path)).toMatchObject([{ kind: 'need', id: need, title: { fi: 'Salainen' }, status: 'submitted' }]);
    expect(await linksOf(path, roadmap.anyone)).toMatchObject([{ kind: 'need', id: need, title: null, status: null }]);
    for (const action of ['triage', 'accept']) await acted(coordinator, `/needs/${need}`, action);
    expect(await linksOf(path, roadmap.anyone)).toMatchObject([{ title: { fi: 'Salainen' }, status: 'accepted' }]);
  });

  it.each<['pilot' | 'indicator' | 'learning', string, boolean]>([
    ['pilot', 'preparation', false],
    ['pilot', 'ready', true],
    ['indicator', 'active', true],
    ['learning', 'draft', false],
    ['learning', 'published', true],
  ])('with a %s that is %s shows what was heard of it to the team, and to everybody: %p', async (kind, status, open) => {
    const [path, id] = [await itemIn(roadmap, 'committed'), newId()];
    roadmap.app.get(ForeignThings, { strict: false }).add(kind, { of: async () => new Map([[id, { title: { en: 'Trees' }, status, progress: null }]]) });
    await coordinator.post(`${path}/links`, { kind, id }).expect(201);
    expect(await linksOf(path)).toMatchObject([{ kind, id, title: { en: 'Trees' }, status }]);
    expect(await linksOf(path, roadmap.anyone)).toMatchObject([{ kind, id, title: open ? { en: 'Trees' } : null, status: open ? status : null }]);
  });

  it('with a proposal is the team’s: a platform hears that it is there, and nobody else does', async () => {
    const [path, id] = [await itemIn(roadmap, 'committed'), newId()];
    const heard = new Map([[id, { title: { en: 'Trees' }, status: 'awarded', progress: null }]]);
    roadmap.app.get(ForeignThings, { strict: false }).add('proposal', { of: async () => heard });
    await coordinator.post(`${path}/links`, { kind: 'proposal', id }).expect(201);
    expect(await linksOf(path)).toMatchObject([{ kind: 'proposal', id, title: { en: 'Trees' }, status: 'awarded' }]);
    expect(await linksOf(path, await roadmap.as('platform'))).toMatchObject([{ kind: 'proposal', id, title: null, status: null }]);
    for (const role of ['partner', 'resident', 'evaluator'] as const) expect(await linksOf(path, await roadmap.as(role))).toEqual([]);
    expect(await linksOf(path, roadmap.anyone)).toEqual([]);
  });

  it('with a need that was merged is one with the need that goes on', async () => {
    const [path, need, survivor] = [await made(coordinator), await needFor(roadmap), await needFor(roadmap)];
    await acted(coordinator, `/needs/${need}`, 'merge', { into: survivor });
    expect((await coordinator.post(`${path}/links`, { kind: 'need', id: need }).expect(201)).body.id).toBe(survivor);
  });

  it('with a need that there is not is refused', async () => {
    const { status, body } = await coordinator.post(`${await made(coordinator)}/links`, { kind: 'need', id: newId() });
    expect([status, body.errors[0].pointer]).toEqual([422, '/id']);
  });

  it('is there once, also where two make it at once', async () => {
    const [path, id] = [await made(coordinator), newId()];
    const answers = await Promise.all([1, 2].map(() => coordinator.post(`${path}/links`, { kind: 'pilot', id })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'already-exists', existing: id });
    expect((await read(path)).pilots).toEqual([id]);
  });

  it('made by many at once is lost by none', async () => {
    const [path, ids] = [await made(coordinator), Array.from({ length: 8 }, newId)];
    const answers = await Promise.all(ids.map((id) => coordinator.post(`${path}/links`, { kind: 'indicator', id })));
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 201));
    expect([...(await read(path)).indicators].sort()).toEqual([...ids].sort());
  });

  it.each<[object, string]>([
    [{ kind: 'call', id: newId() }, '/kind'],
    [{ kind: 'pilot', id: 'first' }, '/id'],
    [{ kind: 'pilot' }, '/id'],
  ])('of %j is malformed', async (sent, pointer) => {
    const { status, body } = await coordinator.post(`${await made(coordinator)}/links`, sent);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'malformed', pointer]);
  });

  it('that is not there cannot be taken away', async () => {
    const path = await made(coordinator);
    for (const link of [`pilot/${newId()}`, 'pilot/first', `call/${newId()}`]) expect((await coordinator.delete(`${path}/links/${link}`)).status).toBe(404);
    expect((await read(path)).version).toBe(1);
  });
});
