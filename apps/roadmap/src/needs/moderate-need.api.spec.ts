/** Moderating a need: API contract, R4 (transitions), G3–G5 (actions), G16 (repeats), G17 (refusals), G26 (history). */
import { secondSession, untilWaiting, type Client, type TestService } from '@fiksu/testing';
import { NEED_STATUSES, type NeedStatus } from './need.ts';
import { idOf, needIn, submitted } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';

const reason = { fi: 'Kuuluu toiselle viranomaiselle', en: 'Belongs to another authority' };
const org = '0198bbbb-0000-7000-8000-000000000001';

let roadmap: TestService;
let coordinator: Client;
let admin: Client;
beforeAll(async () => {
  roadmap = await startRoadmap();
  [coordinator, admin] = await Promise.all([roadmap.as('coordinator', { sub: 'carita', org }), roadmap.as('admin')]);
});
afterAll(() => roadmap.stop());

/** R4: from which states each action leads where. Where unmerge leads is told in merge-need.api.spec.ts. */
const transitions: Record<string, { from: NeedStatus[]; to: NeedStatus }> = {
  triage: { from: ['submitted'], to: 'triaged' },
  accept: { from: ['triaged'], to: 'accepted' },
  decline: { from: ['submitted', 'triaged'], to: 'declined' },
  merge: { from: ['submitted', 'triaged'], to: 'merged' },
  unmerge: { from: ['merged'], to: 'submitted' },
  crystallise: { from: ['accepted', 'crystallised'], to: 'crystallised' },
  address: { from: ['crystallised'], to: 'addressed' },
};
const allowed: Record<NeedStatus, string[]> = {
  submitted: ['triage', 'decline', 'merge'],
  triaged: ['accept', 'decline', 'merge'],
  accepted: ['crystallise'],
  crystallised: ['crystallise', 'address'],
  addressed: [],
  declined: [],
  merged: ['unmerge'],
};
const everyMove = Object.keys(transitions).flatMap((action) => NEED_STATUSES.map((from): [string, NeedStatus] => [action, from]));

async function bodyOf(action: string): Promise<object> {
  if (action === 'decline') return { reason };
  if (action === 'crystallise') return { items: [{ title: { fi: 'Varjoa' }, districts: ['malmi'], horizon: 'now' }] };
  if (action === 'address') return { how: { fi: 'Torille istutettiin puita' } };
  if (action === 'merge') return { into: idOf(await submitted(roadmap)) };
  return {};
}

describe('an action', () => {
  it.each(everyMove.filter(([action, from]) => transitions[action]?.from.includes(from)))('%s leads on from %s', async (action, from) => {
    const path = await needIn(roadmap, from);
    const before = await coordinator.get(path);
    const { status, body, headers } = await coordinator.post(`${path}/${action}`, await bodyOf(action), { 'If-Match': before.headers.etag as string });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: idOf(path), status: transitions[action]?.to, version: before.body.version + 1, createdAt: before.body.createdAt });
    expect(headers.etag).toMatch(new RegExp(`^"${before.body.version + 1}-`));
    const after = await coordinator.get(path).expect(200);
    const { likelyDuplicates: _, ...told } = body;
    expect(after.body).toEqual(told);
    expect(after.headers.etag).toBe(headers.etag);
  });

  it.each(everyMove.filter(([action, from]) => !transitions[action]?.from.includes(from)))(
    '%s is impossible from %s, and the answer names the state and what it allows',
    async (action, from) => {
      const path = await needIn(roadmap, from);
      const before = await coordinator.get(path);
      const answer = await coordinator.post(`${path}/${action}`, await bodyOf(action), { 'If-Match': before.headers.etag as string });
      expect([answer.status, answer.body.code, answer.body.state]).toEqual([409, 'illegal-transition', from]);
      expect([...answer.body.allowed].sort()).toEqual([...allowed[from]].sort());
      const after = await coordinator.get(path);
      expect([after.body, after.headers.etag]).toEqual([before.body, before.headers.etag]);
    },
  );

  it.each(['triage', 'accept', 'unmerge'])('%s may come without a body', async (action) => {
    const path = await needIn(roadmap, transitions[action]?.from[0] as NeedStatus);
    const answer = await fetch(`${roadmap.origin}/roadmap/v1${path}/${action}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await roadmap.issuer.token('coordinator')}`, 'If-Match': '*' },
    });
    expect(answer.status).toBe(200);
  });

  it.each(['crystalise', 'praise', 'toString'])('%s that the service does not have is not found', async (action) => {
    const path = await submitted(roadmap);
    expect((await coordinator.act(path, action)).status).toBe(404);
  });

  it('on what is no id, or the id of nothing, is not found', async () => {
    for (const id of ['malmi', '0198bbbb-0000-7000-8000-00000000ffff']) await coordinator.post(`/needs/${id}/triage`, {}, { 'If-Match': '"1"' }).expect(404);
  });
});

