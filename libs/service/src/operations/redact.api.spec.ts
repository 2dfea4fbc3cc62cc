/** Taking something out of what has gone out already: API contract, "Operations", and the redaction of G22. */
import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { TestNats, describeWithNats, secondSession, untilWaiting, type Client } from '@fiksu/testing';
import { ROLES } from '../access/caller.ts';
import { newId, numberEvents, sql } from '../index.ts';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody } from '../../test/planted-notes.ts';
import { tell } from '../../test/told-events.ts';

let notes: NotesService;
let admin: Client;
beforeAll(async () => {
  notes = await startNotes();
  admin = await notes.as('admin', { sub: 'aino' });
});
afterAll(() => notes.stop());

const at = '2026-03-01T12:00:00.000Z';
const state = { title: { fi: 'Matti Meikäläinen', en: 'A bench' }, district: 'malmi', createdAt: at, updatedAt: at };
const reason = 'Names a person who has asked for it';
const redact = (event: string, terms: object = {}, headers: Record<string, string> = {}, by = admin) =>
  by.post('/operations/redact', { event, pointers: ['/data/title/fi'], reason, ...terms }, headers);
const toldOf = async (id: string) =>
  notes.db.run<{ version: number; event: { data: object } }>(
    sql`select (event ->> 'aggregateversion')::integer as version, event from outbox where aggregate = ${`events/${id}`} order by id`,
  );

describe('redacting an event', () => {
  it('takes it out of the feed, and answers the event as it now is', async () => {
    const { id: before } = await tell(notes.db);
    const event = await tell(notes.db, { state });
    const { visibility: _, ...data } = event.data;
    const { body } = await redact(event.id).expect(200);
    expect(body).toEqual({ ...event, data: { ...data, title: { en: 'A bench' } } });
    expect((await admin.get(`/events?after=${before}&limit=1`)).body.data).toEqual([body]);
  });

  it('tells everybody which event is to be read again, and not why', async () => {
    const { id } = await tell(notes.db, { state });
    await redact(id).expect(200);
    await numberEvents(notes.db);
    const { body } = await (await notes.as('platform')).get(`/events?after=${id}`).expect(200);
    expect(body.data).toEqual([
      {
        ...{ specversion: '1.0', id: expect.any(String), source: '/notes/v1', type: 'fiksu.notes.event.redacted.v1', subject: `events/${id}` },
        ...{ time: expect.any(String), datacontenttype: 'application/json', aggregateversion: 1, traceparent: expect.any(String) },
        data: {
          ...{ id, version: 1, event: id, pointers: ['/data/title/fi'] },
          change: { action: 'redact', from: null, to: null, fields: ['/data/title/fi'], by: 'admin' },
        },
      },
    ]);
    expect(JSON.stringify(await toldOf(id))).not.toContain('person');
  });

  it('keeps who did it and why in the history', async () => {
    const { id } = await tell(notes.db, { state });
    await redact(id).expect(200);
    const kept = await notes.db.run(sql`select collection, version, by, action, reason from history where resource = ${id}`);
    expect(kept).toEqual([{ collection: 'events', version: 1, by: { role: 'admin', organisation: null, sub: 'aino' }, action: 'redact', reason }]);
  });

  it('has it published again, and what is in the stream erased', async () => {
    const { id } = await tell(notes.db, { state });
    const rowOf = async () =>
      (
        await notes.db.run(sql`select published_at as published, stream_seq as seq, revision, to_jsonb(erase_seqs) as erase from outbox where event_id = ${id}`)
      )[0];
    await notes.db.run(sql`update outbox set published_at = now(), stream_seq = 41 where event_id = ${id}`);
    await redact(id).expect(200);
    expect(await rowOf()).toEqual({ published: null, seq: null, revision: 1, erase: [41] });
    await redact(id, { pointers: ['/data/title/en'] }).expect(200);
    expect(await rowOf()).toEqual({ published: null, seq: null, revision: 2, erase: [41] });
    expect((await toldOf(id)).map(({ version }) => version)).toEqual([1, 2]);
  });

  it('a second time finds nothing, and tells nobody anything', async () => {
    const { id } = await tell(notes.db, { state });
    await redact(id).expect(200);
    expectProblem(await redact(id), { status: 422, code: 'invalid', pointers: ['/pointers/0'] });
    expect(await toldOf(id)).toHaveLength(1);
  });

  it.each([
    ['/data/id', '/data/title/fi'],
    ['/data/district', '/data/title/fi'],
    ['/data/createdAt', '/data/title/fi'],
    ['/type', '/data/title/fi'],
  ])('of what cannot be spared (%s) changes nothing at all', async (...pointers) => {
    const { id } = await tell(notes.db, { state });
    expectProblem(await redact(id, { pointers }), { status: 422, code: 'invalid', pointers: ['/pointers/0'] });
    const [row] = await notes.db.run<{ revision: number }>(sql`select revision from outbox where event_id = ${id}`);
    expect([row?.revision, await toldOf(id)]).toEqual([0, []]);
  });

  it('of a type that is not sent any more takes out whatever is asked for', async () => {
    const { id } = await tell(notes.db, { type: 'fiksu.notes.letter.written.v1', state: { ...state, letter: 'Dear' } });
    expect((await redact(id, { pointers: ['/data/letter', '/data/createdAt'] }).expect(200)).body.data).not.toHaveProperty('letter');
  });

  it('that nobody knows is not found', async () => {
    expectProblem(await redact(newId()), { status: 404, code: 'not-found' });
  });

  it.each<[object, string]>([
    [{ event: 'x' }, '/event'],
    [{ pointers: [] }, '/pointers'],
    [{ pointers: ['data/title'] }, '/pointers/0'],
    [{ pointers: ['/data/~2'] }, '/pointers/0'],
    [{ reason: { fi: 'Siksi' } }, '/reason'],
    [{ reason: ' ' }, '/reason'],
    [{ colour: 'red' }, '/colour'],
  ])('with %j is malformed', async (terms, pointer) => {
    const { id } = await tell(notes.db, { state });
    expectProblem(await redact(id, terms), { status: 400, code: 'malformed', pointers: [pointer] });
  });

  it.each(ROLES.filter((role) => role !== 'admin'))('is not for the role %s', async (role) => {
    const { id } = await tell(notes.db, { state });
    expectProblem(await redact(id, {}, {}, await notes.as(role)), { status: 403, code: 'forbidden' });
    expectProblem(await redact(id, {}, {}, notes.anyone), { status: 401, code: 'unauthenticated' });
  });
});

