import { parse } from 'csv-parse/sync';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { plant, unique } from '../../test/planted-notes.ts';

let notes: NotesService;
beforeAll(async () => {
  notes = await startNotes();
});
afterAll(() => notes.stop());

const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${notes.origin}/notes/v1${path}`, { headers });
  return { status: answer.status, type: answer.headers.get('content-type'), headers: answer.headers, text: await answer.text() };
};

describe('an export', () => {
  it('has each element of the list on a line of its own, in the order of the list, all pages of it', async () => {
    const district = unique('district');
    await plant(
      notes.db,
      Array.from({ length: 231 }, (_, index) => ({ district, priority: index })),
    );
    const { status, type, text } = await get(`/notes/export?district=${district}&sort=priority`);
    expect([status, type]).toEqual([200, 'application/x-ndjson']);
    const [first, second] = [
      await notes.anyone.get(`/notes?district=${district}&sort=priority&limit=200`).expect(200),
      await notes.anyone.get(`/notes?district=${district}&sort=-priority&limit=31`).expect(200),
    ];
    expect(linesOf(text)).toEqual([...first.body.data, ...[...second.body.data].reverse()]);
  });

  it('is empty where nothing is listed: no line, the header row alone, no feature', async () => {
    const district = unique('district');
    expect((await get(`/notes/export?district=${district}`)).text).toBe('');
    expect((await get(`/notes/export?district=${district}&format=csv`)).text.split('\r\n')).toHaveLength(2);
  });

  it('holds what its reader may see, and no member that the list leaves out', async () => {
    const district = unique('district');
    const planted = await plant(notes.db, [
      { district, status: 'draft', internal: 'among us' },
      { district, internal: 'among us' },
    ]);
    const { text } = await get(`/notes/export?district=${district}`);
    expect(linesOf(text)).toMatchObject([{ id: planted[1]?.id }]);
    expect(text).not.toMatch(/among us|SECRET/);
    const token = await notes.issuer.token('coordinator');
    const all = await get(`/notes/export?district=${district}`, { Authorization: `Bearer ${token}` });
    expect(linesOf(all.text)).toHaveLength(2);
    expect(all.text).toContain('among us');
    expect(all.text).not.toContain('SECRET');
  });

  it('of CSV has a header row, words by language, lists joined, and quotes what needs it (RFC 4180)', async () => {
    const district = unique('district');
    await plant(notes.db, [{ district, title: { fi: 'Puita, "vanhoja"\nja uusia', en: 'Trees' }, topics: ['trees', 'shade'], priority: 7 }]);
    const { type, text, headers } = await get(`/notes/export?district=${district}&format=csv`);
    expect(type).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="notes.csv"');
    const [row] = parse<Record<string, string>>(text, { columns: true });
    expect(row).toMatchObject({
      'title.fi': 'Puita, "vanhoja"\nja uusia',
      'title.sv': '',
      'title.en': 'Trees',
      topics: 'trees;shade',
      priority: '7',
      district,
      status: 'published',
      'window.from': '',
    });
    expect(Object.keys(row ?? {})).not.toEqual(expect.arrayContaining(['links', 'secret', 'place']));
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text).toContain('"Puita, ""vanhoja""\nja uusia"');
  });

  it('is the same file whatever Accept says, for the address says which', async () => {
    const answer = await get('/notes/export?format=csv', { Accept: 'text/csv' });
    expect([answer.status, answer.type]).toEqual([200, 'text/csv; charset=utf-8']);
  });

  it.each(['format=geojson', 'format=xlsx', 'format=csv&format=ndjson', 'limit=5', 'after=x', 'colour=red', 'sort=nothing'])(
    'is refused with %s',
    async (query) => {
      const [parameter] = query.split('=');
      expectProblem(await notes.anyone.get(`/notes/export?${query}`), {
        status: 400,
        code: 'malformed',
        parameters: [parameter as string],
      });
    },
  );

  it('of a closed collection is 401 and 403 as its list', async () => {
    expectProblem(await notes.anyone.get('/desk/export'), { status: 401, code: 'unauthenticated' });
    expectProblem(await (await notes.as('resident')).get('/desk/export'), { status: 403, code: 'forbidden' });
    await (await notes.as('coordinator')).get('/desk/export').expect(200);
  });

  it('neither skips nor repeats what changes while it is read', async () => {
    const district = unique('district');
    const planted = await plant(
      notes.db,
      Array.from({ length: 300 }, () => ({ district })),
    );
    const answer = await fetch(`${notes.origin}/notes/v1/notes/export?district=${district}`);
    await plant(notes.db, [{ district }]);
    const ids = linesOf(await answer.text()).map((note) => (note as { id: string }).id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(planted.map(({ id }) => id)));
  });
});
