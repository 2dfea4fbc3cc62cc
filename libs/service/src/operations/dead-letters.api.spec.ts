import { TestNats, describeWithNats, startTestService, type Client, type TestService } from '@fiksu/testing';
import type { CloudEvent } from '@fiksu/contracts';
import { Injectable, Module } from '@nestjs/common';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { QueryRunner } from 'typeorm';
import { expectProblem } from '../../test/expect-problem.ts';
import { noteEvents } from '../../test/note-events.ts';
import { notesService } from '../../test/notes-service.ts';
import { everyPage, idsOf, noteBody } from '../../test/planted-notes.ts';
import {
  Database,
  DomainError,
  ForwardOnlyMigration,
  Projection,
  Reaction,
  newId,
  notFound,
  sql,
  stale,
  unavailable,
  type KitConfig,
  type Runs,
  type ServiceDefinition,
} from '../index.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

class ShelfTable1764000000002 extends ForwardOnlyMigration {
  name = 'ShelfTable1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table shelf (generation integer, note text, version integer, district text, primary key (generation, note))`);
  }
}

/** Why each note is not taken, as a test says. */
const faults = new Map<string, () => Error>();

/** The notes of each district, kept from events. */
@Injectable()
class Shelf extends Projection {
  readonly name = 'shelf';
  readonly listensTo = [noteEvents];

  async handle(events: readonly CloudEvent[], tx: Runs, generation: number): Promise<void> {
    for (const { data, aggregateversion } of events) {
      const { id, district } = data as typeof data & { district?: string };
      const fault = faults.get(district ?? '');
      if (fault) throw fault();
      await tx.run(sql`insert into shelf (generation, note, version, district) values (${generation}, ${id}, ${aggregateversion}, ${district ?? null})
        on conflict (generation, note) do update set version = excluded.version, district = excluded.district where excluded.version > shelf.version`);
    }
  }

  async forget(generation: number, tx: Runs): Promise<void> {
    await tx.run(sql`delete from shelf where generation = ${generation}`);
  }
}

@Injectable()
class Idle extends Reaction {
  readonly name = 'idle';
  readonly listensTo = [noteEvents];

  async handle(): Promise<void> {
    // What it would do is not looked at.
  }
}

@Module({ providers: [Shelf, Idle] })
class ShelfModule {}

@Module({})
class WholeModule {}

const shelfService: ServiceDefinition<KitConfig> = {
  ...notesService,
  kept: { ...notesService.kept, migrations: [...notesService.kept.migrations, ShelfTable1764000000002] },
  module: (config) => ({ module: WholeModule, imports: [notesService.module(config), ShelfModule] }),
  reactions: [Shelf, Idle],
};

