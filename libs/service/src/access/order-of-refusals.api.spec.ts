import type { Response } from 'supertest';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, plant, unique } from '../../test/planted-notes.ts';
import { send } from '../../test/send.ts';

let notes: NotesService;
/** A coordinator of Malmi, whom all steps but the first two are refused as. */
let coordinator: string;
beforeAll(async () => {
  notes = await startNotes();
  coordinator = `Bearer ${await notes.issuer.token('coordinator', { districts: ['malmi'] })}`;
});
afterAll(() => notes.stop());

const tooLarge = 'x'.repeat(1_048_577);
const json = 'application/json';

/** One step: the first fault that is left, and what is sent. Every fault of the later steps is in it too. */
interface Step {
  fault: string;
  status: number;
  code: string;
  token?: string;
  type: string;
  body: string;
  query?: string;
  ifMatch?: string;
  to: 'nothing' | 'hidden' | 'elsewhere' | 'retired' | 'bodiless' | 'ready';
}

describe('an action is refused for the first of its faults', () => {
  const bad = { type: 'text/plain', body: tooLarge, query: '?colour=red', to: 'nothing' } as const;
  const steps: Step[] = [
    { ...bad, fault: 'no token', status: 401, code: 'unauthenticated' },
    { ...bad, fault: 'a bad token', status: 401, code: 'unauthenticated', token: 'Bearer nonsense' },
    { ...bad, fault: 'a role that may never do it', status: 403, code: 'forbidden', token: 'resident' },
    { ...bad, fault: 'a body that is too large', status: 413, code: 'too-large', token: 'coordinator' },
    { ...bad, fault: 'a body of another type', status: 415, code: 'unsupported-media-type', token: 'coordinator', body: '{' },
    { ...bad, fault: 'a body that is not JSON', status: 400, code: 'malformed', token: 'coordinator', type: json, body: '{' },
    { ...bad, fault: 'a parameter that is not known', status: 400, code: 'malformed', token: 'coordinator', type: json, body: '{"colour":1}' },
    { ...bad, fault: 'a member that is not known', status: 400, code: 'malformed', token: 'coordinator', type: json, body: '{"colour":1}', query: '' },
    { ...bad, fault: 'no If-Match', status: 428, code: 'precondition-required', token: 'coordinator', type: json, body: '{}', query: '' },
    { fault: 'a thing that is not there', status: 404, code: 'not-found', token: 'coordinator', type: json, body: '{}', ifMatch: '"9-x"', to: 'nothing' },
    {
      fault: 'a thing that the caller may not see',
      status: 404,
      code: 'not-found',
      token: 'coordinator',
      type: json,
      body: '{}',
      ifMatch: '"9-x"',
      to: 'hidden',
    },
    {
      fault: 'a thing that the caller may see, but not change',
      status: 403,
      code: 'outside-districts',
      token: 'coordinator',
      type: json,
      body: '{}',
      ifMatch: '"9-x"',
      to: 'elsewhere',
    },
    { fault: 'another version', status: 412, code: 'stale', token: 'coordinator', type: json, body: '{}', ifMatch: '"9-x"', to: 'retired' },
    {
      fault: 'a state that does not allow it',
      status: 409,
      code: 'illegal-transition',
      token: 'coordinator',
      type: json,
      body: '{}',
      ifMatch: '"1-x"',
      to: 'retired',
    },
    { fault: 'a rule of the domain', status: 422, code: 'invalid', token: 'coordinator', type: json, body: '{}', ifMatch: '"1-x"', to: 'bodiless' },
  ];

  const targets = async (): Promise<Record<Step['to'], string>> => {
    const elsewhere = { district: 'elsewhere', body: null };
    const [hidden, seen, retired, bodiless, ready] = await plant(notes.db, [
      { ...elsewhere, status: 'draft' },
      elsewhere,
      { status: 'retired', body: null },
      { status: 'draft', body: null },
      { status: 'draft' },
    ]);
    const idOf = (note: { id: string } | undefined) => note?.id as string;
    return {
      nothing: '01890000-0000-7000-8000-000000000000',
      hidden: idOf(hidden),
      elsewhere: idOf(seen),
      retired: idOf(retired),
      bodiless: idOf(bodiless),
      ready: idOf(ready),
    };
  };

  const publish = async ({ token, type, body, query = '', ifMatch, to }: Step): Promise<Response> => {
    const bearer = token === 'coordinator' ? coordinator : token === 'resident' ? `Bearer ${await notes.issuer.token('resident')}` : token;
    const headers = { 'Content-Type': type, ...(bearer ? { Authorization: bearer } : {}), ...(ifMatch ? { 'If-Match': ifMatch } : {}) };
    return send(notes, 'POST', `/notes/v1/notes/${(await targets())[to]}/publish${query}`, { body, headers });
  };

  it.each(steps)('$status for $fault', async (step) => {
    expectProblem(await publish(step), step);
  });

  it('and is carried out where none is left', async () => {
    expect((await publish({ fault: '', status: 200, code: '', token: 'coordinator', type: json, body: '{}', ifMatch: '"1-x"', to: 'ready' })).status).toBe(200);
  });
});

