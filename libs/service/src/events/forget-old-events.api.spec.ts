/** For how long what has happened is kept, and what is told to who comes too late: API contract, "Events out" and G21. */
import { randomBytes } from 'node:crypto';
import type { Client } from '@fiksu/testing';
import { sql } from '../index.ts';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { tell } from '../../test/told-events.ts';
import { forgetOldEvents } from './forget-old-events.ts';

let notes: NotesService;
let platform: Client;
beforeAll(async () => {
  notes = await startNotes();
  platform = await notes.as('platform');
});
afterAll(() => notes.stop());
beforeEach(() => notes.db.run(sql`delete from outbox`));

const dayMs = 86_400_000;
/** A UUID of version 7, as it would have been drawn so many days ago. */
function idFrom(days: number): string {
  const time = (Date.now() - days * dayMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomBytes(2).toString('hex').slice(1)}-8000-${randomBytes(6).toString('hex')}`;
}

const ofVersion4 = (id: string): string => `${id.slice(0, 14)}4${id.slice(15)}`;

/** An event of so many days ago, which is in the stream unless said otherwise. */
async function told(days: number, { published = true, erase = [] as number[] } = {}): Promise<string> {
  const { id } = await tell(notes.db, { id: idFrom(days) });
  await notes.db.run(sql`
    update outbox set recorded_at = now() - ${days} * interval '1 day', published_at = case when ${published} then now() end, erase_seqs = ${erase}::bigint[]
    where event_id = ${id}`);
  return id;
}

const left = async (): Promise<string[]> => (await notes.db.run<{ id: string }>(sql`select event_id as id from outbox order by position`)).map(({ id }) => id);

describe('old events', () => {
  it('are forgotten when they have been kept for so many days', async () => {
    await told(401);
    await told(400.1);
    const kept = [await told(399), await told(1)];
    expect(await forgetOldEvents(notes.db, 400)).toBe(2);
    expect(await left()).toEqual(kept);
    expect(await forgetOldEvents(notes.db, 400)).toBe(0);
  });

  it('are forgotten however many there are', async () => {
    const first = await told(500);
    await notes.db.run(sql`
      insert into outbox (event_id, aggregate, subject, event, recorded_at, published_at)
      select uuidv7(), aggregate, subject, event, recorded_at, published_at from outbox, generate_series(1, 2500) where event_id = ${first}`);
    const kept = [await told(1)];
    expect(await forgetOldEvents(notes.db, 400)).toBe(2501);
    expect(await left()).toEqual(kept);
  });

  it('are kept while the stream does not have them, and those after them too', async () => {
    await told(500);
    const kept = [await told(450, { published: false }), await told(440), await told(1)];
    await forgetOldEvents(notes.db, 400);
    expect(await left()).toEqual(kept);
  });

  it('are kept while the stream has what was taken out of them', async () => {
    const kept = [await told(450, { erase: [7] }), await told(1)];
    await forgetOldEvents(notes.db, 400);
    expect(await left()).toEqual(kept);
  });

  it('are forgotten but for the newest', async () => {
    await told(500);
    const newest = await told(450);
    expect(await forgetOldEvents(notes.db, 400)).toBe(1);
    expect(await left()).toEqual([newest]);
  });

  it('may have never been', async () => {
    expect(await forgetOldEvents(notes.db, 400)).toBe(0);
  });
});

describe('a reader that comes too late', () => {
  it('is told so, and which is the oldest that there is', async () => {
    const gone = await told(450);
    const oldest = await told(300);
    await told(1);
    await platform.get(`/events?after=${gone}`).expect(200);
    await forgetOldEvents(notes.db, 400);
    const answer = await platform.get(`/events?after=${gone}`);
    expectProblem(answer, { status: 410, code: 'cursor-expired' });
    expect(answer.body.oldest).toBe(oldest);
    await platform.get(`/events?after=${oldest}`).expect(200);
  });

  it('is told so also where only the newest is left', async () => {
    const gone = await told(500);
    const newest = await told(450);
    await forgetOldEvents(notes.db, 400);
    const answer = await platform.get(`/events?after=${gone}`);
    expectProblem(answer, { status: 410, code: 'cursor-expired' });
    expect(answer.body.oldest).toBe(newest);
  });

  it('with an id of a later time that nobody knows, or of no time at all, has made it up', async () => {
    await told(450);
    await told(300);
    for (const id of [idFrom(299), idFrom(-1), ofVersion4(idFrom(450))])
      expectProblem(await platform.get(`/events?after=${id}`), { status: 400, code: 'malformed', parameters: ['after'] });
  });
});
