/** Sessions as they are planned, opened, changed, listed and removed: API contract, R6, G11, G12, G14 and G22. */
import type { CloudEvent } from '@fiksu/contracts';
import { Database, newId, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { idOf, needIn, submitted } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { acted, closedSession, openSession, plannedSession, publishedMethod, sessionIdOf, sessionOf } from '../testing/sessions-in-any-state.ts';

const org = (last: number) => `0198bbbb-0000-7000-8000-00000000000${last}`;

let roadmap: TestService;
let coordinator: Client;
let method: string;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator', { sub: 'maija.meikalainen' });
  method = await publishedMethod(coordinator);
});
afterAll(() => roadmap.stop());

const create = async (terms: object = {}) => coordinator.post('/sessions', sessionOf(method, terms));
const patch = async (path: string, change: object) => coordinator.patch(path, change, await coordinator.matching(path));
const read = async (path: string, by: Client = roadmap.anyone) => (await by.get(path).expect(200)).body;
const pointersOf = (body: { errors?: { pointer: string }[] }) => body.errors?.map((fault) => fault.pointer);
type SessionEvent = CloudEvent & { data: Record<string, unknown> };
const toldOf = async (path: string) =>
  (await roadmap.app.get(Database).run<{ event: SessionEvent }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by id`)).map(
    ({ event }) => event,
  );

describe('a session', () => {
  it('is planned by a published method, and has the phases of its last edition', async () => {
    const needs = [idOf(await submitted(roadmap)), idOf(await needIn(roadmap, 'accepted'))];
    const sent = { needs, themes: ['wellbeing'], description: { fi: 'Torilla' }, facilitator: org(1) };
    const { status, body, headers } = await create(sent);
    expect([status, body.errors]).toEqual([201, undefined]);
    expect(body).toMatchObject({ ...sessionOf(method, sent), status: 'planned', actions: ['open'], version: 1, edition: 1, variant: null });
    expect(body).toMatchObject({ attachments: [], notes: [], votes: [], participants: [], outcomes: [] });
    expect(body.phases.map(({ id, duration }: Record<string, string>) => [id, duration])).toEqual([
      ...[
        ['understand', 'P1D'],
        ['ideate', 'P1D'],
        ['choose', 'P1D'],
        ['prototype', 'P1D'],
        ['test', 'P1D'],
      ],
    ]);
    expect(headers).toMatchObject({ location: `/roadmap/v1/sessions/${body.id}`, etag: expect.stringMatching(/^"1-/) as string });
    expect(await read(`/sessions/${body.id}`, coordinator)).toEqual(body);
  });

  it('can be the form of two days, whose phases are then its own', async () => {
    const { body } = await create({ variant: 'two-day' });
    expect(body).toMatchObject({ variant: 'two-day', phases: [{ id: 'understand', duration: 'PT3H' }, {}, {}, { id: 'prototype', duration: 'PT4H' }, {}] });
  });

  it('needs a method, a title, districts and its times, and nothing else', async () => {
    for (const member of ['method', 'title', 'districts', 'startsAt', 'endsAt']) {
      const { status, body } = await create({ [member]: undefined });
      expect([status, body.code, pointersOf(body)]).toEqual([400, 'malformed', [`/${member}`]]);
    }
    expect((await create({ title: 'Malmi' })).status).toBe(400);
    expect((await create({ notes: [] })).status).toBe(400);
    expect((await create()).status).toBe(201);
  });

  it.each([
    ['by a method that nobody knows', { method: newId() }, '/method'],
    ['by an edition that there is not', { edition: 2 }, '/edition'],
    ['in a form that the method lacks', { variant: 'one-day' }, '/variant'],
    ['in a district that nobody knows', { districts: ['malmi', 'atlantis'] }, '/districts/1'],
    ['on a theme that nobody knows', { themes: ['gold'] }, '/themes/0'],
    ['about a need that nobody knows', { needs: [newId()] }, '/needs/0'],
    ['that ends before it begins', { endsAt: '2027-02-01T06:59:59Z' }, '/endsAt'],
    ['that ends as it begins', { endsAt: '2027-02-01T07:00:00Z' }, '/endsAt'],
  ])('%s is refused', async (_, sent, pointer) => {
    const { status, body } = await create(sent);
    expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
  });

  it('by a method that is a draft is refused', async () => {
    const { body: draft } = await coordinator.post('/methods', { name: { en: 'Draft' }, phases: [{ id: 'one', name: { en: 'One' } }] }).expect(201);
    const { status, body } = await create({ method: draft.id });
    expect([status, pointersOf(body)]).toEqual([422, ['/method']]);
  });

  it('keeps the edition with which it was planned, whatever is published later', async () => {
    const own = await publishedMethod(coordinator);
    const path = await plannedSession(coordinator, { method: own });
    const { phases } = await read(path, coordinator);
    await coordinator.patch(`/methods/${own}`, { phases: [{ id: 'other', name: { en: 'Other' } }], variants: [] }, { 'If-Match': '*' }).expect(200);
    await acted(coordinator, `/methods/${own}`, 'publish');
    expect((await patch(path, { title: { en: 'Renamed' } })).body).toMatchObject({ edition: 1, phases, title: { en: 'Renamed' } });
    await acted(coordinator, path, 'open');
    expect((await coordinator.post(`${path}/record`, { phase: 'other' })).status).toBe(422);
    expect((await coordinator.post(`${path}/record`, { phase: 'understand', notes: [{ text: { en: 'Hot' } }] })).status).toBe(200);
    // The next one is planned by the edition that is the last by then, unless it names another.
    expect((await create({ method: own })).body).toMatchObject({ edition: 2, phases: [{ id: 'other' }] });
    expect((await create({ method: own, edition: 1 })).body).toMatchObject({ edition: 1, phases });
  });

  it('is changed as long as it is planned in all that was sent, then in what the record does not rest on', async () => {
    const path = await plannedSession(coordinator);
    expect((await patch(path, { variant: 'two-day' })).body).toMatchObject({ version: 2, variant: 'two-day', phases: [{ duration: 'PT3H' }, {}, {}, {}, {}] });
    const other = await publishedMethod(coordinator, { variants: [] });
    const moved = await patch(path, { method: other, variant: null });
    expect(moved.body).toMatchObject({ method: other, edition: 1, variant: null });
    await acted(coordinator, path, 'open');
    for (const [change, pointer] of [
      [{ method }, '/method'],
      [{ variant: 'two-day' }, '/variant'],
    ] as const) {
      const { status, body } = await patch(path, change);
      expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
    }
    expect((await patch(path, { endsAt: '2027-02-02T15:00:00Z' })).body).toMatchObject({ endsAt: '2027-02-02T15:00:00.000Z', version: 5 });
    await acted(coordinator, path, 'close');
    expect(pointersOf((await patch(path, { districts: ['pasila'] })).body)).toEqual(['/districts']);
    expect((await patch(path, { description: { fi: 'Näin kävi' } })).body).toMatchObject({ status: 'closed', description: { fi: 'Näin kävi' } });
    for (const member of ['status', 'phases', 'notes', 'votes', 'participants', 'outcomes']) {
      const { status, body } = await patch(path, { [member]: [] });
      expect([status, body.code, pointersOf(body)]).toEqual([422, 'read-only', [`/${member}`]]);
    }
  });

  it('goes from planned to open to closed, and no other way', async () => {
    const path = await plannedSession(coordinator);
    const refused = async (action: string, allowed: string[], state: string) => {
      const { status, body } = await coordinator.act(path, action, action === 'record' ? { phase: 'understand' } : {});
      expect([action, status, body.code, body.state, body.allowed]).toEqual([action, 409, 'illegal-transition', state, allowed]);
    };
    await refused('record', ['open'], 'planned');
    await refused('close', ['open'], 'planned');
    expect(await acted(coordinator, path, 'open')).toMatchObject({ status: 'open', actions: ['record', 'close'], version: 2 });
    await refused('open', ['record', 'close'], 'open');
    expect(await acted(coordinator, path, 'close')).toMatchObject({ status: 'closed', actions: [], outcomes: [], version: 3 });
    for (const action of ['open', 'record', 'close']) await refused(action, [], 'closed');
    const { data } = await read(`${path}/history`);
    expect(data.map(({ action, from, to }: Record<string, string>) => [action, from, to])).toEqual([
      ['create', null, 'planned'],
      ['open', 'planned', 'open'],
      ['close', 'open', 'closed'],
    ]);
  });

  it('of which nothing has come is removed, and one of which something has is not', async () => {
    const path = await openSession(coordinator);
    await coordinator.post(`${path}/record`, { phase: 'understand', notes: [{ text: { en: 'Hot' } }] }).expect(200);
    await coordinator.delete(path, await coordinator.matching(path)).expect(204);
    await coordinator.get(path).expect(404);
    const used = await openSession(coordinator);
    const { outcomes } = await acted(coordinator, used, 'close', { outcomes: [{ kind: 'need', title: { en: 'Seats' }, districts: ['malmi'] }] });
    const { status, body } = await coordinator.delete(used, await coordinator.matching(used));
    expect([status, body.code, body.usedBy]).toEqual([409, 'in-use', [`needs/${outcomes[0].id}`]]);
  });

  it('that a need names as what addressed it is not removed, as its author reads of it', async () => {
    const path = await plannedSession(coordinator);
    const need = await needIn(roadmap, 'crystallised');
    const links = [{ kind: 'session', id: sessionIdOf(path) }];
    expect((await coordinator.act(need, 'address', { how: { fi: 'Siitä puhuttiin torilla' }, links })).status).toBe(200);
    const { status, body } = await coordinator.delete(path, await coordinator.matching(path));
    expect([status, body.code, body.usedBy]).toEqual([409, 'in-use', [`needs/${idOf(need)}`]]);
  });
});

describe('the list of sessions', () => {
  it('is filtered by all that they name, counted, and sorted by when they begin', async () => {
    const own = await publishedMethod(coordinator);
    const need = idOf(await needIn(roadmap, 'accepted'));
    const late = await plannedSession(coordinator, {
      ...{ method: own, variant: 'two-day', needs: [need], themes: ['energy'], facilitator: org(4) },
      ...{ startsAt: '2028-01-01T08:00:00Z', endsAt: '2028-01-02T08:00:00Z', districts: ['pasila'] },
    });
    const early = await openSession(coordinator, { method: own });
    const { outcomes } = await acted(coordinator, early, 'close', { outcomes: [{ kind: 'need', title: { en: 'Seats' }, districts: ['malmi'] }] });
    const found = async (query: string, by: Client = coordinator) =>
      (await read(`/sessions?method=${own}&${query}`, by)).data.map(({ id }: { id: string }) => `/sessions/${id}`);
    expect(await found('sort=startsAt')).toEqual([early, late]);
    expect(await found('sort=-startsAt')).toEqual([late, early]);
    for (const query of ['variant=two-day', `need=${need}`, 'theme=energy', `facilitator=${org(4)}`, 'district=pasila', 'status=planned'])
      expect([query, await found(query)]).toEqual([query, [late]]);
    expect(await found(`outcome=${outcomes[0].id}`)).toEqual([early]);
    expect(await found('', roadmap.anyone)).toEqual([early]);
    expect(await read(`/sessions/counts?by=status&method=${own}`, coordinator)).toMatchObject({ counts: { planned: 1, open: 0, closed: 1 }, total: 2 });
    for (const [by, counts] of [
      ['district', { malmi: 1, pasila: 1 }],
      ['theme', { energy: 1 }],
      ['need', { [need]: 1 }],
      ['variant', { 'two-day': 1 }],
      ['facilitator', { [org(4)]: 1 }],
      ['method', { [own]: 2 }],
    ] as const)
      expect([by, (await read(`/sessions/counts?by=${by}&method=${own}`, coordinator)).counts]).toEqual([by, counts]);
    const lines = (await coordinator.get(`/sessions/export?method=${own}&sort=startsAt`).expect(200)).text.trim().split('\n');
    expect(lines.map((line) => `/sessions/${(JSON.parse(line) as { id: string }).id}`)).toEqual([early, late]);
    const { text: csv } = await coordinator.get(`/sessions/export?method=${own}&sort=startsAt&format=csv`).expect(200);
    expect(csv.split('\r\n')[1]).toContain('Malmi sprint');
  });

  it('many are opened in one request', async () => {
    const paths = [await plannedSession(coordinator), await closedSession(coordinator)];
    const rows = await Promise.all(
      paths.map(async (path) => ({ id: sessionIdOf(path), action: 'open', ifMatch: (await coordinator.matching(path))['If-Match'] })),
    );
    const { body } = await coordinator.post('/sessions/batch', rows).expect(200);
    expect(body.data.map(({ status }: { status: number }) => status)).toEqual([200, 409]);
  });
});

describe('of a session, others are told', () => {
  it('that there is one and where, until it is closed; then all but what people said', async () => {
    const need = idOf(await needIn(roadmap, 'accepted'));
    const path = await openSession(coordinator, { needs: [need], title: { en: 'HUSH' }, facilitator: org(5) });
    const counted = [
      { organisation: org(3), count: 2 },
      { district: 'malmi', group: 'residents', count: 9 },
    ];
    await coordinator.post(`${path}/record`, { phase: 'understand', votes: [{ need, count: 7 }], participants: counted }).expect(200);
    const before = await toldOf(path);
    expect(before.map(({ type }) => type.replace('fiksu.roadmap.session.', ''))).toEqual(['created.v1', 'opened.v1', 'recorded.v1']);
    for (const { data } of before)
      expect(Object.keys(data).sort()).toEqual(['change', 'createdAt', 'districts', 'id', 'status', 'themes', 'updatedAt', 'version', 'visibility']);
    for (const word of ['HUSH', org(5), org(3), 'maija', need]) expect(JSON.stringify(before)).not.toContain(word);
    await acted(coordinator, path, 'close', { outcomes: [{ kind: 'need', title: { en: 'Seats' }, districts: ['malmi'] }] });
    const closed = (await toldOf(path)).at(-1) as SessionEvent;
    expect(closed).toMatchObject({ type: 'fiksu.roadmap.session.closed.v1', subject: path.slice(1), aggregateversion: 4 });
    expect(closed.data).toMatchObject({
      ...{ status: 'closed', visibility: 'public', title: { en: 'HUSH' }, needs: [need], method: expect.any(String) as string, edition: 1 },
      change: { action: 'close', from: 'open', to: 'closed', by: 'coordinator' },
      votes: [{ phase: 'understand', need, note: null, count: 7 }],
      participants: [
        { phase: 'understand', organisation: org(3), district: null, group: null, count: 2 },
        { phase: 'understand', organisation: null, district: 'malmi', group: 'residents', count: 9 },
      ],
      outcomes: [{ kind: 'need', id: expect.any(String) as string }],
    });
    expect(JSON.stringify(closed)).not.toContain('maija');
    for (const hidden of ['notes', 'linked', 'phases']) expect(closed.data).not.toHaveProperty(hidden);
  });
});