describeWithNats(server)('operations', () => {
  let service: TestService;
  let db: Database;
  let admin: Client;
  beforeAll(async () => {
    service = await startTestService(shelfService, { environment: { NATS_URL: server?.url as string, LOG_LEVEL: 'silent' } });
    db = service.app.get(Database);
    admin = await service.as('admin');
  });
  afterAll(() => service.stop());
  afterEach(() => faults.clear());

  const refuse = () => new DomainError('Conflict', 'in-use', 'It is not taken');
  let districts = 0;

  /** A note whose event is refused: its dead letter. */
  async function aDeadLetter(): Promise<{ id: string; note: string; district: string }> {
    const district = `district-${++districts}`;
    faults.set(district, refuse);
    const { body } = await admin.post('/notes', noteBody({ district })).expect(201);
    for (;;) {
      const [letter] = await db.run<{ id: string }>(sql`select id from dead_letters where event->'data'->>'id' = ${body.id}`);
      if (letter) return { id: letter.id, note: body.id, district };
    }
  }
  const shelved = async (note: string) => (await db.run(sql`select from shelf where note = ${note}`)).length > 0;

  describe('dead letters', () => {
    it('tell which event could not be handled, by whom, and why', async () => {
      const { id, note } = await aDeadLetter();
      const { body } = await admin.get(`/operations/dead-letters/${id}`).expect(200);
      expect(body).toEqual({
        ...{ id, consumer: 'shelf', reason: 'Conflict: It is not taken', resolvedAt: null, resolution: null },
        deadAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        event: expect.objectContaining({ specversion: '1.0', type: 'fiksu.notes.note.created.v1', subject: `notes/${note}`, data: expect.any(Object) }),
      });
    });

    it('show the text where it was no event', async () => {
      const connection = await connect({ servers: server?.url as string });
      await jetstream(connection).publish('fiksu.notes.note.created.v1', 'no JSON');
      await connection.close();
      const find = async () =>
        (await admin.get('/operations/dead-letters?limit=200').expect(200)).body.data.filter((letter: { event: unknown }) => letter.event === 'no JSON');
      let found: object[] = [];
      while (found.length < 2) found = await find();
      expect(found.map((letter) => (letter as { consumer: string }).consumer).sort()).toEqual(['idle', 'shelf']);
    });

    it('are listed by pages, by consumer, and by whether they are resolved', async () => {
      const letters = [await aDeadLetter(), await aDeadLetter(), await aDeadLetter()];
      const [first] = letters as [(typeof letters)[0]];
      await admin.post(`/operations/dead-letters/${first.id}/discard`, { reason: 'a test' }).expect(200);
      const unresolved = idsOf(await everyPage(admin, '/operations/dead-letters?limit=1&consumer=shelf&resolved=false'));
      expect(new Set(unresolved).size).toBe(unresolved.length);
      expect(unresolved).toEqual(expect.arrayContaining(idsOf(letters.slice(1))));
      expect(unresolved).not.toContain(first.id);
      expect(idsOf(await everyPage(admin, '/operations/dead-letters?limit=2&resolved=true'))).toContain(first.id);
      expect((await admin.get('/operations/dead-letters?consumer=nobody').expect(200)).body).toEqual({ data: [], page: { next: null } });
    });

    it('refuse a query that they do not know', async () => {
      expectProblem(await admin.get('/operations/dead-letters?resolved=maybe'), { status: 400, code: 'malformed', parameters: ['resolved'] });
      expectProblem(await admin.get('/operations/dead-letters?reason=x'), { status: 400, code: 'malformed', parameters: ['reason'] });
      expectProblem(await admin.get('/operations/dead-letters?limit=0'), { status: 400, code: 'malformed', parameters: ['limit'] });
    });

    it('are handled anew when they are retried, once what was wrong is put right', async () => {
      const { id, note, district } = await aDeadLetter();
      expect(await shelved(note)).toBe(false);
      faults.delete(district);
      const { body } = await admin.post(`/operations/dead-letters/${id}/retry`).expect(200);
      expect(body).toMatchObject({ id, resolution: 'retried', resolvedAt: expect.any(String) });
      expect(await shelved(note)).toBe(true);
    });

    it('stay, with the new reason, when they fail again', async () => {
      const { id, note, district } = await aDeadLetter();
      faults.set(district, () => notFound('Who is that'));
      const { body } = await admin.post(`/operations/dead-letters/${id}/retry`).expect(200);
      expect(body).toMatchObject({ id, reason: 'NotFound: Who is that', resolution: null, resolvedAt: null });
      expect(await shelved(note)).toBe(false);
    });

    it('are given up with a reason', async () => {
      const { id } = await aDeadLetter();
      expectProblem(await admin.post(`/operations/dead-letters/${id}/discard`), { status: 400, code: 'malformed', pointers: ['/reason'] });
      expectProblem(await admin.post(`/operations/dead-letters/${id}/discard`, { reason: ' ' }), { status: 400, code: 'malformed', pointers: ['/reason'] });
      const { body } = await admin.post(`/operations/dead-letters/${id}/discard`, { reason: 'sent by mistake' }).expect(200);
      expect(body).toMatchObject({ id, resolution: 'discarded: sent by mistake', resolvedAt: expect.any(String) });
    });

    it('are resolved once', async () => {
      const { id } = await aDeadLetter();
      await admin.post(`/operations/dead-letters/${id}/discard`, { reason: 'a test' }).expect(200);
      for (const action of ['retry', 'discard']) {
        const answer = await admin.post(`/operations/dead-letters/${id}/${action}`, action === 'discard' ? { reason: 'again' } : {});
        expectProblem(answer, { status: 409, code: 'illegal-transition' });
        expect(answer.body.allowed).toEqual([]);
      }
    });

    it('of a reaction that is no more can be given up alone', async () => {
      const id = newId();
      await db.run(sql`insert into dead_letters (id, consumer, event_id, event, reason) values (${id}, 'former', ${newId()}, '{}', 'none')`);
      const answer = await admin.post(`/operations/dead-letters/${id}/retry`);
      expectProblem(answer, { status: 409, code: 'illegal-transition' });
      expect(answer.body.allowed).toEqual(['discard']);
      await admin.post(`/operations/dead-letters/${id}/discard`, { reason: 'nobody is left' }).expect(200);
    });

    it.each(['01936a5c-8f00-7cc3-98c4-dc0c0c07398f', 'no-uuid'])('that do not exist are not found: %s', async (id) => {
      expectProblem(await admin.get(`/operations/dead-letters/${id}`), { status: 404, code: 'not-found' });
      expectProblem(await admin.post(`/operations/dead-letters/${id}/retry`), { status: 404, code: 'not-found' });
      expectProblem(await admin.post(`/operations/dead-letters/${id}/discard`, { reason: 'x' }), { status: 404, code: 'not-found' });
    });

    it.each([
      ['not known yet', () => notFound('Not known yet')],
      ['of another version still', stale],
    ])('are not made at once where something is %s', async (_, fault) => {
      const district = `district-${++districts}`;
      faults.set(district, fault);
      const { body } = await admin.post('/notes', noteBody({ district })).expect(201);
      while ((await db.run(sql`select from consumer_attempts where missing_since is not null`)).length === 0) await new Promise(setImmediate);
      faults.delete(district);
      while (!(await shelved(body.id))) await new Promise(setImmediate);
      expect(await db.run(sql`select from dead_letters where event->'data'->>'id' = ${body.id}`)).toEqual([]);
    });

    it('are never made where another service is away: it is tried for ever, and nobody else waits for it', async () => {
      const district = `district-${++districts}`;
      faults.set(district, () => unavailable('Nobody answers'));
      const { body } = await admin.post('/notes', noteBody({ district })).expect(201);
      while ((await db.run(sql`select from consumer_attempts where retry_at is not null and missing_since is null and finished = 0`)).length === 0)
        await new Promise(setImmediate);
      const { body: other } = await admin.post('/notes', noteBody()).expect(201);
      while (!(await shelved(other.id))) await new Promise(setImmediate);
      expect(await shelved(body.id)).toBe(false);
      faults.delete(district);
      while (!(await shelved(body.id))) await new Promise(setImmediate);
      expect(await db.run(sql`select from dead_letters where event->'data'->>'id' = ${body.id}`)).toEqual([]);
    });
  });

  describe('projections', () => {
    const states = async () => (await admin.get('/operations/projections').expect(200)).body.data;

    it('tell how far they are', async () => {
      const { body } = await admin.post('/notes', noteBody()).expect(201);
      while (!(await shelved(body.id))) await new Promise(setImmediate);
      while ((await states())[0].asOf === null || (await states())[0].lag !== 0) await new Promise(setImmediate);
      expect(await states()).toEqual([{ name: 'shelf', status: 'live', lag: 0, asOf: expect.stringMatching(/Z$/) }]);
    });

    it('are made anew from what was told', async () => {
      const { body } = await admin.post('/notes', noteBody()).expect(201);
      while (!(await shelved(body.id))) await new Promise(setImmediate);
      await db.run(sql`update shelf set district = 'lost'`);
      const answer = await admin.post('/operations/projections/shelf/rebuild').expect(202);
      expect(answer.body).toEqual({ name: 'shelf', status: 'rebuilding' });
      const again = await admin.post('/operations/projections/shelf/rebuild');
      expectProblem(again, { status: 409, code: 'illegal-transition' });
      while ((await states())[0].status !== 'live') await new Promise(setImmediate);
      const { live } = service.app.get(Shelf);
      expect(await db.run(sql`select district from shelf where note = ${body.id} and generation = ${live}`)).toEqual([{ district: 'malmi' }]);
      expect(await db.run(sql`select from shelf where generation <> ${live}`)).toEqual([]);
    });

    it.each(['idle', 'nobody'])('that do not exist cannot be made anew: %s', async (name) => {
      expectProblem(await admin.post(`/operations/projections/${name}/rebuild`), { status: 404, code: 'not-found' });
    });
  });

  describe('are for admins alone:', () => {
    const id = newId();
    it.each([
      ['get', '/operations/dead-letters'],
      ['post', `/operations/dead-letters/${id}/retry`],
      ['post', `/operations/dead-letters/${id}/discard`],
      ['get', '/operations/projections'],
      ['post', '/operations/projections/shelf/rebuild'],
    ] as const)('%s %s', async (method, path) => {
      expectProblem(await service.anyone[method](path), { status: 401, code: 'unauthenticated' });
      for (const role of ['coordinator', 'evaluator', 'partner', 'platform', 'resident'] as const)
        expectProblem(await (await service.as(role))[method](path), { status: 403, code: 'forbidden' });
    });

    it('one of them is not there for anybody else', async () => {
      for (const client of [service.anyone, await service.as('coordinator')])
        expectProblem(await client.get(`/operations/dead-letters/${id}`), { status: 404, code: 'not-found' });
    });
  });
});
