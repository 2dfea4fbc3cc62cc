import { randomUUID } from 'node:crypto';
import type { Client } from '@fiksu/testing';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, plant, unique } from '../../test/planted-notes.ts';
import { secondSession } from '@fiksu/testing';
import { Caller } from '../access/caller.ts';
import { sql } from '@fiksu/database';
import { record } from './record.ts';
import { NoteRepository, type Note } from '../../test/notes.ts';

let notes: NotesService;
let coordinator: Client;
beforeAll(async () => {
  notes = await startNotes({ LOG_LEVEL: 'silent' });
  coordinator = await notes.as('coordinator', { sub: 'maija', org: '01890000-0000-7000-8000-0000000000aa' });
});
afterAll(() => notes.stop());

const anything = { 'If-Match': '*' };
const reason = { fi: 'Vanhentunut', en: 'Out of date' };
const historyOf = async (id: string, client = coordinator) => (await client.get(`/notes/${id}/history`).expect(200)).body.data;

describe('the history of a thing', () => {
  it('tells who did what, when, from which state to which, and why', async () => {
    const organisation = '01890000-0000-7000-8000-0000000000aa';
    const { body: created } = await coordinator.post('/notes', noteBody()).expect(201);
    const path = `/notes/${created.id}`;
    const { body: changed } = await coordinator.patch(path, { priority: 2 }, anything).expect(200);
    const { body: published } = await coordinator.post(`${path}/publish`, {}, anything).expect(200);
    const { body: retired } = await coordinator.post(`${path}/retire`, { reason }, anything).expect(200);
    const by = { role: 'coordinator', organisation, sub: 'maija' };
    expect(await historyOf(created.id)).toEqual([
      { at: created.createdAt, by, action: 'create', from: null, to: 'draft', reason: null },
      { at: changed.updatedAt, by, action: 'change', from: 'draft', to: 'draft', reason: null },
      { at: published.updatedAt, by, action: 'publish', from: 'draft', to: 'published', reason: null },
      { at: retired.updatedAt, by, action: 'retire', from: 'published', to: 'retired', reason },
    ]);
  });

  it('names persons to coordinators alone', async () => {
    const { body } = await coordinator.post('/notes', noteBody()).expect(201);
    await coordinator.post(`/notes/${body.id}/publish`, {}, anything).expect(200);
    const named = async (client: Client) => (await historyOf(body.id, client)).map(({ by }: { by: object }) => 'sub' in by);
    for (const role of ['admin', 'coordinator'] as const) expect(await named(await notes.as(role))).toEqual([true, true]);
    for (const client of [notes.anyone, await notes.as('resident'), await notes.as('partner'), await notes.as('evaluator'), await notes.as('platform')])
      expect(await named(client)).toEqual([false, false]);
  });

  it('keeps no name of a resident, nor of somebody without a token', async () => {
    const sub = unique('person');
    const { body: residents } = await (await notes.as('resident', { sub })).post('/notes', noteBody()).expect(201);
    const { body: nobodys } = await notes.anyone.post('/notes', noteBody()).expect(201);
    for (const { id } of [residents, nobodys]) expect((await historyOf(id))[0].by).toEqual({ role: 'resident', organisation: null });
    const kept = await notes.db.run(sql`select 1 from history where by::text like ${`%${sub}%`}`);
    expect(kept).toEqual([]);
  });

  it('is as visible as the thing', async () => {
    const [draft] = await plant(notes.db, [{ status: 'draft' }]);
    for (const client of [notes.anyone, await notes.as('resident'), await notes.as('coordinator', { districts: ['elsewhere'] })])
      expectProblem(await client.get(`/notes/${draft?.id}/history`), { status: 404, code: 'not-found' });
    await coordinator.get(`/notes/${draft?.id}/history`).expect(200);
    expectProblem(await coordinator.get('/notes/none/history'), { status: 404, code: 'not-found' });
    expectProblem(await coordinator.get(`/notes/${draft?.id}/history?limit=5`), { status: 400, code: 'malformed', parameters: ['limit'] });
  });

  it.each(['rule', 'clock'] as const)('says that nobody did it where a %s did', async (author) => {
    const [row] = await plant(notes.db, [{}]);
    const at = '2026-05-01T10:00:00.000Z';
    const by = Caller.nobody(at, author);
    const repository = notes.app.get(NoteRepository);
    const before = (await repository.store.find(row?.id as string)) as Note;
    await repository.save(before, { ...before, status: 'retired' }, by, { action: 'retire', reason });
    expect(await historyOf(before.id)).toEqual([{ at, by: { role: author, organisation: null }, action: 'retire', from: 'published', to: 'retired', reason }]);
  });
});

