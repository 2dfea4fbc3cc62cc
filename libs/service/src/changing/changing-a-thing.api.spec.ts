import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, plant, unique } from '../../test/planted-notes.ts';
import type { Client } from '@fiksu/testing';

let notes: NotesService;
let coordinator: Client;
beforeAll(async () => {
  notes = await startNotes();
  coordinator = await notes.as('coordinator');
});
afterAll(() => notes.stop());

const anything = { 'If-Match': '*' };
const tagOf = async (path: string, client = coordinator): Promise<string> => (await client.get(path).expect(200)).headers.etag as string;
const published = async (own: object = {}): Promise<string> => `/notes/${(await plant(notes.db, [own]))[0]?.id}`;

describe('an ETag', () => {
  it('begins with the version', async () => {
    const path = await published({ version: 7 });
    expect(await tagOf(path)).toMatch(/^"7-[0-9a-f]{8,}"$/);
    await coordinator.patch(path, { priority: 5 }, anything).expect(200);
    expect(await tagOf(path)).toMatch(/^"8-[0-9a-f]{8,}"$/);
  });

  it('stays while nothing changes', async () => {
    const path = await published();
    expect(await tagOf(path)).toBe(await tagOf(path));
  });

  it('changes when a derived field moves, and its version does not', async () => {
    const path = await published();
    const before = await tagOf(path);
    await (await notes.as('resident')).post(`${path}/like`).expect(200);
    const after = await tagOf(path);
    expect(after).not.toBe(before);
    expect(after).toMatch(/^"1-/);
  });

  it('differs between callers who read different things, and only between them', async () => {
    const path = await published({ internal: 'For us alone' });
    const [coordinators, publics, residents] = [await tagOf(path), await tagOf(path, notes.anyone), await tagOf(path, await notes.as('resident'))];
    expect(new Set([coordinators, publics, residents]).size).toBe(3);
    expect(await tagOf(path, await notes.as('admin'))).toBe(coordinators);
    await coordinator.patch(path, { internal: 'For us all' }, { 'If-Match': publics }).expect(200);
  });

  it('of what was just created, changed or acted on is that of what is read then', async () => {
    const created = await coordinator
      .post(
        '/notes',
        noteBody({
          title: { fi: 'Varjoa', sv: 'Skugga', en: 'Shade' },
          labels: { zone: 'b', a: '1' },
          links: [{ words: { en: 'a', fi: 'b' }, url: 'https://x.example' }],
        }),
      )
      .expect(201);
    const path = `/notes/${created.body.id}`;
    expect(created.headers.etag).toBe(await tagOf(path));
    const changed = await coordinator.patch(path, { labels: { much: '1', b: '2' }, body: { sv: 'x', fi: 'y' } }, anything).expect(200);
    expect(changed.headers.etag).toBe(await tagOf(path));
    const acted = await coordinator.post(`${path}/publish`, {}, anything).expect(200);
    expect(acted.headers.etag).toBe(await tagOf(path));
  });

  it('saves sending what the caller has', async () => {
    const path = await published();
    const tag = await tagOf(path);
    for (const sent of [tag, `W/${tag}`, `"1-other", ${tag}`, `"x",W/${tag} , "y"`, '*']) {
      const answer = await coordinator.get(path, { 'If-None-Match': sent });
      expect({ sent, status: answer.status, text: answer.text, tag: answer.headers.etag }).toEqual({ sent, status: 304, text: '', tag });
      expect(answer.headers).not.toHaveProperty('content-length');
    }
    const open = await tagOf(path, notes.anyone);
    const { status } = await fetch(`${notes.origin}/notes/v1${path}`, { method: 'HEAD', headers: { 'If-None-Match': open } });
    expect(status).toBe(304);
    for (const sent of ['"1-other"', '"1"', tag.replaceAll('"', ''), await tagOf(path, notes.anyone)])
      await coordinator.get(path, { 'If-None-Match': sent }).expect(200);
    await coordinator.patch(path, { priority: 1 }, anything).expect(200);
    await coordinator.get(path, { 'If-None-Match': tag }).expect(200);
  });
});

describe('If-Match', () => {
  it('is needed', async () => {
    const path = await published();
    for (const answer of [
      await coordinator.patch(path, { priority: 5 }),
      await coordinator.post(`${path}/retire`, { reason: { fi: 'Vanha' } }),
      await coordinator.delete(path),
    ])
      expectProblem(answer, { status: 428, code: 'precondition-required' });
    expect((await coordinator.get(path)).body.version).toBe(1);
  });

  it('compares the version alone', async () => {
    const path = await published();
    const tag = await tagOf(path, notes.anyone);
    await (await notes.as('resident')).post(`${path}/like`).expect(200);
    await coordinator.patch(path, { priority: 5 }, { 'If-Match': tag }).expect(200);
  });

  it.each(['"3-1f0c9a3e"', 'W/"3-1f0c9a3e"', '"3"', '*', '"9-x", "3-y"', '"x" , W/"3-abc"'])('is taken as %s', async (sent) => {
    const path = await published({ version: 3 });
    expect((await coordinator.patch(path, { priority: 5 }, { 'If-Match': sent }).expect(200)).body.version).toBe(4);
  });

  it.each(['"2-1f0c9a3e"', '"4"', '"33-x"', '3', '"x"', '"03x"', 'W/3', '"-3"', '"", ""', 'W/*', '"99999999999999999999-x"'])(
    'is stale as %s',
    async (sent) => {
      const path = await published({ version: 3 });
      expectProblem(await coordinator.patch(path, { priority: 5 }, { 'If-Match': sent }), { status: 412, code: 'stale' });
      expectProblem(await coordinator.delete(path, { 'If-Match': sent }), { status: 412, code: 'stale' });
      expect((await coordinator.get(path)).body).toMatchObject({ version: 3, priority: 0 });
    },
  );

  it('lets one of two through that change the same version at once', async () => {
    for (let round = 0; round < 10; round++) {
      const path = await published();
      const match = { 'If-Match': await tagOf(path) };
      const answers = await Promise.all([1, 2, 3].map((priority) => coordinator.patch(path, { priority }, match)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
      const winner = answers.find(({ status }) => status === 200)?.body;
      expect((await coordinator.get(path)).body).toMatchObject({ version: 2, priority: winner.priority });
    }
  });

  it('lets one of two through also when each says that any version will do', async () => {
    const path = await published();
    const answers = await Promise.all(['retire', 'retire'].map((action) => coordinator.post(`${path}/${action}`, { reason: { fi: 'Vanha' } }, anything)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect([409, 412]).toContain(answers.find(({ status }) => status !== 200)?.status);
  });
});

describe('a patch', () => {
  const patched = async (before: object, patch: object) => {
    const { body } = await coordinator.post('/notes', noteBody(before)).expect(201);
    return coordinator.patch(`/notes/${body.id}`, patch, anything);
  };

  it('changes what it names and keeps the rest', async () => {
    const { body } = await patched({ priority: 3, internal: 'x' }, { priority: 4 });
    expect(body).toMatchObject({ version: 2, priority: 4, internal: 'x', ...noteBody() });
  });

  it('merges objects, replaces lists, and removes by null', async () => {
    const before = {
      title: { fi: 'Varjoa', sv: 'Skugga' },
      labels: { a: '1', b: '2' },
      links: [{ url: 'https://a.example' }, { url: 'https://b.example' }],
      window: { from: '2027-01-01', to: '2027-02-01' },
    };
    const { body } = await patched(before, {
      title: { sv: null, en: 'Shade' },
      labels: { b: null, c: '3' },
      links: [{ url: 'https://c.example' }],
      window: { to: null },
    });
    expect(body).toMatchObject({ title: { fi: 'Varjoa', en: 'Shade' }, links: [{ url: 'https://c.example' }] });
    expect([body.title, body.labels, body.window]).toEqual([{ fi: 'Varjoa', en: 'Shade' }, { a: '1', c: '3' }, { from: '2027-01-01' }]);
  });

  it('removes an optional member by null', async () => {
    const { status, body } = await patched(
      { internal: 'x', window: { from: '2027-01-01' }, priority: 7, topics: [] },
      { body: null, internal: null, window: null, priority: null, labels: null },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ body: null, internal: null, window: null, priority: 0, labels: {} });
  });

  it('is an object: null is refused', async () => {
    const { body } = await coordinator.post('/notes', noteBody()).expect(201);
    expectProblem(await coordinator.patch(`/notes/${body.id}`, null, anything), { status: 400, code: 'malformed', pointers: [''] });
  });

  it('puts an object where there was none', async () => {
    expect((await patched({}, { window: { from: '2027-01-01' } })).body.window).toEqual({ from: '2027-01-01' });
  });

  it('cannot remove what is mandatory', async () => {
    expectProblem(await patched({}, { title: null, district: null }), { status: 422, code: 'invalid', pointers: ['/title', '/district'] });
    expectProblem(await patched({ window: { from: '2027-01-01' } }, { window: { from: null } }), { status: 422, code: 'invalid', pointers: ['/window/from'] });
    expectProblem(await patched({}, { title: { fi: null } }), { status: 422, code: 'invalid', pointers: ['/title'] });
  });

  it('cannot set what the platform sets', async () => {
    const patch = {
      id: 'x',
      version: 9,
      createdAt: null,
      updatedAt: 'now',
      status: 'published',
      likes: 5,
      actions: [],
      retiredBecause: { fi: 'x' },
      priority: 5,
    };
    expectProblem(await patched({}, patch), {
      status: 422,
      code: 'read-only',
      pointers: ['/id', '/version', '/createdAt', '/updatedAt', '/status', '/likes', '/actions', '/retiredBecause'],
    });
  });

  it('is malformed where it does not fit the schema', async () => {
    expectProblem(await patched({}, { priority: '5', colour: 'red', title: 'x', labels: { a: 1 }, window: { until: 'x' } }), {
      status: 400,
      code: 'malformed',
      pointers: ['/priority', '/colour', '/title', '/labels/a', '/window/until'],
    });
    for (const patch of [[], 'text', 5]) expectProblem(await patched({}, patch as object), { status: 400, code: 'malformed', pointers: [''] });
  });

  it('is held to the rules of the domain, on the whole that it would make', async () => {
    expectProblem(await patched({ window: { from: '2027-05-01', to: '2027-06-01' } }, { window: { from: '2027-07-01' } }), {
      status: 422,
      code: 'invalid',
      pointers: ['/window/to'],
    });
    expectProblem(await patched({}, { topics: [unique('none'), unique('none')] }), { status: 422, code: 'invalid', pointers: ['/topics/0', '/topics/1'] });
  });

  const own = {
    title: { fi: 'Varjoa', sv: 'Skugga', en: 'Shade' },
    labels: { zone: 'b', a: '1' },
    links: [{ url: 'https://x.example', words: { sv: 'a', en: 'b' } }],
    window: { from: '2027-01-01', to: '2027-02-01' },
    place: { kind: 'street', street: 'A' },
    priority: 4,
  };
  it.each([
    ['nothing', {}],
    ['what is there already', own],
    [
      'what is there already, in another order',
      { labels: { a: '1', zone: 'b' }, title: { en: 'Shade', sv: 'Skugga' }, links: [{ words: { en: 'b', sv: 'a' }, url: 'https://x.example' }] },
    ],
    ['the removal of what is not there', { internal: null, title: { fi: 'Varjoa' }, labels: { none: null } }],
  ])('that changes nothing keeps version, ETag and history: %s', async (_, patch) => {
    const { body: note } = await coordinator.post('/notes', noteBody(own)).expect(201);
    const path = `/notes/${note.id}`;
    const before = await coordinator.get(path);
    const { body, headers } = await coordinator.patch(path, patch, anything).expect(200);
    expect(body).toEqual(before.body);
    expect(headers.etag).toBe(before.headers.etag);
    expect((await coordinator.get(`${path}/history`)).body.data).toHaveLength(1);
  });

  it('that changes nothing is still refused when it is stale', async () => {
    expectProblem(await coordinator.patch(await published({ version: 3 }), {}, { 'If-Match': '"2"' }), { status: 412, code: 'stale' });
  });

  it('does not set back what others raised meanwhile', async () => {
    const path = await published();
    const resident = await notes.as('resident');
    await Promise.all([
      ...Array.from({ length: 10 }, () => resident.post(`${path}/like`).expect(200)),
      coordinator.patch(path, { priority: 5 }, anything).expect(200),
    ]);
    expect((await coordinator.get(path)).body).toMatchObject({ version: 2, priority: 5, likes: 10 });
  });

  it('raises the version by one and tells when', async () => {
    const { body: note } = await coordinator.post('/notes', noteBody()).expect(201);
    const { body } = await coordinator.patch(`/notes/${note.id}`, { priority: 1 }, anything).expect(200);
    expect([note.version, body.version]).toEqual([1, 2]);
    expect(body.createdAt).toBe(note.createdAt);
    expect(body.updatedAt >= note.updatedAt).toBe(true);
    for (const instant of [note.createdAt, body.updatedAt]) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});

describe('what is created', () => {
  it('has an address, a version and an id that sorts by time', async () => {
    const { body, headers } = await notes.anyone.post('/notes', noteBody()).expect(201);
    const { body: second } = await notes.anyone.post('/notes', noteBody()).expect(201);
    expect(headers.location).toBe(`/notes/v1/notes/${body.id}`);
    expect(headers.etag).toMatch(/^"1-/);
    expect(body).toMatchObject({ version: 1, status: 'draft' });
    expect(body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(body.id < second.id).toBe(true);
    await coordinator.get(headers.location as string).expect(200);
  });
});
