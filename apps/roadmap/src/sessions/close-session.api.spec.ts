/** What comes of a session is made when it is closed, all of it or nothing: API contract, R6, G5, G10 and G16. */
import { Database, newId, sql } from '@fiksu/service';
import { secondSession, untilWaiting, type Client, type TestService } from '@fiksu/testing';
import { idOf, needIn, submitted } from '../testing/needs-in-any-state.ts';
import { startReplica } from '../testing/start-replica.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { acted, openSession, publishedMethod, sessionIdOf } from '../testing/sessions-in-any-state.ts';

let roadmap: TestService;
let coordinator: Client;
let db: Database;
let method: string;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
  db = roadmap.app.get(Database);
  method = await publishedMethod(coordinator);
});
afterAll(() => roadmap.stop());

const opened = (terms: object = {}) => openSession(coordinator, { method, ...terms });
const close = (path: string, outcomes: object[], by: Client = coordinator) => by.act(path, 'close', { outcomes });
const read = async (path: string, by: Client = coordinator) => (await by.get(path).expect(200)).body;
const item = (terms: object = {}) => ({ kind: 'item', title: { en: 'Shade for Malmi square' }, districts: ['malmi'], horizon: 'now', ...terms });
const need = (terms: object = {}) => ({ kind: 'need', title: { en: 'Somewhere to sit' }, districts: ['malmi'], ...terms });
const pointersOf = (body: { errors?: { pointer: string }[] }) => body.errors?.map((fault) => fault.pointer);

/** All that could be left of a session that was refused: rows, their history, and what others are told. */
async function everythingKept(): Promise<unknown> {
  const rows = await db.run<{ kept: object }>(sql`
    select json_build_array((select count(*) from need), (select count(*) from item), (select count(*) from history), (select count(*) from outbox),
      (select json_agg(session order by id) from session), (select json_agg(json_build_array(id, version, status) order by id) from need)) as kept`);
  return rows[0]?.kept;
}

