/** What an operator sees of what is not in the stream yet: API contract, "Operations". */
import { secondSession, type Client } from '@fiksu/testing';
import { ROLES } from '../access/caller.ts';
import { newId, sql } from '../index.ts';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody } from '../../test/planted-notes.ts';
import { tell } from '../../test/told-events.ts';

/** Without NATS: so all that is told waits, until a test says otherwise. */
let notes: NotesService;
let admin: Client;
beforeAll(async () => {
  notes = await startNotes();
  admin = await notes.as('admin');
});
afterAll(() => notes.stop());
beforeEach(() => notes.db.run(sql`delete from outbox`));

const read = async (query = '') => (await admin.get(`/operations/outbox${query}`).expect(200)).body;
const idsOf = (events: { id: string }[]): string[] => events.map(({ id }) => id);

describe('the outbox', () => {
  it('has nothing waiting where all is published', async () => {
    const { id } = await tell(notes.db);
    await notes.db.run(sql`update outbox set published_at = now(), stream_seq = 1 where event_id = ${id}`);
    expect(await read()).toMatchObject({ unnumbered: 0, unpublished: 0, unerased: 0, oldestAgeSeconds: null, data: [], page: { next: null } });
  });

  it('shows what waits, the oldest first, and since when', async () => {
    const told = [await tell(notes.db), await tell(notes.db, { type: 'fiksu.notes.topic.created.v1', subject: 'topics/trees' })];
    await notes.db.run(sql`update outbox set recorded_at = now() - interval '90 seconds' where event_id = ${told[0]?.id}`);
    const { data, ...outbox } = await read();
    expect(outbox).toMatchObject({ unnumbered: 0, unpublished: 2, unerased: 0, page: { next: null } });
    expect(outbox.oldestAgeSeconds).toBeGreaterThanOrEqual(90);
    expect(outbox.oldestAgeSeconds).toBeLessThan(150);
    expect(data[1]).toEqual({
      ...{ id: told[1]?.id, position: data[0].position + 1, type: 'fiksu.notes.topic.created.v1', subject: 'topics/trees' },
      recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(data[0]).toMatchObject({ id: told[0]?.id, type: 'fiksu.notes.note.changed.v1', subject: told[0]?.subject });
  });

  it('shows what has no place yet behind the rest', async () => {
    const { id } = await tell(notes.db);
    const holder = await secondSession(notes.database.url);
    await holder.query('begin');
    await holder.query('select from outbox_head for update');
    const { body: note } = await notes.anyone.post('/notes', noteBody()).expect(201);
    const outbox = await read();
    await holder.query('rollback');
    await holder.end();
    expect(outbox).toMatchObject({ unnumbered: 1, unpublished: 2, data: [{ id }, { position: null, subject: `notes/${note.id}` }] });
  });

  it('says what is still to be erased from the stream', async () => {
    const { id } = await tell(notes.db);
    await notes.db.run(sql`update outbox set published_at = now(), erase_seqs = '{3,4}' where event_id = ${id}`);
    expect(await read()).toMatchObject({ unpublished: 0, unerased: 1 });
  });

  it('says who publishes, until when, and that NATS is away', async () => {
    await notes.db.run(sql`update outbox_head set holder = 'roadmap-7c9d', term = 12, leased_until = '2026-03-01T12:00:00Z'`);
    expect(await read()).toMatchObject({
      relay: { holder: 'roadmap-7c9d', term: 12, leasedUntil: '2026-03-01T12:00:00.000Z' },
      nats: { degradedSince: expect.any(String) },
    });
    await notes.db.run(sql`update outbox_head set holder = null, term = 0, leased_until = null`);
    expect((await read()).relay).toEqual({ holder: null, term: 0, leasedUntil: null });
  });

  it('is read page by page, also while what was on the last page is published', async () => {
    const told = [await tell(notes.db), await tell(notes.db), await tell(notes.db), await tell(notes.db), await tell(notes.db)];
    const first = await admin.get('/operations/outbox?limit=2').expect(200);
    expect(idsOf(first.body.data)).toEqual(idsOf(told.slice(0, 2)));
    expect(first.headers.link).toContain(`after=${first.body.page.next}`);
    await notes.db.run(sql`update outbox set published_at = now() where event_id = ${told[1]?.id}`);
    const second = await read(`?limit=2&after=${first.body.page.next}`);
    const third = await read(`?limit=2&after=${second.page.next}`);
    expect([...idsOf(second.data), ...idsOf(third.data)]).toEqual(idsOf(told.slice(2)));
    expect(third.page.next).toBeNull();
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['after=x', 'after'],
    [`after=${newId()}`, 'after'],
    ['types=fiksu.*', 'types'],
  ])('refuses ?%s', async (query, parameter) => {
    expectProblem(await admin.get(`/operations/outbox?${query}`), { status: 400, code: 'malformed', parameters: [parameter] });
  });

  it.each(ROLES.filter((role) => role !== 'admin'))('is not for the role %s', async (role) => {
    expectProblem(await (await notes.as(role)).get('/operations/outbox'), { status: 403, code: 'forbidden' });
    expectProblem(await notes.anyone.get('/operations/outbox'), { status: 401, code: 'unauthenticated' });
  });
});
