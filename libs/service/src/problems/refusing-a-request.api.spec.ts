import fc from 'fast-check';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody } from '../../test/planted-notes.ts';
import { send } from '../../test/send.ts';

let notes: NotesService;
beforeAll(async () => {
  notes = await startNotes();
});
afterAll(() => notes.stop());

const json = { 'Content-Type': 'application/json' };
const create = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) => send(notes, 'POST', '/notes/v1/notes', { body, headers });

describe('a problem', () => {
  it('says what is wrong, where, and under which number to ask about it', async () => {
    const { body } = await notes.anyone.get('/notes/none?x=1').expect('Content-Type', /^application\/problem\+json/);
    expect(Object.keys(body).sort()).toEqual(['code', 'detail', 'errors', 'instance', 'status', 'title', 'traceId', 'type']);
    expect(body.instance).toBe('/notes/v1/notes/none');
  });

  it('carries the trace that the request belongs to', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { body } = await notes.anyone.get('/notes/none', { traceparent });
    expect(body.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it.each(['00-xyz-00f067aa0ba902b7-01', '00-00000000000000000000000000000000-00f067aa0ba902b7-01', 'nothing'])(
    'has a trace of its own where the request names none: "%s"',
    async (traceparent) => {
      const { body } = await notes.anyone.get('/notes/none', { traceparent });
      expect(body.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    },
  );

  const codes = [
    'malformed',
    'unauthenticated',
    'forbidden',
    'not-found',
    'method-not-allowed',
    'stale',
    'not-acceptable',
    'too-large',
    'unsupported-media-type',
    'invalid',
  ];
  const more = [
    'precondition-required',
    'too-many-requests',
    'unavailable',
    'illegal-transition',
    'already-exists',
    'in-use',
    'in-progress',
    'read-only',
    'idempotency-key-reused',
    'answer-lost',
    'outside-districts',
  ];
  it.each([...codes, ...more])('of the code "%s" is explained on a page that needs no token', async (code) => {
    const page = await send(notes, 'GET', `/notes/docs/problems/${code}`);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/html\b/);
    expect(page.text).toContain(code);
  });

  it('leads by its type to that page', async () => {
    const { body } = await notes.anyone.get('/notes/none');
    const page = await send(notes, 'GET', new URL(body.type).pathname);
    expect({ status: page.status, type: page.headers['content-type'] }).toEqual({ status: 200, type: expect.stringMatching(/^text\/html/) });
  });

  it('that nobody foresaw is a 500 without anything from inside', async () => {
    const silent = await startNotes({ LOG_LEVEL: 'silent' });
    for (const kind of ['error', 'text', 'sql']) {
      const answer = await silent.anyone.get(`/accidents/${kind}`);
      expectProblem(answer, { status: 500, code: 'internal-error' });
      expect(JSON.stringify([answer.body, answer.headers])).not.toMatch(/12345|srv|password|select|no_such_table|42P01|\.ts|node_modules|at /i);
    }
    await silent.stop();
  });
});

describe('an address', () => {
  it.each([
    ['DELETE', '/notes/v1/notes', ['GET', 'HEAD', 'POST']],
    ['PUT', '/notes/v1/notes', ['GET', 'HEAD', 'POST']],
    ['POST', '/notes/v1/notes/01890000-0000-7000-8000-000000000000', ['DELETE', 'GET', 'HEAD', 'PATCH']],
    ['GET', '/notes/v1/notes/01890000-0000-7000-8000-000000000000/publish', ['POST']],
    ['PATCH', '/notes/v1/notes/01890000-0000-7000-8000-000000000000/history', ['GET', 'HEAD']],
    ['DELETE', '/notes/v1/openapi.json', ['GET', 'HEAD']],
    ['POST', '/healthz', ['GET', 'HEAD']],
  ])('answers 405 to %s %s and names what is possible', async (method, path, allowed) => {
    const answer = await send(notes, method, path);
    expectProblem(answer, { status: 405, code: 'method-not-allowed' });
    expect((answer.headers.allow ?? '').split(', ').sort()).toEqual(allowed);
  });

  it('answers to HEAD what it answers to GET, without the body', async () => {
    const { body: note } = await create(JSON.stringify(noteBody()));
    const headers = { Authorization: `Bearer ${await notes.issuer.token('coordinator')}` };
    for (const path of [`/notes/v1/notes/${note.id}`, '/notes/v1/notes?limit=1', '/notes/v1/notes/none']) {
      const [get, head] = [await send(notes, 'GET', path, { headers }), await send(notes, 'HEAD', path, { headers })];
      expect({ status: head.status, text: head.text, etag: head.headers.etag, type: head.headers['content-type'] }).toEqual({
        status: get.status,
        text: '',
        etag: get.headers.etag,
        type: get.headers['content-type'],
      });
    }
  });

  it.each([
    '/',
    '/notes',
    '/notes/v1',
    '/notes/v1/',
    '/notes/v1/nothing',
    '/notes/v1/notes/',
    '/notes/v2/notes',
    '/other/v1/notes',
    '/notes/v1/notes/x/y/z',
    '/notes/v1//notes',
  ])('that is none is 404: %s', async (path) => {
    expectProblem(await send(notes, 'GET', path), { status: 404, code: 'not-found' });
  });

  it.each(['none', '1', 'malmi', '01890000-0000-7000-8000-00000000000', '%00', '01890000-0000-7000-8000-000000000000', "' or 1=1", 'x'.repeat(150)])(
    'of something that is not there is 404: an id as long as %#',
    async (id) => {
      expectProblem(await send(notes, 'GET', `/notes/v1/notes/${encodeURIComponent(id)}`), { status: 404, code: 'not-found' });
    },
  );

  it.each(['/notes/v1/notes/%zz', '/notes/v1/notes/%E0%A4%A', '/%'])('that cannot be read is malformed: %s', async (path) => {
    expectProblem(await send(notes, 'GET', path), { status: 400, code: 'malformed' });
  });
});

describe('what a client accepts', () => {
  it.each([undefined, '*/*', 'application/json', 'application/*', 'text/html, application/json;q=0.5', 'application/problem+json', 'text/html,*/*;q=0.1'])(
    'may be "%s"',
    async (accept) => {
      const answer = await send(notes, 'GET', '/notes/v1/notes?limit=1', { headers: accept ? { Accept: accept } : {} });
      expect(answer.status).toBe(200);
    },
  );

  it.each(['text/html', 'application/xml', 'image/*', 'text/plain;q=0.9'])('cannot be "%s" alone', async (accept) => {
    expectProblem(await send(notes, 'GET', '/notes/v1/notes', { headers: { Accept: accept } }), { status: 406, code: 'not-acceptable' });
  });
});

describe('the type of a body', () => {
  const body = JSON.stringify(noteBody());

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/merge-patch+json',
    'application/json-patch+json',
    'nonsense',
    'application/jsonx',
  ])('cannot be %s when something is created', async (type) =>
    expectProblem(await create(body, { 'Content-Type': type }), { status: 415, code: 'unsupported-media-type' }),
  );

  it('must be told', async () => {
    expectProblem(await create(body, {}), { status: 415, code: 'unsupported-media-type' });
  });

  it('may name its charset', async () => {
    expect((await create(body, { 'Content-Type': 'application/json; charset=utf-8' })).status).toBe(201);
  });

  it('need not be told where there is no body', async () => {
    const headers = { Authorization: `Bearer ${await notes.issuer.token('coordinator')}`, 'If-Match': '*' };
    const { body: note } = await create(body);
    expect((await send(notes, 'POST', `/notes/v1/notes/${note.id}/publish`, { headers })).status).toBe(200);
    expectProblem(await send(notes, 'POST', '/notes/v1/notes'), { status: 400, code: 'malformed', pointers: ['/title', '/district'] });
  });

  it.each([
    ['application/json', 200],
    ['application/merge-patch+json', 200],
    ['application/json-patch+json', 415],
    ['text/plain', 415],
  ])('of a change may be JSON or a merge patch: %s', async (type, status) => {
    const headers = { Authorization: `Bearer ${await notes.issuer.token('coordinator')}`, 'If-Match': '*', 'Content-Type': type };
    const { body: note } = await create(body);
    expect((await send(notes, 'PATCH', `/notes/v1/notes/${note.id}`, { headers, body: '{"priority":3}' })).status).toBe(status);
  });
});

