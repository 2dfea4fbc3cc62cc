import { Line, cloneDatabase, testEnvironment, type TestDatabase } from '@fiksu/testing';
import { expectProblem } from '../../test/expect-problem.ts';
import { notesService, startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody } from '../../test/planted-notes.ts';
import { secondSession } from '@fiksu/testing';
import { send } from '../../test/send.ts';
import { sql } from '@fiksu/database';
import { createService } from '../running/create-service.ts';

const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('the database', () => {
  let notes: NotesService;
  let line: Line;
  beforeAll(async () => {
    notes = await startNotes(async (database) => {
      line = await Line.to(database.url);
      return { DATABASE_URL: line.url, LOG_LEVEL: 'silent' };
    });
  });
  afterAll(async () => {
    await notes.stop();
    await line.cut();
  });

  it('may end every connection, and the service goes on with new ones', async () => {
    const superuser = await secondSession(process.env.FIKSU_TEST_POSTGRES_URL as string);
    const name = new URL(notes.database.url).pathname.slice(1);
    for (let round = 0; round < 3; round++) {
      await Promise.all(Array.from({ length: 8 }, () => notes.anyone.get('/notes').expect(200)));
      await superuser.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await notes.anyone.get('/notes')).status));
      for (const status of statuses) expect([200, 503]).toContain(status);
      await notes.anyone.get('/notes').expect(200);
    }
    await superuser.end();
  });

  it('may end a connection in the middle of a transaction, which then is not made', async () => {
    const ended = notes.db.transaction(async (tx) => {
      await tx.run(sql`update note set priority = 1`);
      await tx.run(sql`select pg_terminate_backend(pg_backend_pid())`);
    });
    await expect(ended).rejects.toThrow();
    const betweenStatements = notes.db.transaction(async (tx) => {
      const [row] = await tx.run<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await notes.db.run(sql`select pg_terminate_backend(${row?.pid}, 5000)`);
      await tx.run(sql`select 1`);
    });
    await expect(betweenStatements).rejects.toThrow();
    await notes.anyone.get('/notes').expect(200);
  });

  it('may be full of connections: 503, and no word of why', async () => {
    const superuser = await secondSession(process.env.FIKSU_TEST_POSTGRES_URL as string);
    const name = new URL(notes.database.url).pathname.slice(1);
    await superuser.query(`alter database ${name} connection limit 0`);
    await superuser.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    const answers = await Promise.all([0, 1, 2].map(() => notes.anyone.get('/notes')));
    for (const answer of answers) {
      expectProblem(answer, { status: 503, code: 'unavailable' });
      expect(JSON.stringify(answer.body)).not.toMatch(/connections|role|53300/i);
    }
    await superuser.query(`alter database ${name} connection limit -1`);
    await superuser.end();
    await notes.anyone.get('/notes').expect(200);
  });

  it('may be closed by its keeper: 503', async () => {
    const superuser = await secondSession(process.env.FIKSU_TEST_POSTGRES_URL as string);
    const name = new URL(notes.database.url).pathname.slice(1);
    await superuser.query(`alter database ${name} allow_connections false`);
    await superuser.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    const answers = await Promise.all([0, 1].map(() => notes.anyone.get('/notes')));
    await superuser.query(`alter database ${name} allow_connections true`);
    await superuser.end();
    for (const answer of answers) expectProblem(answer, { status: 503, code: 'unavailable' });
    await notes.anyone.get('/notes').expect(200);
  });

  it('may be away: reads and writes are told to come again, and are served when it is back', async () => {
    expect(await send(notes, 'GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready', database: 'up' } });
    await line.cut();
    for (const answer of [
      await notes.anyone.get('/notes'),
      await notes.anyone.post('/notes', noteBody(), { 'Idempotency-Key': 'away' }),
      await (await notes.as('coordinator')).patch('/notes/01890000-0000-7000-8000-000000000000', {}, { 'If-Match': '*' }),
    ]) {
      expectProblem(answer, { status: 503, code: 'unavailable' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(JSON.stringify(answer.body)).not.toMatch(/ECONN|127\.0\.0\.1|postgres/i);
    }
    expect(await send(notes, 'GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'not-ready', database: 'down' } });
    expect(await send(notes, 'GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    await line.mend();
    expect(await send(notes, 'GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready', database: 'up' } });
    await notes.anyone.post('/notes', noteBody(), { 'Idempotency-Key': 'away' }).expect(201);
  });
});

describe('the schema', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase('notes', notesService.kept);
  });
  afterAll(() => database.drop());

  it('is missing a migration: not ready, and the missing one is named', async () => {
    const owner = await secondSession(database.ownerUrl);
    await owner.query(`delete from migration where name = 'CreateNotes1764000000001'`);
    const app = await createService(notesService, testEnvironment(database.url));
    await app.listen(0, '127.0.0.1');
    const ready = async () => {
      const answer = await fetch(`${await app.getUrl()}/readyz`);
      return { code: answer.status, ...((await answer.json()) as object) };
    };
    expect(await ready()).toMatchObject({ code: 503, status: 'not-ready', database: expect.stringContaining('CreateNotes1764000000001') });
    await owner.query(`insert into migration (timestamp, name) values (1764000000001, 'CreateNotes1764000000001')`);
    expect(await ready()).toMatchObject({ code: 200, status: 'ready', database: 'up' });
    await owner.end();
    await app.close();
  });
});

describe('NATS', () => {
  it('may be away: ready all the same, and since when is told', async () => {
    const notes = await startNotes();
    const ready = await send(notes, 'GET', '/readyz');
    expect({ status: ready.status, body: ready.body }).toEqual({ status: 200, body: { status: 'ready', database: 'up', nats: { degradedSince: instant } } });
    await notes.anyone.post('/notes', noteBody()).expect(201);
    await notes.stop();
  });
});
