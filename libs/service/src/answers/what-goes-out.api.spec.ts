import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Client } from '@fiksu/testing';
import { changeKeptAnswer } from '../../test/kept-answers.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, plant, unique } from '../../test/planted-notes.ts';
import { sql } from '@fiksu/database';

let notes: NotesService;
let coordinator: Client;
beforeAll(async () => {
  notes = await startNotes();
  coordinator = await notes.as('coordinator');
});
afterAll(() => notes.stop());

const anything = { 'If-Match': '*' };
const reason = { fi: 'Vanha' };

/** What is kept of a note, with a secret in each of its objects. */
const keptWithSecrets = (secret: object) => ({
  ...{ title: { fi: 'Varjoa', ...secret }, body: { fi: 'Puita', ...secret }, window: { from: '2027-01-01', ...secret }, internal: 'ours' },
  ...{ links: [{ url: 'https://x.example', ...secret, words: { fi: 'a', ...secret } }], retired_because: { fi: 'Vanha', ...secret } },
  place: { kind: 'street', street: 'A', ...secret, note: { text: 'x', ...secret } },
});

/** One request to each route of the service that answers with a thing. */
const routes: [route: string, ask: (id: string, district: string) => PromiseLike<{ status: number; text: string }>][] = [
  ['a list', (_, district) => notes.anyone.get(`/notes?district=${district}`)],
  ['a list that nobody else reads', (_, district) => coordinator.get(`/desk?district=${district}`)],
  ['counts', (_, district) => coordinator.get(`/notes/counts?by=status&district=${district}`)],
  ['one thing', (id) => notes.anyone.get(`/notes/${id}`)],
  ['one thing for coordinators', (id) => coordinator.get(`/desk/${id}`)],
  ['the history', (id) => coordinator.get(`/notes/${id}/history`)],
  ['the history for everybody', (id) => notes.anyone.get(`/notes/${id}/history`)],
  ['a patch', (id) => coordinator.patch(`/notes/${id}`, { priority: 9 }, anything)],
  ['a patch that changes nothing', (id) => coordinator.patch(`/notes/${id}`, {}, anything)],
  ['an action', (id) => coordinator.post(`/notes/${id}/retire`, { reason }, anything)],
  ['an action that only adds', (id) => coordinator.post(`/notes/${id}/like`)],
];

describe('an answer', () => {
  it.each(routes)('of %s says nothing that its schema does not name', async (_, ask) => {
    const member = fc
      .string({ minLength: 1, maxLength: 8 })
      .filter(
        (name) => !['fi', 'sv', 'en', 'url', 'words', 'from', 'to', 'kind', 'street', 'note', 'text', '__proto__'].includes(name) && !name.includes('\0'),
      );
    const value = fc.constantFrom<unknown>('SECRET', ['SECRET'], { deep: { deeper: 'SECRET' } }, [{ a: 'SECRET' }]);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(member, value, { minKeys: 1, maxKeys: 3 }), async (secret) => {
        const district = unique('d');
        const [note] = await plant(notes.db, [{ district, ...keptWithSecrets(secret) }]);
        const by = { role: 'admin', organisation: null, ...secret };
        await notes.db.run(
          sql`insert into history (collection, resource, version, at, by, action, reason) values ('notes', ${note?.id}, 1, now(), ${JSON.stringify(by)}, 'create', ${JSON.stringify({ ...reason, ...secret })})`,
        );
        const { status, text } = await ask(note?.id as string, district);
        expect([200, 422]).toContain(status);
        expect(text).not.toContain('SECRET');
        expect(text).toMatch(/^\{"/);
      }),
      { numRuns: 8 },
    );
  });

  it('to a repeat says nothing of it either', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    await coordinator.post('/notes', noteBody(), key).expect(201);
    await changeKeptAnswer(notes.db, key['Idempotency-Key'], { secret: 'SECRET', title: { fi: 'a', secret: 'SECRET' } });
    const { text, body } = await coordinator.post('/notes', noteBody(), key).expect(201);
    expect(text).not.toContain('SECRET');
    expect(body.title).toEqual({ fi: 'a' });
  });

  it('shows to coordinators what is theirs, and to nobody else', async () => {
    const [note] = await plant(notes.db, [{ internal: 'ours' }]);
    for (const role of ['admin', 'coordinator'] as const) expect((await (await notes.as(role)).get(`/notes/${note?.id}`)).body.internal).toBe('ours');
    for (const role of ['evaluator', 'partner', 'platform', 'resident'] as const)
      expect((await (await notes.as(role)).get(`/notes/${note?.id}`)).text).not.toContain('ours');
  });

  it('has instants in UTC to the millisecond, days as days, and ids as they are', async () => {
    const [note] = await plant(notes.db, [{ created_at: '2026-03-01T14:00:00.123456+02:00', window: { from: '2027-01-31' } }]);
    expect((await notes.anyone.get(`/notes/${note?.id}`)).body).toMatchObject({
      id: note?.id,
      createdAt: '2026-03-01T12:00:00.123Z',
      window: { from: '2027-01-31' },
    });
  });
});
