/** The feed, live: Server-Sent Events at the same address (API contract, "Events out" and G21). */
import { connect } from 'node:net';
import type { Client } from '@fiksu/testing';
import { newId, numberEvents, sql } from '../index.ts';
import { expectProblem } from '../../test/expect-problem.ts';
import { Follower, type Received } from '../../test/follow-events.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { unique } from '../../test/planted-notes.ts';
import { send } from '../../test/send.ts';
import { tell } from '../../test/told-events.ts';
import { EventStreams } from './event-streams.ts';
import { EventsTail } from './events-tail.ts';

let notes: NotesService;
let token: string;
let admin: Client;
beforeAll(async () => {
  notes = await startNotes();
  token = await notes.issuer.token('platform');
  admin = await notes.as('admin');
});
afterAll(() => notes.stop());

const followers: Follower[] = [];
afterEach(() => followers.splice(0).forEach((follower) => follower.leave()));

async function follow(query = '', { headers = {}, as = token, service = notes } = {}): Promise<Follower> {
  const follower = await Follower.open(service.origin, { path: `/notes/v1/events${query}`, token: as, headers });
  followers.push(follower);
  return follower;
}
const idsOf = (events: (Received | { id: string })[]): string[] => events.map(({ id }) => id);
const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise(setImmediate);
};

describe('a live stream', () => {
  it('tells of each event with its id, its type, and the event on one line, as a page does', async () => {
    const { id: after } = await tell(notes.db);
    const told = await tell(notes.db, { type: 'fiksu.notes.note.retired.v1', state: { title: { fi: 'Rivi\nja toinen\r\nja kolmas' } } });
    const follower = await follow(`?after=${after}`);
    const [event] = await follower.take(1);
    const { body } = await (await notes.as('platform')).get(`/events?after=${after}&limit=1`).expect(200);
    expect(event).toEqual({ id: told.id, event: 'fiksu.notes.note.retired.v1', data: body.data[0] });
    expect(follower.response.headers.get('content-type')).toBe('text/event-stream');
    expect(follower.response.headers.get('cache-control')).toContain('no-cache');
  });

  it('says at once that it is open', async () => {
    const follower = await follow();
    const told = tell(notes.db);
    await follower.take(1);
    expect(follower.comments).toBe(1);
    await told;
  });

  it('begins now, where nothing says otherwise', async () => {
    await tell(notes.db);
    const follower = await follow();
    const told = [await tell(notes.db), await tell(notes.db)];
    expect(idsOf(await follower.take(2))).toEqual(idsOf(told));
  });

  it('begins after the last event that its client has, rather than after what the address says', async () => {
    const told = [await tell(notes.db), await tell(notes.db), await tell(notes.db)];
    const follower = await follow(`?after=${told[0]?.id}`, { headers: { 'Last-Event-ID': told[1]?.id as string } });
    expect(idsOf(await follower.take(1))).toEqual([told[2]?.id]);
  });

  it('is taken up again with the last event, and nothing is lost or told twice, however often it breaks', async () => {
    const { id: begun } = await tell(notes.db);
    const count = 200;
    const writing = (async () => {
      const told: string[] = [];
      for (let written = 0; written < count; written++) told.push((await tell(notes.db)).id);
      return told;
    })();
    const received: Received[] = [];
    for (let round = 1; received.length < count; round++) {
      const last = received.at(-1)?.id ?? begun;
      const follower = await follow('', { headers: { 'Last-Event-ID': last } });
      received.push(...(await follower.take(Math.min(round * 3, count - received.length))));
      follower.leave();
    }
    expect(idsOf(received)).toEqual(await writing);
  });

  it('has the types that were asked for', async () => {
    const follower = await follow('?types=fiksu.notes.topic.*');
    await tell(notes.db);
    const { id } = await tell(notes.db, { type: 'fiksu.notes.topic.created.v1' });
    expect(idsOf(await follower.take(1))).toEqual([id]);
  });

  it('tells each reader what it may know: from the same events', async () => {
    const [here, there] = [unique('here'), unique('there')];
    const [platform, limited, coordinator] = await Promise.all([
      follow(),
      follow('', { as: await notes.issuer.token('coordinator', { districts: [here] }) }),
      follow('', { as: await notes.issuer.token('coordinator') }),
    ]);
    const elsewhere = await tell(notes.db, { visibility: 'internal', state: { district: there, title: { fi: 'Salainen' } } });
    const own = await tell(notes.db, { visibility: 'internal', state: { district: here, title: { fi: 'Salainen' } } });
    const titles = (events: Received[]) => events.map(({ id, data }) => [id, data.data.title]);
    const title = { fi: 'Salainen' };
    expect(titles(await platform.take(2))).toEqual([
      [elsewhere.id, undefined],
      [own.id, undefined],
    ]);
    expect(titles(await limited.take(1))).toEqual([[own.id, title]]);
    expect(titles(await coordinator.take(2))).toEqual([
      [elsewhere.id, title],
      [own.id, title],
    ]);
  });

  it('hears of what another replica has numbered', async () => {
    const { id } = await tell(notes.db);
    const follower = await follow(`?after=${id}`);
    // Its word of it does not arrive here.
    await notes.db.run(sql`
      with head as (update outbox_head set last = last + 1 returning last)
      insert into outbox (event_id, aggregate, subject, event, position)
      select ${newId()}, aggregate, subject, event, head.last from outbox, head where position = head.last - 1`);
    expect(await follower.take(1)).toHaveLength(1);
  });

  it('does not tell from memory what has been taken out of an event since', async () => {
    const { id: before } = await tell(notes.db);
    const witness = await follow(`?after=${before}`);
    await until(() => notes.app.get(EventsTail).reachesBeyond(0));
    const { id } = await tell(notes.db, {
      state: { title: { fi: 'Matti Meikäläinen' }, district: 'malmi', createdAt: '2026-03-01T12:00:00.000Z', updatedAt: '2026-03-01T12:00:00.000Z' },
    });
    expect((await witness.take(1))[0]?.data.data.title).toEqual({ fi: 'Matti Meikäläinen' });
    const [row] = await notes.db.run<{ position: number }>(sql`select position from outbox where event_id = ${id}`);
    await until(() => notes.app.get(EventsTail).reachesBeyond((row?.position ?? 0) - 1));
    await admin.post('/operations/redact', { event: id, pointers: ['/data/title'], reason: 'Names a person' }).expect(200);
    expect((await witness.take(1))[0]?.event).toBe('fiksu.notes.event.redacted.v1');
    const [again] = await (await follow(`?after=${before}`)).take(1);
    expect(again?.id).toBe(id);
    expect(again?.data.data).not.toHaveProperty('title');
  });
});

