import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { TestIssuer, type Client } from '@fiksu/testing';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, plant } from '../../test/planted-notes.ts';

let notes: NotesService;
let other: TestIssuer;
beforeAll(async () => {
  [notes, other] = await Promise.all([startNotes(), TestIssuer.start()]);
});
afterAll(() => Promise.all([notes.stop(), other.stop()]));

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = () => ({ iss: notes.issuer.url, aud: 'fiksu', sub: 'mallory', roles: ['admin'], exp: Math.floor(Date.now() / 1000) + 600 });

async function signedWithPublicKey(): Promise<string> {
  const keys = await (await fetch(`${notes.issuer.url}/jwks`)).text();
  return new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'test' }).sign(new TextEncoder().encode(keys));
}

async function withKeyInside(): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'mine', jwk: await exportJWK(publicKey) }).sign(privateKey);
}

async function tampered(): Promise<string> {
  const [header, payload, signature] = (await notes.issuer.token('resident')).split('.') as [string, string, string];
  return [header, base64({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), roles: ['admin'] }), signature].join('.');
}

describe('a token that is not good', () => {
  const tokens: [why: string, token: () => Promise<string> | string][] = [
    ['has expired', () => notes.issuer.token('admin', { expiresIn: -60 })],
    ['never expires', () => notes.issuer.token('admin', { expiresIn: null })],
    ['is not good yet', () => notes.issuer.token('admin', { notBefore: 120 })],
    ['is meant for somebody else', () => notes.issuer.token('admin', { audience: 'other-platform' })],
    ['is from another issuer', () => other.token('admin')],
    ['says that it is from ours, and is signed by another', () => other.token('admin', { issuer: notes.issuer.url })],
    ['names another issuer, and is signed by ours', () => notes.issuer.token('admin', { issuer: other.url })],
    ['is not signed', () => `${base64({ alg: 'none' })}.${base64(claims())}.`],
    ['is signed with what everybody can read', signedWithPublicKey],
    ['brings its own key', withKeyInside],
    ['has been changed', tampered],
    ['is cut', async () => (await notes.issuer.token('admin')).slice(0, -10)],
    ['is no token', () => 'nonsense'],
    ['is three pieces of nothing', () => 'a.b.c'],
  ];

  it.each(tokens)('is refused everywhere, also where none is needed: it %s', async (_, token) => {
    const Authorization = `Bearer ${await token()}`;
    const answers = [
      await notes.anyone.get('/notes', { Authorization }),
      await notes.anyone.get('/notes/counts?by=status', { Authorization }),
      await notes.anyone.post('/notes', noteBody(), { Authorization }),
      await notes.anyone.get('/topics/none', { Authorization, Accept: 'text/html' }),
    ];
    for (const answer of answers) {
      expectProblem(answer, { status: 401, code: 'unauthenticated' });
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer .*error="invalid_token"/);
    }
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic YWRtaW46YWRtaW4=', 'Bearer a b', 'token', 'Bearer é'])(
    'is refused when the header is none of a bearer: "%s"',
    async (Authorization) => {
      expectProblem(await notes.anyone.get('/notes', { Authorization }), { status: 401, code: 'unauthenticated' });
    },
  );
});

describe('a token that is good', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('is taken whatever the case of the word %s', async (scheme) => {
    await notes.anyone.get('/desk', { Authorization: `${scheme} ${await notes.issuer.token('coordinator')}` }).expect(200);
  });

  it('gives no right by a role that the platform does not know', async () => {
    expectProblem(await (await notes.as('resident', { roles: ['superuser', 'Admin'] })).get('/desk'), { status: 403, code: 'forbidden' });
  });

  it('gives the rights of all its roles', async () => {
    await (await notes.as('resident', { roles: ['resident', 'coordinator'] })).get('/desk').expect(200);
  });
});