describe('two redactions at once', () => {
  it('of one event are both done', async () => {
    const { id } = await tell(notes.db, { state });
    const holder = await secondSession(notes.database.url);
    await holder.query('begin');
    await holder.query('select from outbox where event_id = $1 for update', [id]);
    const both = ['fi', 'en'].map((language) => redact(id, { pointers: [`/data/title/${language}`] }).then((answer) => answer));
    await untilWaiting(holder, 2);
    await holder.query('rollback');
    await holder.end();
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
    const [row] = await notes.db.run(sql`select revision, event #> '{data,title}' as title from outbox where event_id = ${id}`);
    expect(row).toEqual({ revision: 2, title: {} });
    expect((await toldOf(id)).map(({ version }) => version).sort()).toEqual([1, 2]);
  });
});

describe('a redaction that is repeated', () => {
  it('with its key answers what the first one answered', async () => {
    const { id } = await tell(notes.db, { state });
    const key = { 'Idempotency-Key': randomUUID() };
    const first = await redact(id, {}, key).expect(200);
    const again = await redact(id, {}, key).expect(200);
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    expect(await toldOf(id)).toHaveLength(1);
  });

  it('at once is done once, and both are answered', async () => {
    const { id } = await tell(notes.db, { state });
    const key = { 'Idempotency-Key': randomUUID() };
    const holder = await secondSession(notes.database.url);
    await holder.query('begin');
    await holder.query('select from outbox where event_id = $1 for update', [id]);
    const both = [redact(id, {}, key), redact(id, {}, key)].map((test) => test.then((answer) => answer));
    await untilWaiting(holder, 2);
    await holder.query('rollback');
    await holder.end();
    const answers = await Promise.all(both);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect(await toldOf(id)).toHaveLength(1);
  });
});

const nats = await TestNats.start();
afterAll(() => nats?.stop());

describeWithNats(nats)('a redacted event in the stream', () => {
  it('is not there any more, and comes again as it now is', async () => {
    const { url } = nats as TestNats;
    const live = await startNotes({ NATS_URL: url });
    const by = await live.as('admin');
    const { body: note } = await by.post('/notes', noteBody({ title: { fi: 'Matti Meikäläinen' } })).expect(201);
    await by.act(`/notes/${note.id}`, 'publish');
    const outbox = async () => (await by.get('/operations/outbox').expect(200)).body;
    const untilPublished = async () => {
      for (let left = await outbox(); left.unpublished + left.unerased > 0;) left = await outbox();
    };
    await untilPublished();
    const [, published] = (await by.get('/events').expect(200)).body.data;
    await redact(published.id, {}, {}, by).expect(200);
    await untilPublished();
    expect((await outbox()).nats).toBe('up');
    const connection = await connect({ servers: url });
    const { streams } = await jetstreamManager(connection);
    const { state } = await streams.info('NOTES');
    const messages = await Promise.all(Array.from({ length: state.last_seq }, (_, index) => streams.getMessage('NOTES', { seq: index + 1 })));
    await connection.close();
    const told = messages.flatMap((message) => (message ? [message.json<{ id: string; type: string; data: object }>()] : []));
    expect(told.filter(({ id }) => id === published.id).map(({ data }) => data)).toEqual([expect.objectContaining({ title: {} })]);
    expect(JSON.stringify(told)).not.toContain('Meikäläinen');
    await live.stop();
  });
});
