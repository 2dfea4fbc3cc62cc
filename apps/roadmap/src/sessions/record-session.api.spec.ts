/** What is recorded of a session while it is open: API contract, R6, G4 (nobody needs its ETag) and the domain page (counted, never named). */
import { Database, newId, sql } from '@fiksu/service';
import type { Client, TestService } from '@fiksu/testing';
import { idOf, needIn } from '../testing/needs-in-any-state.ts';
import { startRoadmap } from '../testing/start-roadmap.ts';
import { recordLimits } from './record.ts';
import { acted, openSession, publishedMethod } from '../testing/sessions-in-any-state.ts';

const org = (last: number) => `0198bbbb-0000-7000-8000-00000000000${last}`;

let roadmap: TestService;
let coordinator: Client;
let method: string;
beforeAll(async () => {
  roadmap = await startRoadmap();
  coordinator = await roadmap.as('coordinator');
  method = await publishedMethod(coordinator);
});
afterAll(() => roadmap.stop());

const opened = (terms: object = {}) => openSession(coordinator, { method, ...terms });
const record = async (path: string, sent: object) => coordinator.post(`${path}/record`, { phase: 'understand', ...sent });
const read = async (path: string) => (await coordinator.get(path).expect(200)).body;
const said = (en: string) => ({ text: { en } });
const pointersOf = (body: { errors?: { pointer: string }[] }) => body.errors?.map((fault) => fault.pointer);

