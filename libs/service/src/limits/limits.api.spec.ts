import type { Server } from 'node:http';
import { jest } from '@jest/globals';
import { createService } from '../running/create-service.ts';
import { Line, testEnvironment, type TestService } from '@fiksu/testing';
import { sql } from '@fiksu/database';
import { expectProblem } from '../../test/expect-problem.ts';
import { notesService, startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody } from '../../test/planted-notes.ts';
import { forgetOldCounts } from './limit-tables.ts';
import { networkOf } from './anonymous-writes.ts';

describe('somebody without a token', () => {
  let notes: NotesService;
  let replica: TestService['app'];
  let second: string;
  beforeAll(async () => {
    notes = await startNotes({ ANONYMOUS_WRITES_PER_MINUTE: '5', TRUST_PROXY: '1' });
    const { database, issuer } = notes;
    const environment = { ...testEnvironment(database.url, issuer.url), ANONYMOUS_WRITES_PER_MINUTE: '5', TRUST_PROXY: '1' };
    replica = await createService(notesService, environment);
    await replica.listen(0, '127.0.0.1');
    second = await replica.getUrl();
  });
  afterAll(async () => {
    (replica.getHttpServer() as Server).closeAllConnections();
    await replica.close();
    await notes.stop();
  });

  const write = (address: string, origin = notes.origin, headers: Record<string, string> = {}) =>
    fetch(`${origin}/notes/v1/notes`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': address, ...headers },
      body: JSON.stringify(noteBody()),
    });
  const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status).sort();

  it('writes so many times a minute, whichever replica it asks, and is then told when to come again', async () => {
    expect(await statuses([1, 2, 3, 4].map((nth) => write('192.0.2.1', nth % 2 ? notes.origin : second)))).toEqual([201, 201, 201, 201]);
    expect(await statuses([1, 2, 3].map(() => write('192.0.2.1', second)))).toEqual([201, 429, 429]);
    const refused = await write('192.0.2.1');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({ code: 'too-many-requests', status: 429 });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('writes on in the next minute', async () => {
    expect(await statuses([1, 2, 3, 4, 5].map(() => write('192.0.2.6')))).toEqual([201, 201, 201, 201, 201]);
    expect((await write('192.0.2.6', second)).status).toBe(429);
    // The minute of everybody is over.
    await notes.db.run(sql`update anonymous_write set expire = 1`);
    expect((await write('192.0.2.6')).status).toBe(201);
  });

  it('is counted by its address alone, and reads on', async () => {
    await statuses([1, 2, 3, 4, 5, 6].map(() => write('192.0.2.2')));
    expect((await write('192.0.2.3')).status).toBe(201);
    expect((await fetch(`${notes.origin}/notes/v1/notes`, { headers: { 'X-Forwarded-For': '192.0.2.2' } })).status).toBe(200);
  });

  it('is counted with all addresses of its network, where it has a whole one', async () => {
    await statuses([1, 2, 3, 4, 5].map((nth) => write(`2001:db8:1:2::${nth}`)));
    expect((await write('2001:db8:1:2:ffff::1')).status).toBe(429);
    expect((await write('2001:db8:1:3::1')).status).toBe(201);
  });

  it('with a token is not counted', async () => {
    const Authorization = `Bearer ${await notes.issuer.token('resident')}`;
    expect(await statuses(Array.from({ length: 12 }, () => write('192.0.2.4', notes.origin, { Authorization })))).toEqual(
      Array.from({ length: 12 }, () => 201),
    );
  });

  it('is counted before its body is read', async () => {
    const send = () =>
      fetch(`${notes.origin}/notes/v1/notes`, { method: 'POST', headers: { 'Content-Type': 'text/html', 'X-Forwarded-For': '192.0.2.7' }, body: '<' });
    expect(await statuses([1, 2, 3, 4, 5, 6].map(send))).toEqual([415, 415, 415, 415, 415, 429]);
  });

  it('is refused for what it may not before it is counted', async () => {
    const answers = Array.from({ length: 12 }, () => fetch(`${notes.origin}/notes/v1/topics`, { method: 'POST', headers: { 'X-Forwarded-For': '192.0.2.5' } }));
    expect(new Set(await statuses(answers))).toEqual(new Set([401]));
    expect((await write('192.0.2.5')).status).toBe(201);
  });

  it('has no address in the database, and another name tomorrow', async () => {
    await write('192.0.2.99');
    const rows = await notes.db.run<{ key: string }>(sql`select * from anonymous_write`);
    expect(JSON.stringify(rows)).not.toMatch(/192\.0\.2|2001:db8/);
    const names = () => notes.db.run<{ key: string }>(sql`select key from anonymous_write`);
    const clock = jest.spyOn(Date.prototype, 'toISOString');
    await notes.db.run(sql`delete from anonymous_write`);
    await write('192.0.2.77');
    clock.mockReturnValue('2199-01-01T00:00:00.000Z');
    await write('192.0.2.77').finally(() => clock.mockRestore());
    expect(new Set((await names()).map(({ key }) => key)).size).toBe(2);
  });

  it('is forgotten when its minute is over', async () => {
    await notes.db.run(sql`insert into anonymous_write (key, points, expire) values ('old', 7, 1)`);
    await forgetOldCounts(notes.db);
    expect(await notes.db.run(sql`select from anonymous_write where key = 'old'`)).toEqual([]);
  });
});

