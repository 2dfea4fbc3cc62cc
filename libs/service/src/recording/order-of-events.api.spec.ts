/**
 * The rule on which the order of events stands (architecture §5.1): the id of an event's row in the outbox is drawn when
 * the change holds the lock of what it changes, so of two changes of one thing the later one draws the higher id.
 */
import type { CloudEvent } from '@fiksu/contracts';
import { newId, sql } from '@fiksu/database';
import { secondSession, untilWaiting, type Client } from '@fiksu/testing';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { NoteRepository, type Note } from '../../test/notes.ts';
import { noteBody, plant, unique } from '../../test/planted-notes.ts';
import { TopicRepository } from '../../test/topics.ts';
import { Caller } from '../access/caller.ts';
import { record } from './record.ts';

let notes: NotesService;
let coordinator: Client;
beforeAll(async () => {
  notes = await startNotes();
  coordinator = await notes.as('coordinator');
});
afterAll(() => notes.stop());

const by = () => Caller.nobody(new Date().toISOString());
const anything = { 'If-Match': '*' };

/** What stands in the outbox about one thing, in the order of the ids that its changes have drawn. */
const toldOf = async (aggregate: string): Promise<string[]> => {
  const rows = await notes.db.run<{ type: string; version: number }>(
    sql`select subject as type, event ->> 'aggregateversion' as version from outbox where aggregate = ${aggregate} order by id`,
  );
  return rows.map(({ type, version }) => `${type.split('.').at(-2)} ${version}`);
};

/** As another process writes it, which holds the lock. */
const insertByHand = `insert into outbox (event_id, aggregate, subject, event) values ($1, $2, $3, $4)`;
const eventOf = (subject: string, participle: string, version: number): CloudEvent => ({
  ...{ specversion: '1.0', id: newId(), source: '/notes/v1', type: `fiksu.notes.note.${participle}.v1`, subject, time: new Date().toISOString() },
  ...{ datacontenttype: 'application/json', aggregateversion: version },
  data: {
    ...{ id: subject.split('/')[1] as string, version, visibility: 'public' },
    change: { action: 'change', from: null, to: null, fields: [], by: 'rule' },
  },
});
const valuesOf = (event: CloudEvent) => [event.id, event.subject, event.type, JSON.stringify(event)];

interface Held {
  /** Takes the lock of the thing. */
  lock: [text: string, values: unknown[]];
  /** What the first change tells, when the later one waits for it. */
  event: CloudEvent;
}

/** A first change that holds the lock until the later one waits for it, and only then writes its event. */
async function first<Later>({ lock: [text, values], event }: Held, later: () => Promise<Later>): Promise<Later> {
  const session = await secondSession(notes.database.url);
  try {
    await session.query('begin');
    await session.query(text, values);
    const waiting = later();
    await untilWaiting(session, 1);
    await session.query(insertByHand, valuesOf(event));
    await session.query('commit');
    return await waiting;
  } finally {
    await session.end();
  }
}
const lockOf = (note: { id: string } | undefined): Held['lock'] => ['select from note where id = $1 for update', [note?.id]];

describe('of two changes of one thing at once', () => {
  it('the later one draws the later id, since it waits for the thing before it draws one', async () => {
    const [note] = await plant(notes.db, [{}]);
    const aggregate = `notes/${note?.id}`;
    const change = () => coordinator.patch(`/${aggregate}`, { priority: 9 }, anything).then(({ status }) => status);
    expect(await first({ lock: lockOf(note), event: eventOf(aggregate, 'published', 1) }, change)).toBe(200);
    expect(await toldOf(aggregate)).toEqual(['published 1', 'changed 2']);
  });

  it('the later one draws the later id, also with an answer that is kept for its repeat', async () => {
    const [note] = await plant(notes.db, [{}]);
    const aggregate = `notes/${note?.id}`;
    const key = { ...anything, 'Idempotency-Key': unique('key') };
    const retire = () => coordinator.post(`/${aggregate}/retire`, { reason: { fi: 'Vanha' } }, key).then(({ status }) => status);
    expect(await first({ lock: lockOf(note), event: eventOf(aggregate, 'changed', 1) }, retire)).toBe(200);
    expect(await toldOf(aggregate)).toEqual(['changed 1', 'retired 2']);
  });

  it('a new thing comes after the one that had its name', async () => {
    const id = unique('topic');
    const { store } = notes.app.get(TopicRepository);
    const at = new Date().toISOString();
    const topic = { id, version: 1, label: { fi: 'Aihe' }, district: 'malmi', broader: null, code: null, hidden: false, createdAt: at, updatedAt: at };
    const created = { collection: 'topics', store, before: null, next: topic, action: 'create', by: by() };
    await record(created, notes.db);
    const removal: Held = { lock: ['delete from topic where id = $1', [id]], event: eventOf(`topics/${id}`, 'deleted', 2) };
    await first(removal, () => record({ ...created, event: eventOf(`topics/${id}`, 'created', 1) }, notes.db));
    expect(await toldOf(`topics/${id}`)).toEqual(['deleted 2', 'created 1']);
  });

  it.each([
    ['another version', async (note: Note) => void (await notes.db.run(sql`update note set version = 2 where id = ${note.id}`))],
    ['nothing', async (note: Note) => void (await notes.db.run(sql`delete from note where id = ${note.id}`))],
  ])('the one that finds %s has changed nothing, and tells nothing', async (_, meanwhile) => {
    const [row] = await plant(notes.db, [{}]);
    const { store } = notes.app.get(NoteRepository);
    const before = (await store.find(row?.id as string)) as Note;
    await meanwhile(before);
    const stale = { collection: 'notes', store, before, action: 'change', by: by() };
    for (const next of [{ ...before, version: 2, priority: 8 }, null])
      await expect(record({ ...stale, next, event: eventOf(`notes/${before.id}`, 'changed', 2) }, notes.db)).rejects.toMatchObject({ kind: 'Stale' });
    expect(await toldOf(`notes/${before.id}`)).toEqual([]);
  });
});

describe('many changes of one thing at once', () => {
  const writers = 24;

  it('are told in the order in which they were made, each once', async () => {
    const { body: note } = await coordinator.post('/notes', noteBody()).expect(201);
    const raise = async (priority: number): Promise<void> => {
      for (;;) {
        const { status } = await coordinator.patch(`/notes/${note.id}`, { priority }, anything);
        if (status === 200) return;
        // So many are always faster than one of them that it may be refused at last, and comes again.
        expect(status).toBe(412);
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, index) => raise(index + 1)));
    const expected = ['created 1', ...Array.from({ length: writers }, (_, index) => `changed ${index + 2}`)];
    expect(await toldOf(`notes/${note.id}`)).toEqual(expected);
  });
});
