/** Who sees what of a session: API contract, R6, G7 (what is public), G8 (districts), and the domain page, "Roles" (facilitators). */
import type { CloudEvent } from '@fiksu/contracts';
import { Database, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { idOf, submitted } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { acted, openSession, publishedMethod, sessionIdOf, sessionOf } from '../testing/sessions-in-any-state.ts';

const org = (last: number) => `0198bbbb-0000-7000-8000-00000000000${last}`;
const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

let roadmap: TestService;
let coordinator: Client;
let platform: Client;
let method: string;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator', { sub: 'maija.meikalainen' });
  platform = await roadmap.as('platform');
  method = await publishedMethod(coordinator);
});
afterAll(() => roadmap.stop());

const create = async (terms: object = {}, by: Client = coordinator) => by.post('/sessions', sessionOf(method, terms));
const patch = async (path: string, change: object, by: Client = coordinator) => by.patch(path, change, await coordinator.matching(path));
const read = async (path: string, by: Client = roadmap.anyone) => (await by.get(path).expect(200)).body;
const statusOf = async (path: string, by: Client = roadmap.anyone) => (await by.get(path)).status;
type SessionEvent = CloudEvent & { data: Record<string, unknown> };
const toldOf = async (path: string) =>
  (await roadmap.app.get(Database).run<{ event: SessionEvent }>(sql`select event from outbox where aggregate = ${path.slice(1)} order by id`)).map(
    ({ event }) => event,
  );

describe('who sees a session', () => {
  it('before it is closed, only coordinators, and everybody afterwards', async () => {
    const path = await openSession(coordinator);
    const others = [roadmap.anyone, await roadmap.as('resident'), await roadmap.as('partner', { org: org(9) }), await roadmap.as('evaluator')];
    for (const by of others) {
      expect([await statusOf(path, by), await statusOf(`${path}/history`, by)]).toEqual([404, 404]);
      expect((await read(`/sessions?id=${sessionIdOf(path)}`, by)).data).toEqual([]);
    }
    await acted(coordinator, path, 'close');
    for (const by of others) expect(await read(path, by)).toMatchObject({ status: 'closed', title: { en: 'Malmi sprint' }, actions: [] });
  });

  it('what people said is for those who lead it: not in lists, not in exports, not for the public', async () => {
    const path = await openSession(coordinator);
    await coordinator.post(`${path}/record`, { phase: 'understand', notes: [{ text: { en: 'SAID by Aino' } }], votes: [{ note: 0, count: 3 }] }).expect(200);
    const closed = await acted(coordinator, path, 'close');
    expect(closed.notes).toMatchObject([{ phase: 'understand', text: { en: 'SAID by Aino' } }]);
    expect((await read(path, await roadmap.as('admin'))).notes).toEqual(closed.notes);
    for (const by of [roadmap.anyone, platform, await roadmap.as('resident'), await roadmap.as('partner', { org: org(9) })]) {
      const seen = await read(path, by);
      expect(seen).not.toHaveProperty('notes');
      expect(seen).toMatchObject({ votes: [{ phase: 'understand', note: closed.notes[0].id, need: null, count: 3 }] });
    }
    for (const query of [`/sessions?id=${sessionIdOf(path)}`, '/sessions/export'])
      expect((await coordinator.get(query).expect(200)).text).not.toContain('SAID by Aino');
    expect(JSON.stringify(await toldOf(path))).not.toContain('SAID by Aino');
    expect((await coordinator.get(`${path}/history`)).text).not.toContain('SAID by Aino');
  });

  it('the partner that leads it reads it before it is closed, and records; it does not open, close or change it', async () => {
    const [leader, other] = [await roadmap.as('partner', { org: org(1) }), await roadmap.as('partner', { org: org(2) })];
    const path = await openSession(coordinator, { facilitator: org(1) });
    expect(await read(path, leader)).toMatchObject({ title: { en: 'Malmi sprint' }, notes: [], actions: ['record'] });
    expect((await leader.post(`${path}/record`, { phase: 'ideate', notes: [{ text: { en: 'Trees' } }] })).body.notes).toHaveLength(1);
    expect((await other.post(`${path}/record`, { phase: 'ideate' })).status).toBe(404);
    for (const action of ['open', 'close']) expect((await leader.act(path, action)).status).toBe(403);
    expect((await patch(path, { title: { en: 'Ours' } }, leader)).status).toBe(403);
    await acted(coordinator, path, 'close');
    expect((await read(path, leader)).notes).toHaveLength(1);
    expect((await other.post(`${path}/record`, { phase: 'ideate' })).status).toBe(403);
    const uninvited = await openSession(coordinator);
    expect((await leader.post(`${uninvited}/record`, { phase: 'ideate' })).status).toBe(404);
  });

  it('a coordinator limited to districts: all of those, of others what is closed, and changes only what lies within', async () => {
    const ofMalmi = await roadmap.as('coordinator', { districts: ['malmi'] });
    const [within, without, across] = [
      await openSession(coordinator),
      await openSession(coordinator, { districts: ['pasila'] }),
      await openSession(coordinator, { districts: ['malmi', 'pasila'] }),
    ];
    expect([await statusOf(within, ofMalmi), await statusOf(without, ofMalmi), await statusOf(across, ofMalmi)]).toEqual([200, 404, 200]);
    const record = async (path: string) => (await ofMalmi.post(`${path}/record`, { phase: 'ideate', notes: [{ text: { en: 'Trees' } }] })).status;
    expect([await record(within), await record(without), await record(across)]).toEqual([200, 404, 403]);
    expect((await ofMalmi.act(across, 'close')).body.code).toBe('outside-districts');
    const created = await create({ districts: ['pasila'] }, ofMalmi);
    expect([created.status, created.body.code]).toEqual([403, 'outside-districts']);
    const moved = await patch(within, { districts: ['malmi', 'pasila'] }, ofMalmi);
    expect([moved.status, moved.body.code]).toEqual([403, 'outside-districts']);
    await acted(coordinator, without, 'close');
    const closed = await read(without, ofMalmi);
    expect(closed.status).toBe('closed');
    expect(closed).not.toHaveProperty('notes');
    expect((await ofMalmi.post(`${without}/record`, { phase: 'ideate' })).body.code).toBe('outside-districts');
  });

  it('a platform, before it is closed: what an event carries, and nothing by which it could guess', async () => {
    const path = await openSession(coordinator, { title: { en: 'Hushhush' }, facilitator: org(7), needs: [idOf(await submitted(roadmap))] });
    const seen = await read(path, platform);
    expect(Object.keys(seen).sort()).toEqual(['actions', 'createdAt', 'districts', 'id', 'status', 'themes', 'updatedAt', 'version']);
    for (const query of ['q=hushhush', `facilitator=${org(7)}`, 'sort=startsAt&district=malmi']) {
      const found = (await read(`/sessions?${query}&status=open`, platform)).data;
      expect([query, found]).toEqual([query, []]);
    }
    expect((await read(`/sessions?status=open&id=${sessionIdOf(path)}`, platform)).data).toEqual([seen]);
  });

  it('its files are seen as it is', async () => {
    const file = (await coordinator.upload(photo, 'image/png', 'wall.png').expect(201)).body.id as string;
    const path = await openSession(coordinator, { attachments: [file] });
    const seenBy = () => Promise.all([coordinator, platform, roadmap.anyone].map((by) => statusOf(`/files/${file}`, by)));
    expect(await seenBy()).toEqual([200, 404, 404]);
    await acted(coordinator, path, 'close');
    expect(await seenBy()).toEqual([200, 200, 200]);
  });
});