describe('recording', () => {
  it('takes notes, votes and numbers of participants of one phase, and answers with the session as it now is', async () => {
    const need = idOf(await needIn(roadmap, 'accepted'));
    const path = await opened({ needs: [need] });
    const { status, body, headers } = await record(path, {
      notes: [said('Nobody sits there after ten'), said('The bus stop is in the sun')],
      votes: [
        { need, count: 7 },
        { note: 1, count: 4 },
      ],
      participants: [
        { organisation: org(1), count: 2 },
        { district: 'malmi', group: 'residents', count: 9 },
      ],
    });
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(headers.etag).toMatch(/^"3-/);
    expect(body).toMatchObject({
      ...{ status: 'open', version: 3 },
      notes: [
        { phase: 'understand', ...said('Nobody sits there after ten') },
        { phase: 'understand', ...said('The bus stop is in the sun') },
      ],
      votes: [
        { phase: 'understand', need, note: null, count: 7 },
        { phase: 'understand', need: null, note: body.notes[1].id, count: 4 },
      ],
      participants: [
        { organisation: org(1), district: null, group: null, count: 2 },
        { organisation: null, district: 'malmi', group: 'residents', count: 9 },
      ],
    });
    expect(await read(path)).toEqual(body);
  });

  it('adds to what there is: notes by their ids later, votes for the same thing together, phase by phase', async () => {
    const path = await opened();
    const first = (await record(path, { notes: [said('Shade')], votes: [{ note: 0, count: 2 }] })).body;
    const note = first.notes[0].id as string;
    await record(path, { votes: [{ note, count: 3 }] });
    const { body } = await record(path, { phase: 'choose', notes: [said('Trees')], votes: [{ note, count: 1 }] });
    expect(body.notes.map(({ phase, text }: { phase: string; text: object }) => [phase, text])).toEqual([
      ['understand', { en: 'Shade' }],
      ['choose', { en: 'Trees' }],
    ]);
    expect(body.votes).toEqual([
      { phase: 'understand', need: null, note, count: 5 },
      { phase: 'choose', need: null, note, count: 1 },
    ]);
  });

  it('counts who was there in several phases once', async () => {
    const path = await opened();
    await record(path, { participants: [{ district: 'malmi', group: 'residents', count: 9 }] });
    const { body } = await record(path, { phase: 'test', participants: [{ district: 'malmi', group: 'residents', count: 11 }] });
    expect(body.participants).toEqual([{ organisation: null, district: 'malmi', group: 'residents', count: 11 }]);
  });

  it('needs no ETag, and loses nothing of what many record at once', async () => {
    const path = await opened();
    const sent = Array.from({ length: 12 }, (_, index) => ({ notes: [said(`Note ${index}`)], participants: [{ group: 'residents', count: 1 }] }));
    const answers = await Promise.all(sent.map((body) => record(path, body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    const { notes, participants, version } = await read(path);
    expect(notes.map(({ text }: { text: { en: string } }) => text.en).sort()).toEqual(sent.map(({ notes: [note] }) => note?.text.en).sort());
    expect([participants[0].count, version]).toEqual([12, 14]);
  });

  it('of nothing changes nothing', async () => {
    const path = await opened();
    const before = await read(path);
    const { status, body } = await record(path, {});
    expect([status, body]).toEqual([200, before]);
  });

  it('is answered again to the same Idempotency-Key, and counts once', async () => {
    const path = await opened();
    const send = () =>
      coordinator.post(
        `${path}/record`,
        { phase: 'ideate', notes: [said('Trees')], participants: [{ group: 'residents', count: 5 }] },
        { 'Idempotency-Key': 'r-1' },
      );
    const first = await send().expect(200);
    const again = await send().expect(200);
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    expect(await read(path)).toMatchObject({ notes: [{}], participants: [{ count: 5 }], version: 3 });
  });

  it.each<[string, object, string]>([
    ['a phase that the method lacks', { phase: 'celebrate' }, '/phase'],
    ['a vote for a need that the session is not about', { votes: [{ need: newId(), count: 1 }] }, '/votes/0/need'],
    ['a vote for a note that comes to nothing', { notes: [said('One')], votes: [{ note: 1, count: 1 }] }, '/votes/0/note'],
    ['a vote for a note that nobody made', { votes: [{ note: newId(), count: 1 }] }, '/votes/0/note'],
    ['a vote for nothing', { votes: [{ count: 1 }] }, '/votes/0'],
    ['participants of whom nothing is told', { participants: [{ count: 3 }] }, '/participants/0'],
    ['participants of a district that nobody knows', { participants: [{ district: 'atlantis', count: 3 }] }, '/participants/0/district'],
  ])('refuses %s, and keeps nothing of the request', async (_, sent, pointer) => {
    const path = await opened();
    const before = await read(path);
    const { status, body } = await record(path, { notes: [said('Kept?')], ...sent });
    expect([status, pointersOf(body)]).toEqual([422, [pointer]]);
    expect(await read(path)).toEqual(before);
  });

  it.each<[string, object, string]>([
    ['a negative count', { votes: [{ note: 0, count: -1 }] }, '/votes/0/count'],
    ['half a participant', { participants: [{ group: 'residents', count: 1.5 }] }, '/participants/0/count'],
    ['a plain note', { notes: [{ text: 'Shade' }] }, '/notes/0/text'],
    ['a name of a participant', { participants: [{ name: 'Aino', count: 1 }] }, '/participants/0/name'],
  ])('takes %s for malformed', async (_, sent, pointer) => {
    const { status, body } = await record(await opened(), sent);
    expect([status, pointersOf(body)]).toEqual([400, [pointer]]);
  });

  it('refuses votes for a note of another session', async () => {
    const [path, other] = [await opened(), await opened()];
    const { notes } = (await record(other, { notes: [said('Theirs')] })).body;
    const { status, body } = await record(path, { votes: [{ note: notes[0].id, count: 1 }] });
    expect([status, pointersOf(body)]).toEqual([422, ['/votes/0/note']]);
    expect((await read(path)).votes).toEqual([]);
  });

  it('takes no more notes than anybody reads: the rest of what it has goes on', async () => {
    const path = await opened();
    const each = 200;
    for (let sent = 0; sent < recordLimits.notes; sent += each)
      expect((await record(path, { notes: Array.from({ length: each }, () => said('Shade')) })).status).toBe(200);
    const { status, body } = await record(path, { notes: [said('One more')] });
    expect([status, pointersOf(body)]).toEqual([422, ['/notes']]);
    expect((await record(path, { participants: [{ group: 'residents', count: 1 }] })).body.notes).toHaveLength(recordLimits.notes);
  });

  it('ends when the session is closed, also for what was sent a moment before', async () => {
    const path = await opened();
    await acted(coordinator, path, 'close');
    const before = await read(path);
    const { status, body } = await record(path, { notes: [said('Late')], participants: [{ group: 'residents', count: 1 }] });
    expect([status, body.code, body.state, body.allowed]).toEqual([409, 'illegal-transition', 'closed', []]);
    expect(await read(path)).toEqual(before);
    const rows = await roadmap.app.get(Database).run(sql`select from session_note where session = ${before.id}`);
    expect(rows).toEqual([]);
  });

  it('of a need that the session is about keeps it there: a vote points to something', async () => {
    const need = idOf(await needIn(roadmap, 'accepted'));
    const path = await opened({ needs: [need] });
    await record(path, { votes: [{ need, count: 2 }] });
    const { status, body } = await coordinator.patch(path, { needs: [] }, await coordinator.matching(path));
    expect([status, pointersOf(body)]).toEqual([422, ['/needs']]);
  });
});
