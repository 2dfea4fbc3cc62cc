import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { expectProblem } from '../../test/expect-problem.ts';
import { notesService, startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, plant, unique } from '../../test/planted-notes.ts';
import { Client, secondSession, testEnvironment, untilWaiting } from '@fiksu/testing';
import { send } from '../../test/send.ts';
import { raw, sql } from '@fiksu/database';
import { keptAnswer, sealedFor } from '../../test/kept-answers.ts';
import { createService } from '../running/create-service.ts';
import { forgetOldAnswers } from './idempotency.ts';

let notes: NotesService;
/** The same service with little patience: waits for 200 ms where it would wait for 10 s. */
let impatient: NotesService;
let coordinator: Client;
beforeAll(async () => {
  [notes, impatient] = await Promise.all([startNotes(), startNotes(async (database) => ({ DATABASE_URL: `${database.url}?lock_timeout=200` }))]);
  coordinator = await notes.as('coordinator');
});
afterAll(() => Promise.all([notes.stop(), impatient.stop()]));

const keyed = (key: string = randomUUID()) => ({ 'Idempotency-Key': key });
const countOf = async (service: NotesService, district: string): Promise<number> =>
  (await (await service.as('admin')).get(`/notes/counts?by=status&district=${district}`).expect(200)).body.total;