describe('a creation is refused for the first of its faults', () => {
  const malmi = { label: { fi: 'Puut' }, district: 'malmi' };
  const elsewhere = { ...malmi, district: 'elsewhere', broader: 'no-such-topic' };
  const steps: [status: number, fault: string, code: string, sent: { role?: string; type?: string; body: (taken: string) => string; query?: string }][] = [
    [401, 'no token', 'unauthenticated', { type: 'text/plain', body: () => tooLarge, query: '?colour=red' }],
    [403, 'a role that may never do it', 'forbidden', { role: 'partner', type: 'text/plain', body: () => tooLarge, query: '?colour=red' }],
    [413, 'a body that is too large', 'too-large', { role: 'coordinator', type: 'text/plain', body: () => tooLarge, query: '?colour=red' }],
    [
      415,
      'a body of another type',
      'unsupported-media-type',
      { role: 'coordinator', type: 'application/merge-patch+json', body: () => '{', query: '?colour=red' },
    ],
    [400, 'a body that is not JSON', 'malformed', { role: 'coordinator', body: () => '{', query: '?colour=red' }],
    [400, 'a parameter that is not known', 'malformed', { role: 'coordinator', body: (id) => JSON.stringify({ ...elsewhere, id }), query: '?colour=red' }],
    [400, 'a member that is not known', 'malformed', { role: 'coordinator', body: (id) => JSON.stringify({ ...elsewhere, id, colour: 'red' }) }],
    [403, 'a district outside the claim', 'outside-districts', { role: 'coordinator', body: (id) => JSON.stringify({ ...elsewhere, id }) }],
    [409, 'an id that is taken', 'already-exists', { role: 'coordinator', body: (id) => JSON.stringify({ ...malmi, id, broader: 'no-such-topic' }) }],
    [422, 'a rule of the domain', 'invalid', { role: 'coordinator', body: () => JSON.stringify({ ...malmi, id: unique('topic'), broader: 'no-such-topic' }) }],
  ];

  it.each(steps)('%i for %s', async (status, _, code, { role, type = json, body, query = '' }) => {
    const admin = await notes.as('admin');
    const taken = unique('topic');
    await admin.post('/topics', { ...malmi, id: taken }).expect(201);
    const bearer = role === 'coordinator' ? coordinator : role ? `Bearer ${await notes.issuer.token('partner')}` : undefined;
    const headers = { 'Content-Type': type, ...(bearer ? { Authorization: bearer } : {}) };
    expectProblem(await send(notes, 'POST', `/notes/v1/topics${query}`, { body: body(taken), headers }), { status, code });
  });
});

