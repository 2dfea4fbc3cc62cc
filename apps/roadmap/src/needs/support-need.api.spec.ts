/** What the crowd does: support a need, or report it, each person once. API contract, R4, G4 and "Needs, the rest". */
import { Database, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import type { Role } from '@fiksu/service';
import { idOf, needIn } from '../testing/needs-in-any-state.ts';
import { startReplica } from '../testing/start-replica.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

const reason = { fi: 'Loukkaava teksti' };

let roadmap: TestService;
let coordinator: Client;
let resident: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  [coordinator, resident] = await Promise.all([roadmap.as('coordinator'), roadmap.as('resident')]);
});
afterAll(() => roadmap.stop());

describe('supporting a need', () => {
  it('counts a person once, however often it comes, and leaves the version', async () => {
    const path = await needIn(roadmap, 'accepted');
    const before = (await resident.get(path)).body;
    const first = await resident.post(`${path}/support`).expect(200);
    expect(first.body).toEqual({ ...before, supportCount: 1 });
    const again = await resident.post(`${path}/support`).expect(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers.etag).toBe(first.headers.etag);
    expect(first.headers.etag).toMatch(new RegExp(`^"${before.version}-`));
    expect((await resident.get(path)).headers.etag).toBe(first.headers.etag);
  });

  it('counts each person, whatever the role', async () => {
    const path = await needIn(roadmap, 'accepted');
    const roles: Role[] = ['admin', 'coordinator', 'evaluator', 'partner', 'resident'];
    for (const role of roles) await (await roadmap.as(role)).post(`${path}/support`).expect(200);
    await (await roadmap.as('resident', { sub: 'aino' })).post(`${path}/support`).expect(200);
    expect((await roadmap.anyone.get(path)).body.supportCount).toBe(6);
  });

  it('is one person’s also when the token is another one, or has another role', async () => {
    const path = await needIn(roadmap, 'accepted');
    for (const role of ['resident', 'resident', 'partner'] as const)
      await (await roadmap.as(role, { sub: 'aino', expiresIn: 300 })).post(`${path}/support`).expect(200);
    expect((await roadmap.anyone.get(path)).body.supportCount).toBe(1);
  });

  it('needs a token, and is for persons: another system supports nothing', async () => {
    const path = await needIn(roadmap, 'accepted');
    const { status, headers } = await roadmap.anyone.post(`${path}/support`);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Bearer/);
    await (await roadmap.as('platform')).post(`${path}/support`).expect(403);
    expect((await roadmap.anyone.get(path)).body.supportCount).toBe(0);
  });

  it('is for what one sees: residents support public needs, coordinators also others', async () => {
    const path = await needIn(roadmap, 'triaged');
    await resident.post(`${path}/support`).expect(404);
    expect((await coordinator.post(`${path}/support`).expect(200)).body.supportCount).toBe(1);
  });

  it.each([
    ['declined', []],
    ['merged', ['unmerge']],
  ] as const)('that is %s is impossible', async (state, allowed) => {
    const path = await needIn(roadmap, state);
    const { status, body } = await coordinator.post(`${path}/support`);
    expect([status, body.code, body.state, body.allowed]).toEqual([409, 'illegal-transition', state, allowed]);
    expect((await coordinator.get(path)).body.supportCount).toBe(0);
  });

  it('counts twenty persons who come at once, through two instances of the service', async () => {
    const path = await needIn(roadmap, 'accepted');
    const replica = await startReplica(roadmap);
    try {
      const persons = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? roadmap : replica).as('resident', { sub: `person-${index}` })));
      // Each presses the button twice.
      const answers = await Promise.all([...persons, ...persons].map((person) => person.post(`${path}/support`)));
      expect(answers.every((answer) => answer.status === 200)).toBe(true);
      expect((await roadmap.anyone.get(path)).body).toMatchObject({ supportCount: 20, version: 3 });
    } finally {
      await replica.stop();
    }
  });

  it('does not get in the way of a coordinator who decides at the same time', async () => {
    const path = await needIn(roadmap, 'triaged');
    const match = await coordinator.matching(path);
    const persons = await Promise.all(Array.from({ length: 6 }, (_, index) => roadmap.as('coordinator', { sub: `person-${index}` })));
    const [accepted, ...supported] = await Promise.all([
      coordinator.post(`${path}/accept`, {}, match),
      ...persons.map((person) => person.post(`${path}/support`)),
    ]);
    expect([accepted?.status, ...supported.map((answer) => answer.status)]).toEqual(Array(7).fill(200));
    expect((await coordinator.get(path)).body).toMatchObject({ status: 'accepted', supportCount: 6, version: 3 });
  });

  it('may be repeated with the same Idempotency-Key', async () => {
    const path = await needIn(roadmap, 'accepted');
    const first = await resident.post(`${path}/support`, {}, { 'Idempotency-Key': 'support-1' }).expect(200);
    const again = await resident.post(`${path}/support`, {}, { 'Idempotency-Key': 'support-1' }).expect(200);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
  });

  it('takes no body but an empty one', async () => {
    const path = await needIn(roadmap, 'accepted');
    const { status, body } = await resident.post(`${path}/support`, { times: 100 });
    expect([status, body.errors[0].pointer]).toEqual([400, '/times']);
  });
});