describe('a repeat of a creation', () => {
  it('is answered as the first was, and says that it is one', async () => {
    const [key, body] = [keyed(), noteBody({ district: unique('d') })];
    const first = await coordinator.post('/notes', body, key).expect(201);
    const again = await coordinator.post('/notes', body, key).expect(201);
    const { receipt, ...rest } = first.body;
    expect(receipt).toEqual(expect.any(String));
    expect(again.body).toEqual(rest);
    for (const header of ['location', 'etag', 'content-type']) expect(again.headers[header]).toBe(first.headers[header]);
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(await countOf(notes, body.district)).toBe(1);
  });

  it('is answered so by another replica too', async () => {
    const replica = await createService(notesService, testEnvironment(notes.database.url, notes.issuer.url));
    await replica.listen(0, '127.0.0.1');
    const [key, body] = [keyed(), noteBody({ district: unique('d') })];
    const first = await coordinator.post('/notes', body, key).expect(201);
    const again = await new Client(await replica.getUrl(), '/notes/v1', await notes.issuer.token('coordinator')).post('/notes', body, key).expect(201);
    expect([again.body.id, again.headers['idempotency-replayed']]).toEqual([first.body.id, 'true']);
    (replica.getHttpServer() as Server).closeAllConnections();
    await replica.close();
  });

  it('shows no secret again', async () => {
    const key = keyed();
    await notes.anyone.post('/notes', noteBody(), key).expect(201);
    expect(JSON.stringify(await keptAnswer(notes.db, key['Idempotency-Key']))).not.toContain('receipt of');
    expect((await notes.anyone.post('/notes', noteBody(), key).expect(201)).body).not.toHaveProperty('receipt');
  });

  it('is answered so also when the thing has changed meanwhile, or is gone', async () => {
    const key = keyed();
    const { body: note, headers } = await coordinator.post('/notes', noteBody(), key).expect(201);
    await coordinator.patch(`/notes/${note.id}`, { priority: 9 }, { 'If-Match': '*' }).expect(200);
    await coordinator.delete(`/notes/${note.id}`, { 'If-Match': '*' }).expect(204);
    const again = await coordinator.post('/notes', noteBody(), key).expect(201);
    expect(again.body).toMatchObject({ id: note.id, version: 1, priority: 0 });
    expect(again.headers.etag).toBe(headers.etag);
  });

  it('is kept so that the database alone does not tell what was answered', async () => {
    const [key, word] = [keyed(), unique('person')];
    await coordinator.post('/notes', noteBody({ body: { fi: word } }), key).expect(201);
    await coordinator.post('/notes', noteBody({ body: { fi: word } }), key).expect(201);
    const [kept] = await notes.db.run<{ answer: string; row: string }>(
      sql`select answer, row_to_json(idempotency)::text as row from idempotency where key = ${key['Idempotency-Key']}`,
    );
    expect(kept?.answer).toMatch(/^k1:[\w-]+$/);
    expect(kept?.row).not.toContain(word);
    expect(JSON.stringify(await keptAnswer(notes.db, key['Idempotency-Key']))).toContain(word);
  });

  it('whose answer cannot be read any more is not carried out again', async () => {
    const [key, body] = [keyed(), noteBody({ district: unique('d') })];
    await coordinator.post('/notes', body, key).expect(201);
    // As after a rotation that has taken the key away; and as after somebody has moved another answer there.
    const other = keyed();
    await coordinator.post('/notes', noteBody(), other).expect(201);
    const lost = [`'k0:' || substr(answer, 4)`, `(select answer from idempotency where key = '${other['Idempotency-Key']}')`];
    for (const answer of lost) {
      await notes.db.run(sql`update idempotency set answer = ${raw(answer)} where key = ${key['Idempotency-Key']}`);
      expectProblem(await coordinator.post('/notes', body, key), { status: 409, code: 'answer-lost' });
    }
    expect(await countOf(notes, body.district)).toBe(1);
  });

  it('with another body is refused', async () => {
    const key = keyed();
    await coordinator.post('/notes', noteBody(), key).expect(201);
    expectProblem(await coordinator.post('/notes', noteBody({ priority: 1 }), key), { status: 422, code: 'idempotency-key-reused' });
  });

  it('by somebody else, or to another address, is none', async () => {
    const [key, id] = [keyed(), unique('topic')];
    const other = await notes.as('coordinator', { sub: 'somebody-else' });
    const posts = [
      await coordinator.post('/notes', noteBody(), key),
      await other.post('/notes', noteBody(), key),
      await notes.anyone.post('/notes', noteBody(), key),
      await coordinator.post('/topics', { id, label: { fi: 'Puut' }, district: 'malmi' }, key),
    ];
    expect(posts.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(posts.map(({ body }) => body.id)).size).toBe(4);
  });

  it('by the same person with a new token is one', async () => {
    const key = keyed();
    const [first, again] = [
      await (await notes.as('partner', { sub: 'one' })).post('/notes', noteBody(), key),
      await (await notes.as('resident', { sub: 'one' })).post('/notes', noteBody(), key),
    ];
    expect(again.body.id).toBe(first.body.id);
  });

  it('names nobody in what is kept', async () => {
    const [key, sub] = [keyed(), unique('person')];
    await (await notes.as('partner', { sub })).post('/notes', noteBody(), key).expect(201);
    await notes.anyone.post('/notes', noteBody(), key).expect(201);
    const kept = await notes.db.run<{ caller: string }>(sql`select caller from idempotency where key = ${key['Idempotency-Key']}`);
    expect(kept).toHaveLength(2);
    for (const { caller } of kept) expect(caller).not.toMatch(new RegExp(`${sub}|127\\.0\\.0\\.1|::1`));
  });

  it('without a token belongs to the address, which a trusted proxy tells', async () => {
    const behind = await startNotes({ TRUST_PROXY: '1' });
    try {
      const key = keyed();
      const from = (forwarded: string) => behind.anyone.post('/notes', noteBody(), { ...key, 'X-Forwarded-For': forwarded }).expect(201);
      const [first, again, other, forged] = [await from('10.1.1.1'), await from('10.1.1.1'), await from('10.1.1.2'), await from('10.1.1.1, 10.1.1.3')];
      expect(again.body.id).toBe(first.body.id);
      expect(new Set([first, other, forged].map(({ body }) => body.id)).size).toBe(3);
    } finally {
      await behind.stop();
    }
  });

  it('is told by no proxy that is not trusted', async () => {
    const key = keyed();
    const from = (forwarded: string) => notes.anyone.post('/notes', noteBody(), { ...key, 'X-Forwarded-For': forwarded }).expect(201);
    expect((await from('10.1.1.1')).body.id).toBe((await from('10.1.1.2')).body.id);
  });

  it('after 24 hours is a new request', async () => {
    const key = keyed();
    const first = await coordinator.post('/notes', noteBody(), key).expect(201);
    const age = (hours: number) =>
      notes.db.run(sql`update idempotency set made_at = now() - make_interval(hours => ${hours}) + interval '1 minute' where key = ${key['Idempotency-Key']}`);
    await age(24);
    expect((await coordinator.post('/notes', noteBody(), key).expect(201)).body.id).toBe(first.body.id);
    await age(25);
    const later = await coordinator.post('/notes', noteBody({ priority: 1 }), key).expect(201);
    expect(later.body.id).not.toBe(first.body.id);
    expect(later.headers['idempotency-replayed']).toBeUndefined();
  });

  it('is forgotten after 24 hours also when nobody asks again', async () => {
    const [old, young] = [keyed(), keyed()];
    for (const key of [old, young]) await coordinator.post('/notes', noteBody(), key).expect(201);
    await notes.db.run(sql`update idempotency set made_at = now() - interval '24 hours' where key = ${old['Idempotency-Key']}`);
    await forgetOldAnswers(notes.db);
    const left = await notes.db.run<{ key: string }>(sql`select key from idempotency where key = any(${[old['Idempotency-Key'], young['Idempotency-Key']]})`);
    expect(left.map(({ key }) => key)).toEqual([young['Idempotency-Key']]);
  });
});