describe('triage', () => {
  it('sets themes and districts, and keeps what is not sent', async () => {
    const path = await submitted(roadmap, { themes: ['safety'] });
    const { body } = await coordinator.act(path, 'triage', { themes: ['wellbeing', 'mobility', 'wellbeing'], note: { fi: 'Kysy puistoista' } });
    expect(body).toMatchObject({ themes: ['wellbeing', 'mobility'], districts: ['malmi'], note: { fi: 'Kysy puistoista' } });
    const other = await submitted(roadmap, { themes: ['safety'] });
    expect((await coordinator.act(other, 'triage', { districts: ['pasila', 'pasila'] })).body).toMatchObject({ themes: ['safety'], districts: ['pasila'] });
  });

  it('refuses themes and districts that nobody knows, and then the need is as it was', async () => {
    const path = await submitted(roadmap);
    const { status, body } = await coordinator.act(path, 'triage', { themes: ['safety', 'alchemy'], districts: ['atlantis'] });
    expect(status).toBe(422);
    expect(body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual(['/districts/0', '/themes/1']);
    expect((await coordinator.get(path)).body).toMatchObject({ status: 'submitted', version: 1 });
  });

  it('refuses an unknown member, a theme that is no slug and no districts at all', async () => {
    const path = await submitted(roadmap);
    for (const [sent, pointer] of [
      [{ colour: 1 }, '/colour'],
      [{ themes: ['A b'] }, '/themes/0'],
      [{ districts: [] }, '/districts'],
      [{ note: 'plain' }, '/note'],
    ] as const) {
      const { status, body } = await coordinator.act(path, 'triage', sent);
      expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
    }
  });
});

describe('accepting', () => {
  it('publishes the need, and the note stays with the coordinators', async () => {
    const path = await needIn(roadmap, 'triaged');
    await roadmap.anyone.get(path).expect(404);
    expect((await coordinator.act(path, 'accept', { note: { fi: 'Kevään työpajaan' } })).body).toMatchObject({
      status: 'accepted',
      note: { fi: 'Kevään työpajaan' },
    });
    const { body, text } = await roadmap.anyone.get(path).expect(200);
    expect(body.status).toBe('accepted');
    expect(text).not.toContain('työpajaan');
  });
});

describe('declining', () => {
  it.each([
    ['without a reason', {}, '/reason'],
    ['with a reason in no language', { reason: {} }, '/reason'],
    ['with a reason in plain text', { reason: 'Ei' }, '/reason'],
    ['with an empty reason', { reason: { fi: ' ' } }, '/reason/fi'],
  ])('%s is malformed, and the need is as it was', async (_, sent, pointer) => {
    const path = await submitted(roadmap);
    const { status, body } = await coordinator.act(path, 'decline', sent);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'malformed', pointer]);
    expect((await coordinator.get(path)).body.status).toBe('submitted');
  });

  it('keeps the reason in every language in which it was given', async () => {
    const path = await submitted(roadmap);
    expect((await coordinator.act(path, 'decline', { reason })).body).toMatchObject({ status: 'declined', declineReason: reason });
  });
});

