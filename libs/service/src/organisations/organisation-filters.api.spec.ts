/** Lists that are chosen by an organisation: API contract, P2. */
import { raw, sql } from '@fiksu/database';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { newId } from '../index.ts';
import { organisation, organisations } from './organisation-filters.ts';

let notes: NotesService;
beforeAll(async () => {
  notes = await startNotes();
});
afterAll(() => notes.stop());

it.each([
  ['one', organisation(raw('survivor'))],
  ['a list', organisations(raw('array[survivor]'))],
])('ask once under which ids an organisation is known, and not at each row, for a column that names %s', async (_, { where }) => {
  const plan = await notes.db.run<{ 'QUERY PLAN': string }>(sql`explain (costs off, verbose) select from merged_organisation where ${where([newId()])}`);
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(text).toContain('InitPlan');
  expect(text).not.toMatch(/(?:Filter|Cond):.*same_organisations/);
});