describe('an Idempotency-Key', () => {
  it.each(['x', '!', '~', 'x'.repeat(255), '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'])('may be any visible characters, up to 255: %#', async (key) => {
    const service = coordinator;
    const district = unique('d');
    const [first, again] = [await service.post('/notes', noteBody({ district }), keyed(key)), await service.post('/notes', noteBody({ district }), keyed(key))];
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
    await notes.db.run(sql`delete from idempotency where key = ${key}`);
  });

  it.each(['', ' ', 'a b', 'x'.repeat(256), 'ä', 'a\tb'])('is refused when it is none: %#', async (key) => {
    const answer = await send(notes, 'POST', '/notes/v1/notes', {
      body: JSON.stringify(noteBody()),
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    });
    expectProblem(answer, { status: 400, code: 'malformed', headers: ['Idempotency-Key'] });
  });

  it('is left free by a request that was refused', async () => {
    const key = keyed();
    await coordinator.post('/notes', {}, key).expect(400);
    await coordinator.post('/notes', noteBody({ topics: [unique('none')] }), key).expect(422);
    await (await notes.as('coordinator', { districts: ['elsewhere'] })).post('/notes', noteBody(), key).expect(403);
    const { headers } = await coordinator.post('/notes', noteBody(), key).expect(201);
    expect(headers['idempotency-replayed']).toBeUndefined();
  });

  it('is left free by an action that the state refused', async () => {
    const [note] = await plant(notes.db, [{ status: 'draft', body: null }]);
    const [key, path] = [keyed(), `/notes/${note?.id}`];
    for (const [ifMatch, status] of [
      ['"9"', 412],
      ['"1"', 422],
    ] as const)
      await coordinator.post(`${path}/publish`, {}, { ...key, 'If-Match': ifMatch }).expect(status);
    await coordinator.patch(path, { body: { fi: 'x' } }, { 'If-Match': '*' }).expect(200);
    await coordinator.post(`${path}/publish`, {}, { ...key, 'If-Match': '*' }).expect(200);
  });

  it('means nothing to a read and to a patch', async () => {
    const [note] = await plant(notes.db, [{}]);
    const key = keyed();
    for (const priority of [1, 2])
      expect((await coordinator.patch(`/notes/${note?.id}`, { priority }, { ...key, 'If-Match': '*' }).expect(200)).body.priority).toBe(priority);
    expect((await coordinator.get(`/notes/${note?.id}`, key)).headers['idempotency-replayed']).toBeUndefined();
  });
});