describe('closing a session', () => {
  it('makes needs and items of its outcomes, crystallises the accepted needs that items name, and keeps the links', async () => {
    const needs = [idOf(await needIn(roadmap, 'accepted')), idOf(await needIn(roadmap, 'accepted')), idOf(await needIn(roadmap, 'triaged'))];
    const path = await opened({ needs, variant: 'two-day' });
    const { status, body, headers } = await close(path, [item({ goal: { en: 'Ten degrees less in July' }, needs }), need()]);
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(body).toMatchObject({ status: 'closed', version: 3, actions: [], notes: [] });
    expect(headers.etag).toMatch(/^"3-/);
    expect(body.outcomes).toEqual([
      { kind: 'item', id: expect.any(String) as string },
      { kind: 'need', id: expect.any(String) as string },
    ]);
    expect(await read(path)).toEqual(body);
    const [made, found] = [await read(`/items/${body.outcomes[0].id}`), await read(`/needs/${body.outcomes[1].id}`)];
    expect(made).toMatchObject({ status: 'candidate', needs, goal: { en: 'Ten degrees less in July' }, horizon: 'now', version: 1 });
    expect(found).toMatchObject({ status: 'submitted', source: 'session', session: sessionIdOf(path), title: { en: 'Somewhere to sit' }, version: 1 });
    const states = await Promise.all(needs.map(async (id) => (await read(`/needs/${id}`)).status as string));
    expect(states).toEqual(['crystallised', 'crystallised', 'triaged']);
    expect((await roadmap.anyone.get(path).expect(200)).body.outcomes).toEqual(body.outcomes);
    const history = (await read(`/needs/${needs[0]}/history`)).data;
    expect(history.at(-1)).toMatchObject({ action: 'crystallise', from: 'accepted', to: 'crystallised' });
  });

  it('tells of the session, of each need and of each item', async () => {
    const accepted = idOf(await needIn(roadmap, 'accepted'));
    const path = await opened();
    const { outcomes } = await acted(coordinator, path, 'close', { outcomes: [item({ needs: [accepted] }), need()] });
    const typeOf = async (subject: string) =>
      (await db.run<{ type: string }>(sql`select event ->> 'type' as type from outbox where aggregate = ${subject} order by id desc limit 1`))[0]?.type;
    expect(await typeOf(path.slice(1))).toBe('fiksu.roadmap.session.closed.v1');
    expect(await typeOf(`items/${outcomes[0].id}`)).toBe('fiksu.roadmap.item.created.v1');
    expect(await typeOf(`needs/${outcomes[1].id}`)).toBe('fiksu.roadmap.need.created.v1');
    expect(await typeOf(`needs/${accepted}`)).toBe('fiksu.roadmap.need.crystallised.v1');
  });

  it('takes outcomes that there are already, by their ids: nothing else is made', async () => {
    const accepted = idOf(await needIn(roadmap, 'accepted'));
    const { body: there } = await coordinator.post('/items', { title: { en: 'Trees' }, districts: ['malmi'], horizon: 'next', needs: [accepted] }).expect(201);
    const known = idOf(await submitted(roadmap));
    const { status, body } = await close(await opened(), [
      { kind: 'item', id: there.id },
      { kind: 'need', id: known },
    ]);
    expect([status, body.outcomes]).toEqual([
      200,
      [
        { kind: 'item', id: there.id },
        { kind: 'need', id: known },
      ],
    ]);
    expect(await read(`/items/${there.id}`)).toMatchObject({ version: 1, title: { en: 'Trees' } });
    expect((await read(`/needs/${accepted}`)).status).toBe('crystallised');
  });

  it('takes of a coordinator limited to districts only outcomes that it may see', async () => {
    const ofMalmi = await roadmap.as('coordinator', { districts: ['malmi'] });
    const terms = { title: { en: 'Trees' }, districts: ['pasila'], horizon: 'next' };
    const { body: hidden } = await coordinator.post('/items', terms).expect(201);
    const path = await opened();
    for (const outcome of [
      { kind: 'item', id: hidden.id },
      { kind: 'need', id: idOf(await submitted(roadmap, { districts: ['pasila'] })) },
    ]) {
      const { status, body } = await close(path, [outcome], ofMalmi);
      expect([status, pointersOf(body)]).toEqual([422, ['/outcomes/0/id']]);
    }
    await coordinator.act(`/items/${hidden.id}`, 'commit');
    expect((await close(path, [{ kind: 'item', id: hidden.id }], ofMalmi)).status).toBe(200);
  });

  it('with nothing is a session of which nothing came', async () => {
    for (const sent of [{}, { outcomes: [] }])
      expect(await acted(coordinator, await opened(), 'close', sent)).toMatchObject({ status: 'closed', outcomes: [] });
  });

  it('lets a need say itself that it is a session’s, and of no other source', async () => {
    const { outcomes } = await acted(coordinator, await opened(), 'close', { outcomes: [need({ source: 'session' })] });
    expect((await read(`/needs/${outcomes[0].id}`)).source).toBe('session');
    const { status, body } = await close(await opened(), [need({ source: 'resident' })]);
    expect([status, pointersOf(body)]).toEqual([400, ['/outcomes/0/source']]);
  });

  it.each<[string, object, string]>([
    ['of no kind', { title: { en: 'Shade' } }, '/outcomes/0/kind'],
    ['of another kind', { kind: 'pilot', id: newId() }, '/outcomes/0/kind'],
    ['an item without a horizon', item({ horizon: undefined }), '/outcomes/0/horizon'],
    ['an item with a plain title', item({ title: 'Shade' }), '/outcomes/0/title'],
    ['a need with a member of an item', need({ horizon: 'now' }), '/outcomes/0/horizon'],
    ['one that there is and a title', { kind: 'need', id: newId(), title: { en: 'Shade' } }, '/outcomes/0/title'],
    ['a need of another session', need({ session: newId() }), '/outcomes/0/session'],
  ])('with an outcome that is %s is malformed', async (_, outcome, pointer) => {
    const { status, body } = await close(await opened(), [outcome]);
    expect([status, body.code, pointersOf(body)]).toEqual([400, 'malformed', [pointer]]);
  });
});

describe('a session whose outcomes are refused', () => {
  it.each<[string, object, string]>([
    ['an item of a need that nobody knows', item({ needs: [newId()] }), '/outcomes/2/needs/0'],
    ['an item in a district that nobody knows', item({ districts: ['atlantis'] }), '/outcomes/2/districts/0'],
    ['an item that ends before it begins', item({ window: { from: '2027-05', to: '2027-04' } }), '/outcomes/2/window/to'],
    ['an item that depends on what nobody knows', item({ dependsOn: [newId()] }), '/outcomes/2/dependsOn/0'],
    ['an item that nobody knows', { kind: 'item', id: newId() }, '/outcomes/2/id'],
    ['a need that nobody knows', { kind: 'need', id: newId() }, '/outcomes/2/id'],
    ['a need on a theme that nobody knows', need({ themes: ['gold'] }), '/outcomes/2/themes/0'],
    ['a need without a place', need({ districts: undefined }), '/outcomes/2/districts'],
    ['a need in the sea', need({ districts: undefined, location: { type: 'Point', coordinates: [24.9, 59.8] } }), '/outcomes/2/location'],
  ])('by %s leaves nothing: no need, no item, no event, and it is open', async (_, refused, pointer) => {
    const accepted = idOf(await needIn(roadmap, 'accepted'));
    const path = await opened({ needs: [accepted] });
    await coordinator.post(`${path}/record`, { phase: 'choose', votes: [{ need: accepted, count: 4 }] }).expect(200);
    const before = await everythingKept();
    const { status, body } = await close(path, [need(), item({ needs: [accepted] }), refused]);
    expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
    expect(await everythingKept()).toEqual(before);
    // With what was right alone, it closes.
    expect(await acted(coordinator, path, 'close', { outcomes: [need(), item({ needs: [accepted] })] })).toMatchObject({ status: 'closed' });
  });

  it('by an outcome that is named twice leaves nothing', async () => {
    const known = idOf(await submitted(roadmap));
    const path = await opened();
    const before = await everythingKept();
    const { status, body } = await close(path, [need(), { kind: 'need', id: known }, { kind: 'need', id: known }]);
    expect([status, pointersOf(body)]).toEqual([422, ['/outcomes/2/id']]);
    expect(await everythingKept()).toEqual(before);
  });

  it('by districts outside of the coordinator’s leaves nothing, and that comes before all that is wrong with it', async () => {
    const ofMalmi = await roadmap.as('coordinator', { districts: ['malmi'] });
    const path = await opened();
    const before = await everythingKept();
    for (const outside of [item({ districts: ['pasila'] }), need({ districts: ['pasila'] })]) {
      const { status, body } = await close(path, [need(), item({ needs: [newId()] }), outside], ofMalmi);
      expect([status, body.code]).toEqual([403, 'outside-districts']);
    }
    const elsewhere = idOf(await needIn(roadmap, 'accepted', { districts: ['pasila'] }));
    const after = await everythingKept();
    expect((await close(path, [need(), item({ needs: [elsewhere] })], ofMalmi)).body.code).toBe('outside-districts');
    expect(await everythingKept()).toEqual(after);
    expect(before).not.toEqual(after);
  });

  it('since it was not open any more, or had moved, leaves nothing', async () => {
    const path = await opened();
    const match = await coordinator.matching(path);
    await coordinator.post(`${path}/record`, { phase: 'test', participants: [{ group: 'residents', count: 3 }] }).expect(200);
    const before = await everythingKept();
    expect((await coordinator.post(`${path}/close`, { outcomes: [need()] }, match)).status).toBe(412);
    expect((await coordinator.post(`${path}/close`, { outcomes: [need()] })).status).toBe(428);
    expect(await everythingKept()).toEqual(before);
    await acted(coordinator, path, 'close');
    const closed = await everythingKept();
    expect((await close(path, [need({ themes: ['gold'] })])).body.code).toBe('illegal-transition');
    expect(await everythingKept()).toEqual(closed);
  });
});

describe('a session that is closed twice', () => {
  const countOf = async (path: string) => {
    const [row] = await db.run<{ n: number }>(sql`select count(*)::integer as n from need where session = ${sessionIdOf(path)}`);
    return row?.n;
  };

  it('at once, also by two pods, is closed once: what came of it is there once', async () => {
    const replica = await startReplica(roadmap);
    try {
      const other = await replica.as('coordinator');
      for (let round = 0; round < 4; round++) {
        const path = await opened();
        const match = await coordinator.matching(path);
        const outcomes = [need(), item()];
        const answers = await Promise.all([coordinator, other, coordinator, other].map((by) => by.post(`${path}/close`, { outcomes }, match)));
        const [won, ...lost] = answers.sort((a, b) => a.status - b.status);
        expect(won?.status).toBe(200);
        for (const { status } of lost) expect([409, 412]).toContain(status);
        expect(await countOf(path)).toBe(1);
        expect((await read(path)).outcomes).toEqual(won?.body.outcomes);
      }
    } finally {
      await replica.stop();
    }
  });

  it('while both wait for the same row, is closed once', async () => {
    const path = await opened();
    const match = await coordinator.matching(path);
    const holder = await secondSession(roadmap.database.url);
    try {
      await holder.query('begin');
      await holder.query('select from session where id = $1 for update', [sessionIdOf(path)]);
      const sent = [1, 2].map(() => coordinator.post(`${path}/close`, { outcomes: [need()] }, match).then((answer) => answer));
      await untilWaiting(holder, 2);
      await holder.query('commit');
      expect((await Promise.all(sent)).map(({ status }) => status).sort()).toEqual([200, 412]);
      expect(await countOf(path)).toBe(1);
    } finally {
      await holder.end();
    }
  });

  it('with the same Idempotency-Key, is answered again', async () => {
    const path = await opened();
    const headers = { ...(await coordinator.matching(path)), 'Idempotency-Key': 'close-1' };
    const first = await coordinator.post(`${path}/close`, { outcomes: [need(), item()] }, headers).expect(200);
    const again = await coordinator.post(`${path}/close`, { outcomes: [need(), item()] }, headers).expect(200);
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    expect(await countOf(path)).toBe(1);
  });

  it('what is recorded meanwhile is in it, or refused: never in a closed session', async () => {
    for (let round = 0; round < 4; round++) {
      const path = await opened();
      const match = await coordinator.matching(path);
      const recorded = () => coordinator.post(`${path}/record`, { phase: 'test', participants: [{ group: 'residents', count: 1 }] });
      const [closing, ...recordings] = await Promise.all([coordinator.post(`${path}/close`, { outcomes: [need()] }, match), ...[1, 2, 3, 4].map(recorded)]);
      const taken = recordings.filter(({ status }) => status === 200).length;
      for (const { status } of recordings) expect([200, 409]).toContain(status);
      expect([200, 412]).toContain(closing.status);
      const { participants } = await read(path);
      expect(participants.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(taken);
      if (closing.status === 200) expect(taken).toBe(0);
    }
  });
});

describe('sessions that are closed at the same time', () => {
  it('with items of the same needs wait for one another, and both close', async () => {
    const [a, b] = [idOf(await needIn(roadmap, 'accepted')), idOf(await needIn(roadmap, 'accepted'))];
    const paths = [await opened(), await opened()];
    const matches = await Promise.all(paths.map((path) => coordinator.matching(path)));
    const outcomes = [
      [item({ needs: [a] }), item({ needs: [b] })],
      [item({ needs: [b] }), item({ needs: [a] })],
    ];
    const answers = await Promise.all(paths.map((path, index) => coordinator.post(`${path}/close`, { outcomes: outcomes[index] }, matches[index])));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    for (const id of [a, b]) expect(await read(`/needs/${id}`)).toMatchObject({ status: 'crystallised', version: 4 });
  });
});
