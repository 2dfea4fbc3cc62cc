import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { send } from '../../test/send.ts';

let notes: NotesService;
beforeAll(async () => {
  notes = await startNotes();
});
afterAll(() => notes.stop());

describe('a page of the docs, or a contract', () => {
  it.each(['/notes/docs', '/notes/docs/problems/stale', '/notes/docs/assets/swagger-ui.css', '/notes/v1/openapi.json', '/notes/v1/asyncapi.json'])(
    'is refused as everything is, with a problem: %s',
    async (path) => {
      expectProblem(await send(notes, 'GET', path, { headers: { Authorization: 'Bearer nonsense' } }), { status: 401, code: 'unauthenticated' });
      expectProblem(await send(notes, 'DELETE', path), { status: 405, code: 'method-not-allowed' });
    },
  );

  it('takes no parameter that it does not know', async () => {
    expectProblem(await send(notes, 'GET', '/notes/v1/openapi.json?version=2'), { status: 400, code: 'malformed' });
  });

  it('that is not there is 404', async () => {
    expectProblem(await send(notes, 'GET', '/notes/docs/assets/nothing.js'), { status: 404, code: 'not-found' });
  });
});