describe('a change', () => {
  const counted = async () => {
    const [row] = await notes.db.run<{ notes: number; history: number; answers: number }>(
      sql`select (select count(*) from note) notes, (select count(*) from history) history, (select count(*) from idempotency) answers`,
    );
    return row;
  };
  const poison = async (table: string, condition: string): Promise<() => Promise<void>> => {
    const owner = await secondSession(notes.database.ownerUrl);
    await owner.query(`alter table ${table} add constraint poison check (${condition}) not valid`);
    return async () => {
      await owner.query(`alter table ${table} drop constraint poison`);
      await owner.end();
    };
  };

  it.each([
    ['the answer to its repeat', 'idempotency', `key <> 'poison'`],
    ['its history', 'history', `action <> 'create'`],
    ['the thing itself', 'note', `priority <> 5`],
  ])('is not made when %s cannot be written', async (_, table, condition) => {
    const restore = await poison(table, condition);
    const before = await counted();
    expectProblem(await coordinator.post('/notes', noteBody({ priority: 5 }), { 'Idempotency-Key': 'poison' }), { status: 500, code: 'internal-error' });
    expect(await counted()).toEqual(before);
    await restore();
    await coordinator.post('/notes', noteBody({ priority: 5 }), { 'Idempotency-Key': `poison${table}` }).expect(201);
  });

  it('of a state is not made either when its answer cannot be written', async () => {
    const [note] = await plant(notes.db, [{}]);
    const restore = await poison('idempotency', `key <> 'poison'`);
    const before = await counted();
    expectProblem(await coordinator.post(`/notes/${note?.id}/retire`, { reason }, { ...anything, 'Idempotency-Key': 'poison' }), {
      status: 500,
      code: 'internal-error',
    });
    await restore();
    expect(await counted()).toEqual(before);
    expect((await coordinator.get(`/notes/${note?.id}`)).body).toMatchObject({ status: 'published', version: 1 });
  });

  it('writes all of it at once', async () => {
    const before = await counted();
    const key = randomUUID();
    const { body } = await coordinator.post('/notes', noteBody(), { 'Idempotency-Key': key }).expect(201);
    const [written] = await notes.db.run<{
      same: boolean;
    }>(sql`select (select xmin::text from note where id = ${body.id}) = (select xmin::text from history where resource = ${body.id})
      and (select xmin::text from note where id = ${body.id}) = (select xmin::text from idempotency where key = ${key}) as same`);
    expect(written?.same).toBe(true);
    expect(await counted()).toEqual({ notes: (before?.notes ?? 0) + 1, history: (before?.history ?? 0) + 1, answers: (before?.answers ?? 0) + 1 });
  });

  it('writes only what has changed', async () => {
    const [row] = await plant(notes.db, [{ likes: 3 }]);
    const repository = notes.app.get(NoteRepository);
    const before = (await repository.store.find(row?.id as string)) as Note;
    await notes.db.run(sql`update note set likes = 4, internal = 'meanwhile' where id = ${before.id}`);
    await repository.save(before, { ...before, priority: 8 }, Caller.nobody(new Date().toISOString()), { action: 'change' });
    expect(await repository.store.find(before.id)).toMatchObject({ likes: 4, internal: 'meanwhile', priority: 8, version: 2 });
  });

  it('of a version that has moved writes nothing at all', async () => {
    const [row] = await plant(notes.db, [{}]);
    const repository = notes.app.get(NoteRepository);
    const before = (await repository.store.find(row?.id as string)) as Note;
    await notes.db.run(sql`update note set version = 2 where id = ${before.id}`);
    const untouched = await counted();
    const by = Caller.nobody(new Date().toISOString());
    const change = (next: Note | null) => record({ collection: 'notes', store: repository.store, before, next, action: 'change', by }, notes.db);
    await expect(change({ ...before, priority: 8, version: 2 })).rejects.toMatchObject({ kind: 'Stale', code: 'stale' });
    await expect(change(null)).rejects.toMatchObject({ kind: 'Stale', code: 'stale' });
    expect(await counted()).toEqual(untouched);
  });

  it('is undone with the transaction that it is a part of', async () => {
    const [row] = await plant(notes.db, [{}]);
    const repository = notes.app.get(NoteRepository);
    const before = (await repository.store.find(row?.id as string)) as Note;
    const untouched = await counted();
    const work = notes.db.transaction(async (tx) => {
      await repository.saveBeside(before, { ...before, priority: 8 }, Caller.nobody(new Date().toISOString()), { action: 'change' }, tx);
      throw new Error('thought better of it');
    });
    await expect(work).rejects.toThrow('thought better of it');
    expect(await counted()).toEqual(untouched);
    expect(await repository.store.find(before.id)).toEqual(before);
  });
});