describe('the size of a body', () => {
  const ofSize = (bytes: number): string => {
    const body = JSON.stringify(noteBody());
    return body + ' '.repeat(bytes - body.length);
  };

  it('may be one mebibyte', async () => {
    expect((await create(ofSize(1_048_576))).status).toBe(201);
  });

  it('may not be a byte more', async () => {
    expectProblem(await create(ofSize(1_048_577)), { status: 413, code: 'too-large' });
  });

  it('is measured where it is not told', async () => {
    const piece = new TextEncoder().encode(' '.repeat(65_536));
    const body = new ReadableStream({
      start(stream) {
        for (let pieces = 0; pieces < 17; pieces++) stream.enqueue(piece);
        stream.close();
      },
    });
    const answer = await fetch(`${notes.origin}/notes/v1/notes`, { method: 'POST', headers: json, body, duplex: 'half' } as RequestInit);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, 'too-large']);
  });

  it('is told before the type is', async () => {
    expectProblem(await create(ofSize(1_048_577), { 'Content-Type': 'text/plain' }), { status: 413, code: 'too-large' });
  });
});

describe('a body that does not fit', () => {
  it.each(['{', '{"title":}', 'title=x', "{'title':1}", '{"title":{"fi":"a"},}', '﻿{', '{"a":1}{"b":2}', 'NaN'])(
    'is refused when it is not JSON: %s',
    async (body) => {
      expectProblem(await create(body), { status: 400, code: 'malformed' });
    },
  );

  it.each(['[]', '"text"', '5', 'true', 'null'])('is refused when it is JSON, but no object: %s', async (body) => {
    expectProblem(await create(body), { status: 400, code: 'malformed', pointers: [''] });
  });

  it('is refused when its bytes are no UTF-8, rather than kept as other text', async () => {
    const body = Buffer.from(JSON.stringify(noteBody({ title: { fi: 'Katu\u00e4' } })), 'latin1');
    expectProblem(await create(body), { status: 400, code: 'malformed', pointers: [''] });
  });

  it.each(['{"__proto__":{"admin":true}}', '{"title":{"__proto__":{"x":1}}}', '{"constructor":{"prototype":{"x":1}}}'])(
    'is refused when it reaches for prototypes: %s',
    async (body) => {
      expectProblem(await create(body), { status: 400, code: 'malformed' });
    },
  );

  it.each([
    ['lists', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
    ['the member of a body', `{"title":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ])('is refused when it is nested without end, also under a key: %s', async (_, body) => {
    expectProblem(await create(body), { status: 400, code: 'malformed' });
    expectProblem(await create(body, { ...json, 'Idempotency-Key': 'deep' }), { status: 400, code: 'malformed' });
  });

  it('names every missing member by the member itself', async () => {
    expectProblem(await create('{}'), { status: 400, code: 'malformed', pointers: ['/title', '/district'] });
  });

  it('names every member of a wrong type', async () => {
    const body = {
      title: 'Varjoa',
      district: 5,
      topics: 'trees',
      priority: '3',
      links: [{ url: 'https://x.example' }, { url: 1 }],
      window: { from: '2027-02-30' },
    };
    expectProblem(await create(JSON.stringify(body)), {
      status: 400,
      code: 'malformed',
      pointers: ['/title', '/district', '/topics', '/priority', '/links/1/url', '/window/from'],
    });
  });

  it('names every member that it does not know, wherever it is', async () => {
    const body = noteBody({
      colour: 'red',
      title: { fi: 'a', de: 'b' },
      links: [{ url: 'https://x.example', size: 1 }],
      id: '01890000-0000-7000-8000-000000000000',
    });
    expectProblem(await create(JSON.stringify(body)), { status: 400, code: 'malformed', pointers: ['/colour', '/title/de', '/links/0/size', '/id'] });
  });

  it('escapes what a pointer cannot say otherwise', async () => {
    const body = noteBody({ 'a/b': 1, 'm~n': 2, '~1': 3, labels: { 'x/y~z': 5 } });
    expectProblem(await create(JSON.stringify(body)), { status: 400, code: 'malformed', pointers: ['/a~1b', '/m~0n', '/~01', '/labels/x~1y~0z'] });
  });

  it.each([
    ['a null character', { title: { fi: 'a\u0000b' } }, '/title/fi'],
    ['half of a pair', { title: { fi: 'a\ud800b' } }, '/title/fi'],
    ['the other half', { internal: '\udc00' }, '/internal'],
    ['a null character in a list', { links: [{ url: 'https://x.example/\u0000' }] }, '/links/0/url'],
  ])('names text that cannot be kept: %s', async (_, own, pointer) => {
    expectProblem(await create(JSON.stringify(noteBody(own))), { status: 400, code: 'malformed', pointers: [pointer] });
  });

  it('takes every character that is one', async () => {
    const text = 'Äö €\u{1f600}\u{10ffff}\u0001\u007f\u2028 "\\ %00 \\u0000';
    const { status, body } = await create(JSON.stringify(noteBody({ title: { fi: text } })));
    expect({ status, title: body.title }).toEqual({ status: 201, title: { fi: text } });
  });

  it('names at most a hundred faults', async () => {
    const body = Object.fromEntries(Array.from({ length: 300 }, (_, number) => [`x${number}`, 1]));
    const { body: problem } = await create(JSON.stringify(body));
    expect(problem.errors).toHaveLength(100);
  });

  it('never is an error on our side, whatever it is', async () => {
    const Authorization = `Bearer ${await notes.issuer.token('coordinator')}`;
    const { body: note } = await create(JSON.stringify(noteBody()));
    const text = fc.string({ unit: 'binary', maxLength: 8 });
    const known = fc.record(
      {
        title: fc.oneof(fc.record({ fi: text }), fc.jsonValue()),
        body: fc.oneof(fc.record({ en: text }), fc.jsonValue()),
        district: fc.oneof(fc.constant('malmi'), text),
        labels: fc.oneof(fc.dictionary(text, text), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const more = fc.record(
      {
        priority: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
        window: fc.jsonValue(),
        internal: fc.oneof(text, fc.jsonValue()),
        place: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const patch = fc.tuple(known, more).map(([some, others]) => ({ ...some, ...others }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(patch, fc.jsonValue()), async (body) => {
        const headers = { ...json, Authorization, 'If-Match': '*' };
        const answers = [await create(JSON.stringify(body)), await send(notes, 'PATCH', `/notes/v1/notes/${note.id}`, { body: JSON.stringify(body), headers })];
        for (const { status } of answers) expect([200, 201, 400, 422]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });

  it('never is an error on our side when it is a query, whatever it is', async () => {
    const name = fc.oneof(
      fc.constantFrom('limit', 'after', 'sort', 'id', 'q', 'status', 'district', 'topic', 'label', 'by'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    const query = fc.array(fc.tuple(name, fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(query, fc.constantFrom('notes', 'notes/counts', 'topics', 'desk'), async (parameters, collection) => {
        const encoded = new URLSearchParams(parameters as [string, string][]);
        const { status } = await send(notes, 'GET', `/notes/v1/${collection}?${encoded}`);
        expect([200, 400, 401]).toContain(status);
      }),
      { numRuns: 200 },
    );
  });
});