describe('the issuer of tokens', () => {
  it('may be away: who has none reads on, and who has one is told to come again', async () => {
    const alone = await startNotes({ ISSUER_URL: 'http://127.0.0.1:9' });
    try {
      await alone.anyone.get('/notes').expect(200);
      const answer = await alone.anyone.get('/notes', { Authorization: `Bearer ${await alone.issuer.token('admin', { issuer: 'http://127.0.0.1:9' })}` });
      expectProblem(answer, { status: 503, code: 'unavailable' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expectProblem(await alone.anyone.get('/notes', { Authorization: 'Bearer nonsense' }), { status: 401, code: 'unauthenticated' });
    } finally {
      await alone.stop();
    }
  });

  it('may have its keys where nobody answers', async () => {
    const alone = await startNotes({ JWKS_URL: 'http://127.0.0.1:9/jwks' });
    try {
      const answer = await alone.anyone.get('/notes', { Authorization: `Bearer ${await alone.issuer.token('admin')}` });
      expectProblem(answer, { status: 503, code: 'unavailable' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await alone.stop();
    }
  });

  it('may keep its keys elsewhere than it says', async () => {
    const told = await startNotes({ ISSUER_URL: 'http://issuer.example', JWKS_URL: `${other.url}/jwks` });
    try {
      const token = (issuer: string) => other.token('coordinator', { issuer });
      await told.anyone.get('/desk', { Authorization: `Bearer ${await token('http://issuer.example')}` }).expect(200);
      await told.anyone.get('/desk', { Authorization: `Bearer ${await token(other.url)}` }).expect(401);
    } finally {
      await told.stop();
    }
  });
});

describe('a collection that holds nothing public', () => {
  it.each(['/desk', '/desk/counts?by=status'])('is 401 without a token and 403 with a role that may not: %s', async (path) => {
    const answer = await notes.anyone.get(path);
    expectProblem(answer, { status: 401, code: 'unauthenticated' });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="fiksu"');
    for (const role of ['resident', 'partner', 'evaluator', 'platform'] as const)
      expectProblem(await (await notes.as(role)).get(path), { status: 403, code: 'forbidden' });
    for (const role of ['admin', 'coordinator'] as const) await (await notes.as(role)).get(path).expect(200);
  });

  it('hides each of its things from all who may not: 404, with and without a token', async () => {
    const [note] = await plant(notes.db, [{}]);
    for (const path of [`/desk/${note?.id}`, `/desk/${note?.id}/history`]) {
      expectProblem(await notes.anyone.get(path), { status: 404, code: 'not-found' });
      expectProblem(await (await notes.as('resident')).get(path), { status: 404, code: 'not-found' });
      await (await notes.as('coordinator')).get(path).expect(200);
    }
  });
});

describe('what is not published', () => {
  it('cannot be told from what is not there', async () => {
    const [draft] = await plant(notes.db, [{ status: 'draft' }]);
    const told = async (client: Client, id: string | undefined) => {
      const { status, body, headers } = await client.get(`/notes/${id}`);
      return { status, body: { ...body, instance: '', traceId: '' }, headers: Object.keys(headers).sort() };
    };
    for (const client of [notes.anyone, await notes.as('resident'), await notes.as('coordinator', { districts: ['elsewhere'] })]) {
      const [hidden, absent] = [await told(client, draft?.id), await told(client, '01890000-0000-7000-8000-000000000000')];
      expect(hidden).toEqual(absent);
      expect(hidden.status).toBe(404);
    }
  });
});

describe('a coordinator of some districts', () => {
  it('changes nothing elsewhere, and moves nothing there', async () => {
    const [here, there] = await plant(notes.db, [{ district: 'malmi' }, { district: 'elsewhere' }]);
    const client = await notes.as('coordinator', { districts: ['malmi', 'pasila'] });
    expectProblem(await client.patch(`/notes/${there?.id}`, { priority: 1 }, { 'If-Match': '*' }), { status: 403, code: 'outside-districts' });
    expectProblem(await client.patch(`/notes/${here?.id}`, { district: 'elsewhere' }, { 'If-Match': '*' }), { status: 403, code: 'outside-districts' });
    await client.patch(`/notes/${here?.id}`, { district: 'pasila' }, { 'If-Match': '*' }).expect(200);
  });

  it('is limited to none by an empty list, and not at all as an admin', async () => {
    const [note] = await plant(notes.db, [{ district: 'malmi' }]);
    const [none, admin] = [
      await notes.as('coordinator', { districts: [] }),
      await notes.as('admin', { roles: ['admin', 'coordinator'], districts: ['pasila'] }),
    ];
    expectProblem(await none.patch(`/notes/${note?.id}`, { priority: 1 }, { 'If-Match': '*' }), { status: 403, code: 'outside-districts' });
    await admin.patch(`/notes/${note?.id}`, { priority: 1 }, { 'If-Match': '*' }).expect(200);
  });
});

describe('the actions that a thing offers', () => {
  it('are those of its state and of the role that asks', async () => {
    const [draft, published, retired] = await plant(notes.db, [{ status: 'draft' }, {}, { status: 'retired' }]);
    const offered = async (client: Client, note: { id: string } | undefined) => (await client.get(`/notes/${note?.id}`).expect(200)).body.actions;
    const coordinator = await notes.as('coordinator');
    expect(await offered(coordinator, draft)).toEqual(['publish']);
    expect(await offered(coordinator, published)).toEqual(['retire', 'like']);
    expect(await offered(await notes.as('resident'), published)).toEqual(['like']);
    expect(await offered(notes.anyone, published)).toEqual([]);
    expect(await offered(coordinator, retired)).toEqual([]);
  });
});