describe('the order of the most supported', () => {
  it('is one that lists know', async () => {
    const [few, many] = [await needIn(roadmap, 'accepted'), await needIn(roadmap, 'accepted')];
    for (const sub of ['aino', 'bertta']) await (await roadmap.as('resident', { sub })).post(`${many}/support`).expect(200);
    const ids = `id=${idOf(few)}&id=${idOf(many)}`;
    const order = async (sort: string) => (await roadmap.anyone.get(`/needs?sort=${sort}&${ids}`)).body.data.map((need: { id: string }) => `/needs/${need.id}`);
    expect(await order('-supportCount')).toEqual([many, few]);
    expect(await order('supportCount')).toEqual([few, many]);
  });
});

describe('reporting a need', () => {
  it('counts a person once, and only coordinators and admins see how many did', async () => {
    const path = await needIn(roadmap, 'accepted');
    const before = (await coordinator.get(path)).body;
    for (const sub of ['aino', 'aino', 'bertta']) {
      const { body } = await (await roadmap.as('resident', { sub })).post(`${path}/report`, { reason }).expect(200);
      expect(body).not.toHaveProperty('reports');
      expect(body.status).toBe('accepted');
    }
    expect((await coordinator.get(path)).body).toEqual({ ...before, reports: 2 });
    for (const client of [roadmap.anyone, resident, await roadmap.as('partner'), await roadmap.as('evaluator'), await roadmap.as('platform')]) {
      expect((await client.get(path).expect(200)).body).not.toHaveProperty('reports');
    }
    expect((await (await roadmap.as('coordinator', { districts: ['malmi'] })).get(path)).body.reports).toBe(2);
  });

  it('is open to everybody who is signed in', async () => {
    const path = await needIn(roadmap, 'accepted');
    const roles: Role[] = ['admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'];
    for (const role of roles) await (await roadmap.as(role)).post(`${path}/report`, { reason }).expect(200);
    await roadmap.anyone.post(`${path}/report`, { reason }).expect(401);
    expect((await coordinator.get(path)).body.reports).toBe(6);
  });

  it('needs a reason', async () => {
    const path = await needIn(roadmap, 'accepted');
    for (const body of [{}, { reason: 'Loukkaava' }, { reason: {} }]) {
      const answer = await resident.post(`${path}/report`, body);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/reason']);
    }
    expect((await coordinator.get(path)).body.reports).toBe(0);
  });

  it('of what one does not see is not found', async () => {
    await resident.post(`${await needIn(roadmap, 'submitted')}/report`, { reason }).expect(404);
  });

  it('and supporting are two things: one person may do both', async () => {
    const path = await needIn(roadmap, 'accepted');
    await resident.post(`${path}/report`, { reason }).expect(200);
    await resident.post(`${path}/support`).expect(200);
    expect((await coordinator.get(path)).body).toMatchObject({ reports: 1, supportCount: 1 });
  });
});

describe('who supported or reported', () => {
  it('is in the database as a hash alone', async () => {
    const sub = 'aino.esimerkki@example.fi';
    const path = await needIn(roadmap, 'accepted');
    const aino = await roadmap.as('resident', { sub });
    await aino.post(`${path}/support`, {}, { 'Idempotency-Key': 'hashed-1' }).expect(200);
    await aino.post(`${path}/report`, { reason }).expect(200);
    const rows = await roadmap.app.get(Database).run<{ row: string }>(sql`
      select to_jsonb(need_support)::text as row from need_support union all select to_jsonb(need_report)::text from need_report
      union all select to_jsonb(idempotency)::text from idempotency union all select to_jsonb(history)::text from history`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ row }) => row).join('\n')).not.toContain('aino');
  });
});