describe('what the platform allows by itself', () => {
  it('is 60 requests a minute, and the 61st is refused', async () => {
    const notes = await startNotes({ ANONYMOUS_WRITES_PER_MINUTE: '60' });
    const write = async () => (await notes.anyone.post('/notes', noteBody())).status;
    for (let sent = 0; sent < 60; sent++) expect(await write()).toBe(201);
    expect(await write()).toBe(429);
    await notes.stop();
  });

  it('is nothing while it cannot be counted: 503, as for any write', async () => {
    let line: Line | undefined;
    const notes = await startNotes(async (database) => {
      line = await Line.to(database.url);
      return { DATABASE_URL: line.url, LOG_LEVEL: 'silent' };
    });
    await notes.anyone.post('/notes', noteBody()).expect(201);
    await line?.cut();
    const answer = await notes.anyone.post('/notes', noteBody());
    // What works in the background waits for its database before it ends.
    await line?.mend();
    await notes.stop();
    await line?.cut();
    expectProblem(answer, { status: 503, code: 'unavailable' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('an address that somebody claims to have', () => {
  it('says nothing where no proxy is trusted', async () => {
    const notes = await startNotes({ ANONYMOUS_WRITES_PER_MINUTE: '2' });
    const write = (address: string) => notes.anyone.post('/notes', noteBody(), { 'X-Forwarded-For': address });
    expect([(await write('192.0.2.1')).status, (await write('192.0.2.2')).status]).toEqual([201, 201]);
    expectProblem(await write('192.0.2.3'), { status: 429, code: 'too-many-requests' });
    await notes.stop();
  });

  it('says nothing beyond what the trusted proxy has added', async () => {
    const notes = await startNotes({ ANONYMOUS_WRITES_PER_MINUTE: '2', TRUST_PROXY: '1' });
    const write = (forwarded: string) => notes.anyone.post('/notes', noteBody(), { 'X-Forwarded-For': forwarded });
    expect([(await write('192.0.2.1, 198.51.100.1')).status, (await write('192.0.2.2, 198.51.100.1')).status]).toEqual([201, 201]);
    expectProblem(await write('192.0.2.3, 198.51.100.1'), { status: 429, code: 'too-many-requests' });
    await write('198.51.100.1, 192.0.2.3').expect(201);
    await notes.stop();
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    // 0x2001 and 0xdb8, in decimals.
    ['2001:db8:1:2:3:4:5:6', '8193:3512:1:2'],
    ['nonsense', 'nonsense'],
  ])('%s is counted as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('a page of another platform', () => {
  let notes: NotesService;
  beforeAll(async () => {
    notes = await startNotes();
  });
  afterAll(() => notes.stop());
  const Origin = 'https://kartta.example.fi';

  it('may ask whether it may send, at every address that there is and without a token', async () => {
    const answer = await fetch(`${notes.origin}/notes/v1/notes/x/publish`, {
      method: 'OPTIONS',
      headers: { Origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization,if-match,idempotency-key,content-type' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-methods')).toMatch(/POST.*PATCH.*DELETE/);
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(/authorization.*if-match.*idempotency-key/);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(Number(answer.headers.get('access-control-max-age'))).toBeGreaterThan(0);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('makes no address exist by asking', async () => {
    const answer = await fetch(`${notes.origin}/notes/v1/nowhere`, { method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'POST' } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([404, '*']);
    expect(await answer.json()).toMatchObject({ code: 'not-found' });
  });

  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['nothing but its origin', { Origin }],
  ])('that asks for %s by OPTIONS is told what the address takes', async (_, headers) => {
    const answer = await fetch(`${notes.origin}/notes/v1/notes`, { method: 'OPTIONS', headers });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(await answer.json()).toMatchObject({ code: 'method-not-allowed' });
  });

  it('reads that it writes too much, and when to come again', async () => {
    const few = await startNotes({ ANONYMOUS_WRITES_PER_MINUTE: '1' });
    await few.anyone.post('/notes', noteBody()).expect(201);
    const { status, headers } = await few.anyone.post('/notes', noteBody(), { Origin });
    expect([status, headers['access-control-allow-origin']]).toEqual([429, '*']);
    expect(headers['access-control-expose-headers']).toContain('Retry-After');
    await few.stop();
  });

  it.each([
    ['/notes', 200],
    ['/notes/nothing', 404],
    ['/desk', 401],
    ['/nowhere', 404],
    ['/notes?nonsense=1', 400],
  ])('reads the answer of %s, which is a %s, and its headers', async (path, status) => {
    const answer = await fetch(`${notes.origin}/notes/v1${path}`, { headers: { Origin } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/ETag.*Location.*Idempotency-Replayed/);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('may be of the origins alone that are named', async () => {
    const named = await startNotes({ CORS_ORIGINS: 'https://city.example, https://kartta.example.fi' });
    for (const path of ['/notes', '/%zz']) {
      const allowed = async (origin: string) => {
        const { headers } = await fetch(`${named.origin}/notes/v1${path}`, { headers: { Origin: origin } });
        return [headers.get('access-control-allow-origin'), headers.get('vary')];
      };
      // A cache must not give one origin's answer to another.
      expect(await allowed(Origin)).toEqual([Origin, 'Origin']);
      expect(await allowed('https://elsewhere.example')).toEqual([null, 'Origin']);
    }
    await named.stop();
  });

  it('makes no address exist: a method that there is not is refused as before', async () => {
    expectProblem(await notes.anyone.delete('/notes'), { status: 405, code: 'method-not-allowed' });
    expectProblem(await notes.anyone.delete('/nowhere'), { status: 404, code: 'not-found' });
  });
});

describe('an answer', () => {
  it.each(['/notes/v1/notes', '/notes/v1/nowhere', '/healthz'])('of %s is data: no page that runs, in no frame, and of the type that it says', async (path) => {
    const notes = await startNotes();
    const { headers } = await fetch(notes.origin + path);
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    await notes.stop();
  });

  it('to an address that cannot be decoded is data too, and readable by pages', async () => {
    const notes = await startNotes();
    const { status, headers } = await fetch(`${notes.origin}/notes/v1/%zz`);
    expect([status, headers.get('access-control-allow-origin'), headers.get('x-content-type-options')]).toEqual([400, '*', 'nosniff']);
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    await notes.stop();
  });

  it('is asked for by https alone where the platform is reached by it', async () => {
    const notes = await startNotes({ PUBLIC_URL: 'https://fiksu.example' });
    expect((await fetch(`${notes.origin}/notes/v1/notes`)).headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
    await notes.stop();
  });
});