describe('other writes', () => {
  it('need If-Match when they change or remove, and none when they create or only add', async () => {
    const client = await notes.as('coordinator');
    const { body: note } = await client.post('/notes', noteBody()).expect(201);
    for (const answer of [
      await client.patch(`/notes/${note.id}`, { priority: 1 }),
      await client.delete(`/notes/${note.id}`),
      await client.post(`/notes/${note.id}/publish`),
    ])
      expectProblem(answer, { status: 428, code: 'precondition-required' });
    await client.act(`/notes/${note.id}`, 'publish');
    await client.post(`/notes/${note.id}/like`).expect(200);
  });

  it('name the state and what it allows when it allows not this', async () => {
    const client = await notes.as('coordinator');
    const { body: note } = await client.post('/notes', noteBody()).expect(201);
    const early = await client.act(`/notes/${note.id}`, 'retire', { reason: { fi: 'Vanha' } });
    expectProblem(early as unknown as Response, { status: 409, code: 'illegal-transition' });
    expect(early).toMatchObject({ body: { state: 'draft', allowed: ['publish'] } });
    await client.act(`/notes/${note.id}`, 'publish');
    await client.act(`/notes/${note.id}`, 'retire', { reason: { fi: 'Vanha' } });
    expect(await client.act(`/notes/${note.id}`, 'publish')).toMatchObject({ status: 409, body: { state: 'retired', allowed: [] } });
  });

  it('need their reason where one is mandatory', async () => {
    const client = await notes.as('coordinator');
    const [note] = await plant(notes.db, [{}]);
    for (const [body, pointer] of [
      [{}, '/reason'],
      [{ reason: 'vanha' }, '/reason'],
      [{ reason: {} }, '/reason'],
      [{ reason: { fi: ' ' } }, '/reason/fi'],
    ] as const)
      expectProblem((await client.act(`/notes/${note?.id}`, 'retire', body)) as unknown as Response, { status: 400, code: 'malformed', pointers: [pointer] });
  });

  it('answer 204 to a removal, and 404 afterwards', async () => {
    const client = await notes.as('coordinator');
    const { body: note } = await client.post('/notes', noteBody()).expect(201);
    const removed = await client.delete(`/notes/${note.id}`, { 'If-Match': '*' });
    expect({ status: removed.status, text: removed.text }).toEqual({ status: 204, text: '' });
    expectProblem(await client.get(`/notes/${note.id}`), { status: 404, code: 'not-found' });
    expectProblem(await client.delete(`/notes/${note.id}`, { 'If-Match': '*' }), { status: 404, code: 'not-found' });
  });

  it('do not remove what something else needs, and name it', async () => {
    const client = await notes.as('coordinator');
    const topic = unique('topic');
    await client.post('/topics', { id: topic, label: { fi: 'Puut' }, district: 'malmi' }).expect(201);
    const { body: note } = await client.post('/notes', noteBody({ topics: [topic] })).expect(201);
    const answer = await client.delete(`/topics/${topic}`, { 'If-Match': '*' });
    expectProblem(answer, { status: 409, code: 'in-use' });
    expect(answer.body.usedBy).toEqual([`notes/${note.id}`]);
  });

  it('give a name again that has been removed', async () => {
    const client = await notes.as('coordinator');
    const topic = { id: unique('topic'), label: { fi: 'Puut' }, district: 'malmi' };
    await client.post('/topics', topic).expect(201);
    await client.delete(`/topics/${topic.id}`, { 'If-Match': '*' }).expect(204);
    await client.post('/topics', topic).expect(201);
    const { body } = await client.get(`/topics/${topic.id}/history`).expect(200);
    expect(body.data.map(({ action }: { action: string }) => action)).toEqual(['create', 'delete', 'create']);
  });

  it('name what exists already to those who may see it', async () => {
    const [admin, client] = [await notes.as('admin'), await notes.as('coordinator')];
    const topic = { id: unique('topic'), label: { fi: 'Puut' }, district: 'malmi', hidden: true };
    await admin.post('/topics', topic).expect(201);
    const [seen, unseen] = [await admin.post('/topics', topic), await client.post('/topics', topic)];
    for (const answer of [seen, unseen]) expectProblem(answer, { status: 409, code: 'already-exists' });
    expect([seen.body.existing, unseen.body.existing]).toEqual([topic.id, undefined]);
  });

  it('are a conflict where a key is taken by another one, when it is created and when it is changed', async () => {
    const client = await notes.as('coordinator');
    const topic = (own: object = {}) => ({ id: unique('topic'), label: { fi: 'Puut' }, district: 'malmi', ...own });
    const [code, second] = [unique('c'), topic()];
    await client.post('/topics', topic({ code })).expect(201);
    await client.post('/topics', second).expect(201);
    expectProblem(await client.post('/topics', topic({ code })), { status: 409, code: 'already-exists' });
    expectProblem(await client.patch(`/topics/${second.id}`, { code }, { 'If-Match': '*' }), { status: 409, code: 'already-exists' });
  });
});
