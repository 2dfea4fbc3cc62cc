/** Whoever asks for no version, by `If-Match: *`, is refused none: API contract, G4. */
import { secondSession, untilWaiting, type Client } from '@fiksu/testing';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, plant } from '../../test/planted-notes.ts';

let notes: NotesService;
let coordinator: Client;
beforeAll(async () => {
  notes = await startNotes();
  coordinator = await notes.as('coordinator');
});
afterAll(() => notes.stop());

const anything = { 'If-Match': '*' };
const reason = { fi: 'Vanhentunut' };

/** A published note, which somebody else changes by `set` when the request has looked at it already and waits to change it. */
async function changedMeanwhile<Answer>(set: string, request: (path: string) => PromiseLike<Answer>): Promise<{ path: string; answer: Answer }> {
  const [note] = await plant(notes.db, [{}]);
  const path = `/notes/${note?.id}`;
  const other = await secondSession(notes.database.url);
  try {
    await other.query('begin');
    await other.query(`update note set version = 2, ${set} where id = $1`, [note?.id]);
    const waiting = Promise.resolve(request(path));
    await untilWaiting(other, 1);
    await other.query('commit');
    return { path, answer: await waiting };
  } finally {
    await other.end();
  }
}

describe('a thing that somebody else changes at the same time', () => {
  it('is changed by who asks for no version, as it then is', async () => {
    const { path, answer } = await changedMeanwhile('likes = 4', (at) => coordinator.patch(at, { priority: 9 }, anything));
    expect([answer.status, answer.body]).toMatchObject([200, { version: 3, priority: 9, likes: 4 }]);
    expect((await coordinator.get(path).expect(200)).body).toEqual(answer.body);
  });

  it('is not changed where what it has become does not allow it: that is told, and not that it has changed', async () => {
    const { answer } = await changedMeanwhile(`status = 'retired'`, (at) => coordinator.post(`${at}/retire`, { reason }, anything));
    expectProblem(answer, { status: 409, code: 'illegal-transition' });
  });

  it('is removed by who asks for no version', async () => {
    const { path, answer } = await changedMeanwhile('likes = 4', (at) => coordinator.delete(at, anything));
    expect(answer.status).toBe(204);
    await coordinator.get(path).expect(404);
  });

  it('stays as it is for who asks for the version that it had', async () => {
    const { path, answer } = await changedMeanwhile('likes = 4', (at) => coordinator.patch(at, { priority: 9 }, { 'If-Match': '"1"' }));
    expectProblem(answer, { status: 412, code: 'stale' });
    expect((await coordinator.get(path).expect(200)).body).toMatchObject({ version: 2, priority: 0 });
  });
});

it('ten who change one thing at once, and ask for no version, have all changed it, each once', async () => {
  const { body: note } = await coordinator.post('/notes', noteBody()).expect(201);
  const path = `/notes/${note.id}`;
  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => coordinator.patch(path, { priority: index + 1 }, anything)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(answers.map(({ body }) => body.version).sort((a, b) => a - b)).toEqual(answers.map((_, index) => index + 2));
  expect((await coordinator.get(`${path}/history`).expect(200)).body.data).toHaveLength(11);
});