describe('a live stream is refused', () => {
  const asked = (query: string, headers: object = {}) =>
    send(notes, 'GET', `/notes/v1/events${query}`, { headers: { Accept: 'text/event-stream', Authorization: `Bearer ${token}`, ...headers } });

  it('to those who may not read the page', async () => {
    expectProblem(await asked('', { Authorization: `Bearer ${await notes.issuer.token('partner')}` }), { status: 403, code: 'forbidden' });
    expectProblem(await send(notes, 'GET', '/notes/v1/events', { headers: { Accept: 'text/event-stream' } }), { status: 401, code: 'unauthenticated' });
  });

  it('with what is no event of this service, naming where that stood', async () => {
    await tell(notes.db);
    for (const id of ['x', newId()]) {
      expectProblem(await asked('', { 'Last-Event-ID': id }), { status: 400, code: 'malformed', headers: ['Last-Event-ID'] });
      expectProblem(await asked(`?after=${id}`), { status: 400, code: 'malformed', parameters: ['after'] });
    }
    expectProblem(await asked('?types=*'), { status: 400, code: 'malformed', parameters: ['types'] });
  });

  it('after an event from before all that is kept', async () => {
    await numberEvents(notes.db);
    const [oldest] = await notes.db.run<{ id: string }>(sql`select event_id as id from outbox where position is not null order by position limit 1`);
    const answer = await asked('', { 'Last-Event-ID': '01800000-0000-7000-8000-000000000000' });
    expectProblem(answer, { status: 410, code: 'cursor-expired' });
    expect(answer.body.oldest).toBe(oldest?.id);
  });

  it('where nothing but streams is accepted, at every other address', async () => {
    expectProblem(await send(notes, 'GET', '/notes/v1/notes', { headers: { Accept: 'text/event-stream' } }), { status: 406, code: 'not-acceptable' });
    expectProblem(await asked('', { Accept: 'text/html' }), { status: 406, code: 'not-acceptable' });
  });
});

describe('a live stream ends', () => {
  it('when the token does', async () => {
    const follower = await follow('', { as: await notes.issuer.token('platform', { expiresIn: 1 }) });
    expect(await follower.untilEnd()).toEqual([]);
  });

  it('when its client goes, and then nobody reads for it any more', async () => {
    const streams = notes.app.get(EventStreams);
    await until(() => streams.count === 0);
    const follower = await follow();
    expect(streams.count).toBe(1);
    follower.leave();
    await until(() => streams.count === 0);
  });

  it('before it has begun, for who asks for its head alone', async () => {
    const { status } = await send(notes, 'HEAD', '/notes/v1/events', { headers: { Accept: 'text/event-stream', Authorization: `Bearer ${token}` } });
    expect(status).toBe(200);
    await until(() => notes.app.get(EventStreams).count === 0);
  });

  it('when the service stops: whole, and also for who does not read', async () => {
    const other = await startNotes();
    const as = await other.issuer.token('platform');
    const follower = await follow('', { service: other, as });
    const sleeper = connect(Number(new URL(other.origin).port), '127.0.0.1').on('error', () => undefined);
    sleeper.pause();
    sleeper.write(`GET /notes/v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${as}\r\n\r\n`);
    await until(() => other.app.get(EventStreams).count === 2);
    const large = { district: 'malmi', body: { fi: 'x'.repeat(200_000) } };
    for (let count = 0; count < 60; count++) await tell(other.db, { state: large });
    expect(await follower.take(60)).toHaveLength(60);
    const rest = follower.untilEnd();
    await other.app.close();
    expect(await rest).toEqual([]);
    sleeper.destroy();
    await Promise.all([other.issuer.stop(), other.database.drop()]);
  });
});