describe('the version that a coordinator has read', () => {
  it('must be sent with whatever moves a state or hides', async () => {
    const path = await submitted(roadmap);
    for (const [action, body] of [
      ['triage', {}],
      ['accept', {}],
      ['decline', { reason }],
      ['merge', { into: idOf(path) }],
      ['unmerge', {}],
      ['hide', { reason }],
      ['restore', {}],
    ] as const) {
      const answer = await coordinator.post(`${path}/${action}`, body);
      expect([action, answer.status, answer.body.code]).toEqual([action, 428, 'precondition-required']);
    }
  });

  it('is asked for after the body is read, and before anything is looked up', async () => {
    const path = await submitted(roadmap);
    await coordinator.post(`${path}/decline`, {}).expect(400);
    await coordinator.post('/needs/0198bbbb-0000-7000-8000-00000000ffff/triage', {}).expect(428);
  });

  it('refuses a change where the need has moved on', async () => {
    const path = await submitted(roadmap);
    const read = (await coordinator.get(path)).headers.etag as string;
    await coordinator.post(`${path}/triage`, {}, { 'If-Match': read }).expect(200);
    const { status, body } = await coordinator.post(`${path}/accept`, {}, { 'If-Match': read });
    expect([status, body.code]).toEqual([412, 'stale']);
    // 412 comes before 409 (G5).
    expect((await coordinator.post(`${path}/triage`, {}, { 'If-Match': read })).status).toBe(412);
  });

  it.each(['"1-other"', '"1"', 'W/"1-0123456789abcdef"', '*', '"9-x", "1-x"'])('is compared alone: %s is taken', async (tag) => {
    const path = await submitted(roadmap);
    await coordinator.post(`${path}/triage`, {}, { 'If-Match': tag }).expect(200);
  });

  it.each(['"2-x"', '"0"', '1', 'nonsense', '"11-x"'])('is another one: %s is refused', async (tag) => {
    const path = await submitted(roadmap);
    await coordinator.post(`${path}/triage`, {}, { 'If-Match': tag }).expect(412);
  });

  it('is still good after somebody supported or reported the need', async () => {
    const path = await needIn(roadmap, 'accepted');
    const read = (await coordinator.get(path)).headers.etag as string;
    const resident = await roadmap.as('resident');
    await resident.post(`${path}/support`).expect(200);
    await resident.post(`${path}/report`, { reason }).expect(200);
    expect((await coordinator.get(path)).headers.etag).not.toBe(read);
    await coordinator.post(`${path}/hide`, { reason }, { 'If-Match': read }).expect(200);
  });

  it('tells with 304 that nothing has changed', async () => {
    const path = await needIn(roadmap, 'accepted');
    const { etag } = (await roadmap.anyone.get(path)).headers;
    await roadmap.anyone.get(path, { 'If-None-Match': etag as string }).expect(304);
    await (await roadmap.as('resident')).post(`${path}/support`).expect(200);
    await roadmap.anyone.get(path, { 'If-None-Match': etag as string }).expect(200);
  });
});

describe('two coordinators at once', () => {
  it('of whom one accepts and the other declines: one decides, and the other is told to read again', async () => {
    const path = await needIn(roadmap, 'triaged');
    const match = await coordinator.matching(path);
    const holder = await secondSession(roadmap.database.url);
    await holder.query('begin');
    await holder.query('select from need where id = $1 for update', [idOf(path)]);
    // Both have read the version that both name, and wait for the row.
    const both = Promise.all([coordinator.post(`${path}/accept`, {}, match), admin.post(`${path}/decline`, { reason }, match)]);
    await untilWaiting(holder, 2);
    await holder.query('commit');
    await holder.end();

    const answers = await both;
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    const { body } = await coordinator.get(path);
    expect(body).toMatchObject({ version: 3, status: answers[0].status === 200 ? 'accepted' : 'declined' });
    expect((await coordinator.get(`${path}/history`)).body.data).toHaveLength(3);
  });
});