describe('a repeat of an action', () => {
  it('is answered as the first was, though the version has moved by the first itself', async () => {
    const [note] = await plant(notes.db, [{}]);
    const headers = { ...keyed(), 'If-Match': '"1"' };
    const reason = { reason: { fi: 'Vanha' } };
    const [first, again] = [
      await coordinator.post(`/notes/${note?.id}/retire`, reason, headers).expect(200),
      await coordinator.post(`/notes/${note?.id}/retire`, reason, headers).expect(200),
    ];
    expect(again.body).toEqual(first.body);
    expect([again.headers.etag, again.headers['idempotency-replayed']]).toEqual([first.headers.etag, 'true']);
    expect((await coordinator.get(`/notes/${note?.id}`)).body.version).toBe(2);
  });

  it('without a body is the same as with an empty one', async () => {
    const [note] = await plant(notes.db, [{ status: 'draft' }]);
    const headers = { ...keyed(), 'If-Match': '"1"' };
    await coordinator.post(`/notes/${note?.id}/publish`, {}, headers).expect(200);
    const Authorization = `Bearer ${await notes.issuer.token('coordinator')}`;
    expect(await send(notes, 'POST', `/notes/v1/notes/${note?.id}/publish`, { headers: { ...headers, Authorization } })).toMatchObject({
      status: 200,
      headers: { 'idempotency-replayed': 'true' },
    });
  });

  it('that only adds adds once', async () => {
    const [note] = await plant(notes.db, [{}]);
    const key = keyed();
    for (const _ of [1, 2, 3]) expect((await coordinator.post(`/notes/${note?.id}/like`, {}, key).expect(200)).body.likes).toBe(1);
  });
});

