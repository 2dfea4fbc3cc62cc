import { jest } from '@jest/globals';
import { sql } from '@fiksu/database';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { plant, unique } from '../../test/planted-notes.ts';

let notes: NotesService;
beforeAll(async () => {
  notes = await startNotes();
});
afterAll(() => notes.stop());

const nobodys = '01890000-0000-7000-8000-000000000000';
interface Row {
  id: string;
  status: number;
  etag: string | null;
  body: { status: unknown; code?: string; version?: number };
}
const told = (rows: Row[]) => rows.map(({ status, body }) => [status, body.code ?? body.status]);

describe('a batch', () => {
  it('carries out each action as if it had been sent alone, in order, and tells what came of each', async () => {
    const [one, two, there] = await plant(notes.db, [{ status: 'draft' }, { status: 'draft' }, { district: 'elsewhere' }]);
    const client = await notes.as('coordinator', { districts: ['malmi'] });
    const { body } = await client
      .post('/notes/batch', [
        { id: one?.id, action: 'publish', ifMatch: '"1"' },
        { id: one?.id, action: 'publish', ifMatch: '"2"' },
        { id: one?.id, action: 'retire', ifMatch: '"2"', body: { reason: { fi: 'Vanha' } } },
        { id: two?.id, action: 'publish', ifMatch: '"9"' },
        { id: two?.id, action: 'publish' },
        { id: two?.id, action: 'retire', ifMatch: '"1"', body: {} },
        { id: there?.id, action: 'retire', ifMatch: '"1"', body: { reason: { fi: 'Vanha' } } },
        { id: nobodys, action: 'publish', ifMatch: '"1"' },
        { id: 'no id', action: 'publish', ifMatch: '"1"' },
        { id: one?.id, action: 'history' },
        { id: one?.id, action: '../../topics', body: {} },
        { id: one?.id, action: 'paint' },
      ])
      .expect(200);
    expect(told(body.data)).toEqual([
      [200, 'published'],
      [409, 'illegal-transition'],
      [200, 'retired'],
      [412, 'stale'],
      [428, 'precondition-required'],
      [400, 'malformed'],
      [403, 'outside-districts'],
      [404, 'not-found'],
      [404, 'not-found'],
      [404, 'not-found'],
      [404, 'not-found'],
      [404, 'not-found'],
    ]);
    const row = body.data[2] as Row;
    expect(row.id).toBe(one?.id);
    const read = await client.get(`/notes/${one?.id}`).expect(200);
    expect(row.body).toEqual(read.body);
    expect(row.etag).toBe(read.headers.etag);
  });

  it('keeps what was done where a later action is refused: each is a transaction of its own', async () => {
    const [note] = await plant(notes.db, [{ status: 'draft' }]);
    const client = await notes.as('coordinator');
    await client
      .post('/notes/batch', [
        { id: note?.id, action: 'publish', ifMatch: '"1"' },
        { id: nobodys, action: 'publish', ifMatch: '"1"' },
      ])
      .expect(200);
    expect((await client.get(`/notes/${note?.id}`)).body.status).toBe('published');
  });

  it('gives no right that an action alone would not give', async () => {
    const [note] = await plant(notes.db, [{ status: 'draft' }]);
    const { body } = await (await notes.as('resident')).post('/notes/batch', [{ id: note?.id, action: 'publish', ifMatch: '"1"' }]).expect(200);
    expect(told(body.data)).toEqual([[403, 'forbidden']]);
    expectProblem(await notes.anyone.post('/notes/batch', []), { status: 401, code: 'unauthenticated' });
  });

  it('with an Idempotency-Key answers a repeat with the same, and goes on where a process died in the middle', async () => {
    const planted = await plant(
      notes.db,
      Array.from({ length: 3 }, () => ({ status: 'draft' })),
    );
    const client = await notes.as('coordinator');
    const rows = planted.map(({ id }) => ({ id, action: 'publish', ifMatch: '"1"' }));
    const key = { 'Idempotency-Key': unique('key') };
    const first = await client.post('/notes/batch', rows, key).expect(200);
    // As after a crash: the actions have been done, and the answer to the whole was never kept.
    await notes.db.run(sql`delete from idempotency where path = '/notes/v1/notes/batch'`);
    await notes.db.run(sql`delete from idempotency where path like ${`%${planted[2]?.id}%`}`);
    await notes.db.run(sql`update note set status = 'draft', version = 1 where id = ${planted[2]?.id}`);
    const again = await client.post('/notes/batch', rows, key).expect(200);
    expect(told(again.body.data)).toEqual(told(first.body.data));
    expect(again.body.data.slice(0, 2)).toEqual(first.body.data.slice(0, 2));
    const replayed = await client.post('/notes/batch', rows, key).expect(200);
    expect(replayed.body).toEqual(again.body);
    expect(replayed.headers['idempotency-replayed']).toBe('true');
    expectProblem(await client.post('/notes/batch', rows.slice(1), key), { status: 422, code: 'idempotency-key-reused' });
  });

  it('with an Idempotency-Key carries out the same action twice where it names it twice', async () => {
    const [note] = await plant(notes.db, [{ status: 'draft' }]);
    const row = { id: note?.id, action: 'publish', ifMatch: '"1"' };
    const { body } = await (await notes.as('coordinator')).post('/notes/batch', [row, row], { 'Idempotency-Key': unique('key') }).expect(200);
    expect(told(body.data)).toEqual([
      [200, 'published'],
      [412, 'stale'],
    ]);
  });

  it('leaves nothing behind that ends the process later: its requests have no connection to be waited for', async () => {
    const [note] = await plant(notes.db, [{ status: 'draft' }]);
    const client = await notes.as('coordinator');
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const { body } = await client.post('/notes/batch', [{ id: note?.id, action: 'publish', ifMatch: '"1"' }]).expect(200);
      expect(told(body.data)).toEqual([[200, 'published']]);
      expect(() => jest.runOnlyPendingTimers()).not.toThrow();
    } finally {
      jest.useRealTimers();
    }
  });

  it('takes 500 actions and 8 MiB, and not one more', async () => {
    const client = await notes.as('coordinator');
    const row = { id: nobodys, action: 'paint' };
    const rows = (count: number, own: object = {}) => Array.from({ length: count }, () => ({ ...row, ...own }));
    expect((await client.post('/notes/batch', rows(500)).expect(200)).body.data).toHaveLength(500);
    expectProblem(await client.post('/notes/batch', rows(501)), { status: 413, code: 'too-large' });
    const large = rows(8, { body: { text: 'x'.repeat(1_000_000) } });
    await client.post('/notes/batch', large).expect(200);
    expectProblem(await client.post('/notes/batch', [...large, ...large]), { status: 413, code: 'too-large' });
  });

  it.each([[{}], [[{ action: 'publish' }]], [[{ id: nobodys, action: 'publish', colour: 'red' }]], [['publish']]])(
    'is 400 where it is no list of actions: %j',
    async (sent) => {
      expectProblem(await (await notes.as('coordinator')).post('/notes/batch', sent), { status: 400, code: 'malformed' });
    },
  );
});