describe('an action repeated with the same Idempotency-Key', () => {
  it('is answered the first answer, although the version has moved, and happens once', async () => {
    const path = await submitted(roadmap);
    const headers = { ...(await coordinator.matching(path)), 'Idempotency-Key': 'triage-1' };
    const first = await coordinator.post(`${path}/triage`, { themes: ['safety'] }, headers).expect(200);
    const again = await coordinator.post(`${path}/triage`, { themes: ['safety'] }, headers).expect(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers.etag });
    expect((await coordinator.get(path)).body.version).toBe(2);
    await coordinator.post(`${path}/triage`, {}, headers).expect(422);
  });

  it('two at once: both hear the same', async () => {
    const path = await submitted(roadmap);
    const headers = { ...(await coordinator.matching(path)), 'Idempotency-Key': 'decline-1' };
    const answers = await Promise.all([1, 2, 3].map(() => coordinator.post(`${path}/decline`, { reason }, headers)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect((await coordinator.get(path)).body.version).toBe(2);
  });

  it('belongs to its path: the same key on another need is another action', async () => {
    const [a, b] = [await submitted(roadmap), await submitted(roadmap)];
    for (const path of [a, b]) await coordinator.post(`${path}/triage`, {}, { 'If-Match': '*', 'Idempotency-Key': 'same-everywhere' }).expect(200);
    expect((await coordinator.get(b)).body.status).toBe('triaged');
  });

  it('may be corrected after a refusal, with the same key', async () => {
    const path = await submitted(roadmap);
    const headers = { 'If-Match': '*', 'Idempotency-Key': 'corrected-1' };
    await coordinator.post(`${path}/accept`, {}, headers).expect(409);
    await coordinator.post(`${path}/decline`, {}, headers).expect(400);
    await coordinator.post(`${path}/decline`, { reason }, headers).expect(200);
  });
});

describe('the history of a need', () => {
  it('tells who did what, when, from which state to which, and why', async () => {
    const path = await submitted(roadmap);
    const times = [(await coordinator.act(path, 'triage')).body.updatedAt, (await admin.act(path, 'decline', { reason })).body.updatedAt];
    const { body } = await coordinator.get(`${path}/history`).expect(200);
    const { createdAt } = (await coordinator.get(path)).body;
    expect(body.data).toEqual([
      { action: 'create', from: null, to: 'submitted', reason: null, at: createdAt, by: { role: 'resident', organisation: null } },
      { action: 'triage', from: 'submitted', to: 'triaged', reason: null, at: times[0], by: { role: 'coordinator', organisation: org, sub: 'carita' } },
      { action: 'decline', from: 'triaged', to: 'declined', reason, at: times[1], by: { role: 'admin', organisation: null, sub: 'dev-admin' } },
    ]);
  });

  it('tells also of hiding, which leaves the state', async () => {
    const path = await needIn(roadmap, 'accepted');
    await coordinator.act(path, 'hide', { reason });
    await coordinator.act(path, 'restore');
    const { body } = await coordinator.get(`${path}/history`).expect(200);
    expect(body.data.slice(-2)).toMatchObject([
      { action: 'hide', from: 'accepted', to: 'accepted', reason },
      { action: 'restore', from: 'accepted', to: 'accepted', reason: null },
    ]);
  });

  it('names persons to coordinators and admins alone, and never a resident', async () => {
    const path = `/needs/${(await (await roadmap.as('resident', { sub: 'aino' })).post('/needs', { title: { fi: 'Varjoa' }, districts: ['malmi'], source: 'resident' })).body.id}`;
    await coordinator.act(path, 'triage');
    await coordinator.act(path, 'accept');
    for (const client of [roadmap.anyone, await roadmap.as('platform'), await roadmap.as('partner')]) {
      const { body, text } = await client.get(`${path}/history`).expect(200);
      expect(body.data.map((entry: { by: object }) => entry.by)).toEqual([
        { role: 'resident', organisation: null },
        ...Array(2).fill({ role: 'coordinator', organisation: org }),
      ]);
      expect(text).not.toMatch(/carita|aino/);
    }
    const { text } = await coordinator.get(`${path}/history`).expect(200);
    expect(text).toContain('carita');
    expect(text).not.toContain('aino');
  });

  it('does not tell of what was refused or supported', async () => {
    const path = await needIn(roadmap, 'accepted');
    await coordinator.act(path, 'accept');
    await coordinator.post(`${path}/support`).expect(200);
    expect((await coordinator.get(`${path}/history`)).body.data).toHaveLength(3);
  });
});

describe('a need', () => {
  it.each(['patch', 'delete'] as const)('is changed by actions alone: %s is not possible', async (method) => {
    const path = await submitted(roadmap);
    const answer = await (method === 'patch' ? admin.patch(path, {}, { 'If-Match': '*' }) : admin.delete(path, { 'If-Match': '*' }));
    expect([answer.status, answer.body.code]).toEqual([405, 'method-not-allowed']);
    expect(answer.headers.allow).toContain('GET');
  });
});