describe('two requests with the same key at once', () => {
  it('make one thing, and both are answered with it', async () => {
    const pairs = Array.from({ length: 40 }, () => ({ key: keyed(), body: noteBody({ district: unique('d') }) }));
    const answers = await Promise.all(
      pairs.map(({ key, body }) => Promise.all([coordinator.post('/notes', body, key), coordinator.post('/notes', body, key)])),
    );
    for (const [index, pair] of answers.entries()) {
      expect(pair.map(({ status }) => status)).toEqual([201, 201]);
      const [one, other] = pair.map(({ body: { receipt: _, ...rest } }) => rest);
      expect(one).toEqual(other);
      expect(pair[0]?.headers.etag).toBe(pair[1]?.headers.etag);
      expect(pair.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(1);
      expect(await countOf(notes, pairs[index]?.body.district as string)).toBe(1);
    }
  });

  it('make one thing also where its sender chose the name', async () => {
    for (let round = 0; round < 10; round++) {
      const [key, topic] = [keyed(), { id: unique('topic'), label: { fi: 'Puut' }, district: 'malmi' }];
      const answers = await Promise.all([1, 2].map(() => coordinator.post('/topics', topic, key)));
      expect(answers.map(({ status, body }) => [status, body.id])).toEqual([
        [201, topic.id],
        [201, topic.id],
      ]);
    }
  });

  it('move a state once, and both are told of it', async () => {
    const planted = await plant(
      notes.db,
      Array.from({ length: 20 }, () => ({})),
    );
    for (const { id } of planted) {
      const headers = { ...keyed(), 'If-Match': '"1"' };
      const [one, other] = await Promise.all([1, 2].map(() => coordinator.post(`/notes/${id}/retire`, { reason: { fi: 'Vanha' } }, headers)));
      expect([one?.status, other?.status]).toEqual([200, 200]);
      expect(one?.body).toEqual(other?.body);
      expect((await coordinator.get(`/notes/${id}/history`)).body.data).toHaveLength(1);
    }
  });

  it('and different bodies make one thing, and refuse the other', async () => {
    const [key, district] = [keyed(), unique('d')];
    const answers = await Promise.all([1, 2].map((priority) => coordinator.post('/notes', noteBody({ district, priority }), key)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(answers.find(({ status }) => status === 422)?.body.code).toBe('idempotency-key-reused');
    expect(await countOf(notes, district)).toBe(1);
  });

  /** Somebody who has begun with a key and not ended: what is kept of a former request, under another key, not committed. */
  const holdKey = async (service: NotesService, body: object, key: string) => {
    const former = keyed();
    await (await service.as('coordinator')).post('/notes', body, former).expect(201);
    const holder = await secondSession(service.database.url);
    await holder.query('begin');
    const answer = await sealedFor(service.db, former['Idempotency-Key'], key);
    await holder.query(
      `insert into idempotency (caller, path, key, body_hash, status, answer) select caller, path, $1, body_hash, status, $3 from idempotency where key = $2`,
      [key, former['Idempotency-Key'], answer],
    );
    return holder;
  };

  it('wait for one another', async () => {
    const [key, body] = [randomUUID(), noteBody({ district: unique('d') })];
    const [holder, watcher] = [await holdKey(notes, body, key), await secondSession(notes.database.url)];
    const waiting = coordinator.post('/notes', body, keyed(key)).then((answer) => answer);
    await untilWaiting(watcher, 1);
    await holder.query('commit');
    const { status, headers } = await waiting;
    expect([status, headers['idempotency-replayed']]).toEqual([201, 'true']);
    expect(await countOf(notes, body.district)).toBe(1);
    await Promise.all([holder.end(), watcher.end()]);
  });

  it('wait for ten seconds, where nobody says otherwise', async () => {
    expect(await notes.db.run(sql`select current_setting('lock_timeout') as patience`)).toEqual([{ patience: '10s' }]);
  });

  it('go on when the first one gives up', async () => {
    const [key, body] = [randomUUID(), noteBody({ district: unique('d') })];
    const [holder, watcher] = [await holdKey(notes, body, key), await secondSession(notes.database.url)];
    const waiting = coordinator.post('/notes', body, keyed(key)).then((answer) => answer);
    await untilWaiting(watcher, 1);
    await holder.query('rollback');
    const { status, headers } = await waiting;
    expect([status, headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect(await countOf(notes, body.district)).toBe(2);
    await Promise.all([holder.end(), watcher.end()]);
  });

  it('do not wait for ever: the second is told that the first is still at it', async () => {
    const [key, body] = [randomUUID(), noteBody({ district: unique('d') })];
    const client = await impatient.as('coordinator');
    const holder = await holdKey(impatient, body, key);
    const answer = await client.post('/notes', body, keyed(key));
    expectProblem(answer, { status: 409, code: 'in-progress' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await countOf(impatient, body.district)).toBe(1);
    await holder.query('rollback');
    await client.post('/notes', body, keyed(key)).expect(201);
    await holder.end();
  });

  it('are told so too where they wait for the thing itself', async () => {
    const client = await impatient.as('coordinator');
    const [note] = await plant(impatient.db, [{}]);
    const holder = await secondSession(impatient.database.url);
    await holder.query('begin');
    await holder.query('select from note where id = $1 for update', [note?.id]);
    const retire = (key: object) => client.post(`/notes/${note?.id}/retire`, { reason: { fi: 'Vanha' } }, { ...key, 'If-Match': '*' });
    expectProblem(await retire(keyed()), { status: 409, code: 'in-progress' });
    const plain = await retire({});
    expectProblem(plain, { status: 503, code: 'unavailable' });
    expect(Number(plain.headers['retry-after'])).toBeGreaterThan(0);
    await holder.query('rollback');
    await holder.end();
  });
});
