import fc from 'fast-check';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { everyPage, idsOf, plant, unique, type Planted } from '../../test/planted-notes.ts';

let notes: NotesService;
beforeAll(async () => {
  notes = await startNotes();
});
afterAll(() => notes.stop());

const minute = (number: number): string => `2026-03-01T12:${String(number).padStart(2, '0')}:00.000Z`;
/** Ids in a known order: the middle of three is neither the first nor the last. */
const idOf = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

describe('reading a list', () => {
  it('shows the newest first, and of one instant the greater id', async () => {
    const district = unique('d');
    const [old, young, twin] = await plant(notes.db, [
      { district, created_at: minute(1) },
      { district, id: `${idOf(1).slice(0, 24)}${'a'.repeat(12)}`, created_at: minute(2) },
      { district, id: `${idOf(1).slice(0, 24)}${'b'.repeat(12)}`, created_at: minute(2) },
    ]);
    const { body } = await notes.anyone.get(`/notes?district=${district}`).expect(200);
    expect(idsOf(body.data)).toEqual([twin?.id, young?.id, old?.id]);
  });

  it('shows 20 unless told otherwise, and 200 at most', async () => {
    const district = unique('d');
    await plant(
      notes.db,
      Array.from({ length: 201 }, () => ({ district })),
    );
    const lengthOf = async (query: string) => (await notes.anyone.get(`/notes?district=${district}${query}`).expect(200)).body.data.length;
    expect([await lengthOf(''), await lengthOf('&limit=1'), await lengthOf('&limit=200')]).toEqual([20, 1, 200]);
  });

  it.each(['0', '201', '-1', '1.5', 'many', '', '1e2', '+5', '0x10', '99999999999999999999', '5%00'])(
    'refuses a limit of "%s" and names the parameter',
    async (limit) => {
      expectProblem(await notes.anyone.get(`/notes?limit=${limit}`), { status: 400, code: 'malformed', parameters: ['limit'] });
    },
  );

  it.each(['limit', 'sort', 'after', 'q'])('refuses two of %s', async (parameter) => {
    const sent = { limit: '5', sort: 'createdAt', after: 'x', q: 'puu' }[parameter];
    const { body, status } = await notes.anyone.get(`/notes?${parameter}=${sent}&${parameter}=${sent}`);
    expect(status).toBe(400);
    expect(body.errors).toContainEqual({ parameter, detail: expect.any(String) });
  });

  it('refuses a parameter that it does not know', async () => {
    expectProblem(await notes.anyone.get('/notes?colour=red&limit=5&offset=10'), { status: 400, code: 'malformed', parameters: ['colour', 'offset'] });
  });

  it.each(['/notes/counts?by=status&limit=5', '/topics?q=tree', '/topics?status=draft', '/desk?colour=red'])(
    'refuses in %s what only others know',
    async (path) => {
      const admin = await notes.as('admin');
      expectProblem(await admin.get(path), {
        status: 400,
        code: 'malformed',
        parameters: [path.startsWith('/notes') ? 'limit' : (path.split(/[?=]/)[1] as string)],
      });
    },
  );

  it.each(['title', '--createdAt', 'constructor', '', 'created_at', 'createdAt,id'])('refuses to sort by "%s"', async (sort) => {
    expectProblem(await notes.anyone.get(`/notes?sort=${sort}`), { status: 400, code: 'malformed', parameters: ['sort'] });
  });

  it('names all faulty parameters at once', async () => {
    expectProblem(await notes.anyone.get('/notes?limit=0&sort=title&after=x&status=open&district=Not%20a%20slug&id=%20'), {
      ...{ status: 400, code: 'malformed' },
      parameters: ['limit', 'sort', 'after', 'status', 'district', 'id'],
    });
  });
});

describe('filtering a list', () => {
  it('takes a repeated filter as either, and different filters as both', async () => {
    const [district, topic] = [unique('d'), unique('t')];
    const planted = await plant(notes.db, [
      { district, status: 'published', topics: [topic, 'trees'] },
      { district, status: 'retired', topics: [topic] },
      { district, status: 'retired', topics: ['trees'] },
      { district: unique('elsewhere'), status: 'retired', topics: [topic] },
    ]);
    const found = async (query: string) => idsOf(await everyPage(notes.anyone, `/notes?${query}`)).sort();
    const expected = (...numbers: number[]) => idsOf(numbers.map((number) => planted[number] as Planted)).sort();
    expect(await found(`district=${district}&status=retired&status=published`)).toEqual(expected(0, 1, 2));
    expect(await found(`district=${district}&status=retired`)).toEqual(expected(1, 2));
    expect(await found(`topic=${topic}`)).toEqual(expected(0, 1, 3));
    expect(await found(`topic=${topic}&topic=trees&district=${district}`)).toEqual(expected(0, 1, 2));
    expect(await found(`topic=${topic}&district=${district}&status=retired`)).toEqual(expected(1));
  });

  it('shows only the things whose id is asked for, in whatever case, and nothing for one that cannot be', async () => {
    const district = unique('d');
    const [first, , third] = await plant(notes.db, [{ district }, { district }, { district }]);
    const { body } = await notes.anyone.get(`/notes?id=${first?.id.toUpperCase()}&id=${third?.id}`).expect(200);
    expect(idsOf(body.data).sort()).toEqual([first?.id, third?.id].sort());
    expect((await notes.anyone.get('/notes?id=no-uuid').expect(200)).body.data).toEqual([]);
  });

  it('finds words in the text', async () => {
    const [district, word] = [unique('d'), unique('w').replace('-', '')];
    const [named] = await plant(notes.db, [{ district, title: { en: `A ${word} for the square` } }, { district }]);
    expect(idsOf((await notes.anyone.get(`/notes?q=${word}`).expect(200)).body.data)).toEqual([named?.id]);
  });

  it.each(['', '%20', 'x'.repeat(201)])('refuses to look for "%s"', async (words) => {
    expectProblem(await notes.anyone.get(`/notes?q=${words}`), { status: 400, code: 'malformed', parameters: ['q'] });
  });

  it.each(['q', 'label', 'status', 'district', 'id', 'after', 'sort'])('refuses a null character in %s, which no database takes', async (parameter) => {
    expectProblem(await notes.anyone.get(`/notes?${parameter}=a%00b`), { status: 400, code: 'malformed', parameters: [parameter] });
  });

  it('never leads to more than what the caller may see', async () => {
    const district = unique('d');
    const [draft, published] = await plant(notes.db, [{ district, status: 'draft' }, { district }]);
    const seen = async (client: NotesService['anyone'], query = '') =>
      idsOf((await client.get(`/notes?district=${district}${query}`).expect(200)).body.data).sort();
    const [coordinator, elsewhere, here] = await Promise.all([
      notes.as('coordinator'),
      notes.as('coordinator', { districts: ['elsewhere'] }),
      notes.as('coordinator', { districts: [district] }),
    ]);
    expect(await seen(notes.anyone)).toEqual([published?.id]);
    expect(await seen(notes.anyone, `&status=draft&id=${draft?.id}`)).toEqual([]);
    expect(await seen(elsewhere)).toEqual([published?.id]);
    expect(await seen(here)).toEqual([draft?.id, published?.id].sort());
    expect(await seen(coordinator)).toEqual([draft?.id, published?.id].sort());
  });
});

describe('paging through a list', () => {
  it('links to the next page with the filters repeated, and to none from the last', async () => {
    const district = unique('d');
    const planted = await plant(
      notes.db,
      Array.from({ length: 5 }, (_, number) => ({ district, status: number === 4 ? 'retired' : 'published', priority: number })),
    );
    const first = await notes.anyone.get(`/notes?district=${district}&status=published&status=retired&sort=priority&limit=3`).expect(200);
    const link = /^<(\/[^>]*)>; rel="next"$/.exec(first.headers.link as string)?.[1] as string;
    expect(new URL(link, 'http://x').searchParams.getAll('status')).toEqual(['published', 'retired']);
    const last = await notes.anyone.get(link).expect(200);
    expect(idsOf([...first.body.data, ...last.body.data])).toEqual(idsOf(planted));
    expect(new URL(link, 'http://x').searchParams.get('after')).toBe(first.body.page.next);
    expect(last.body.page.next).toBeNull();
    expect(last.headers.link).toBeUndefined();
  });

  it('ends with a full page where nothing is left', async () => {
    const district = unique('d');
    await plant(notes.db, [{ district }, { district }]);
    const { body, headers } = await notes.anyone.get(`/notes?district=${district}&limit=2`).expect(200);
    expect(body.data).toHaveLength(2);
    expect(body.page).toEqual({ next: null });
    expect(headers.link).toBeUndefined();
  });

  const orders: [sort: string, column: keyof Planted, values: [low: unknown, middle: unknown, high: unknown]][] = [
    ['createdAt', 'created_at', [minute(1), minute(2), minute(3)]],
    ['updatedAt', 'updated_at', [minute(1), minute(2), minute(3)]],
    ['priority', 'priority', [9, 10, 100]],
    ['district', 'district', ['a', 'ab', 'b']],
  ];
  const inserted = orders.flatMap(([sort, ...rest]) => [[sort, 1, ...rest] as const, [`-${sort}`, -1, ...rest] as const]);

  it.each(inserted)(
    'neither skips nor repeats a row when others are inserted meanwhile, sorted by %s',
    async (sort, direction, column, [low, middle, high]) => {
      const topic = unique('t');
      const row = (number: number, value: unknown) => ({ id: newIdOf(number), topics: [topic], [column]: value });
      const run = String(Math.floor(Math.random() * 1e6)).padStart(6, '0');
      const newIdOf = (number: number) => `00000000-0000-7000-8${run.slice(0, 3)}-${run.slice(3)}${String(number).padStart(9, '0')}`;
      // Two pages of two: 10 and 20 on the first, the cursor stands at 20; all of one value but the outermost.
      const standing =
        direction > 0 ? [row(10, low), row(20, middle), row(30, middle), row(40, high)] : [row(40, high), row(30, middle), row(20, middle), row(10, low)];
      await plant(notes.db, standing);
      const path = `/notes?topic=${topic}&sort=${sort}&limit=2`;
      const { body } = await notes.anyone.get(path).expect(200);
      expect(idsOf(body.data)).toEqual(idsOf(standing.slice(0, 2)));
      const [before, beforeByTie, afterByTie, after] =
        direction > 0 ? [row(15, low), row(19, middle), row(21, middle), row(5, high)] : [row(45, high), row(31, middle), row(29, middle), row(50, low)];
      await plant(notes.db, [before, beforeByTie, afterByTie, after]);
      const rest = idsOf(await everyPage(notes.anyone, path, body.page.next));
      const expected = direction > 0 ? [21, 30, 5, 40] : [29, 20, 50, 10];
      expect(rest).toEqual(expected.map(newIdOf));
    },
  );

  it('tells instants apart that differ by less than a millisecond', async () => {
    const district = unique('d');
    const planted = await plant(
      notes.db,
      ['.000900', '.000500', '.000100', '.000000'].map((part, number) => ({ district, id: idOf(700 + number), created_at: `2026-03-01T12:00:00${part}Z` })),
    );
    expect(idsOf(await everyPage(notes.anyone, `/notes?district=${district}&limit=1`))).toEqual(idsOf(planted));
    expect(idsOf(await everyPage(notes.anyone, `/notes?district=${district}&sort=createdAt&limit=1`))).toEqual(idsOf(planted).reverse());
  });

  it('shows exactly the list in its order, whatever the rows and the limit are', async () => {
    const row = fc.record({ priority: fc.integer({ min: 0, max: 3 }), created: fc.integer({ min: 0, max: 3 }), updated: fc.integer({ min: 0, max: 59 }) });
    const sorts = { priority: 'priority', createdAt: 'created_at', updatedAt: 'updated_at' } as const;
    const sort = fc.constantFrom(...(Object.keys(sorts) as (keyof typeof sorts)[]));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.integer({ min: 1, max: 13 }), sort, fc.boolean(), async (rows, limit, field, descending) => {
        const district = unique('d');
        const planted = await plant(
          notes.db,
          rows.map(({ priority, created, updated }) => ({ district, priority, created_at: minute(created), updated_at: minute(updated) })),
        );
        const column = sorts[field];
        const keyed = planted.map((note) => ({ note, key: note[column] }));
        const upwards = keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.note.id < b.note.id ? -1 : 1)).map(({ note }) => note.id);
        const shown = idsOf(await everyPage(notes.anyone, `/notes?district=${district}&limit=${limit}&sort=${descending ? '-' : ''}${field}`));
        expect(shown).toEqual(descending ? upwards.reverse() : upwards);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a cursor', () => {
  const cursorOf = async (query: string): Promise<string> => {
    const district = unique('d');
    await plant(notes.db, [{ district }, { district }]);
    return (await notes.anyone.get(`/notes?district=${district}&limit=1${query}`).expect(200)).body.page.next as string;
  };
  const refused = async (cursor: string, path = '/notes?') =>
    expectProblem(await notes.anyone.get(`${path}after=${encodeURIComponent(cursor)}`), { status: 400, code: 'malformed', parameters: ['after'] });

  it.each(['', 'x', '-', '0', 'eyJpZCI6MX0', 'AAAAAAAAAAAAAAAAAAAAAAAA', 'ä', '"', '../..', 'x'.repeat(4000)])(
    'that the platform has not written is refused: "%s"',
    (cursor) => refused(cursor),
  );

  it('is refused when it has been cut anywhere', async () => {
    const cursor = await cursorOf('');
    for (const length of [1, 10, 15, 16, 17, 20, cursor.length - 2, cursor.length - 1]) await refused(cursor.slice(0, length));
  });

  it('is refused when any of its characters has been changed', async () => {
    const cursor = await cursorOf('');
    for (let place = 0; place < cursor.length; place += 1)
      await refused(cursor.slice(0, place) + (cursor[place] === 'A' ? 'B' : 'A') + cursor.slice(place + 1));
    await refused(`${cursor}A`);
    await refused(`${cursor}=`);
  });

  it('is refused by a list that is sorted otherwise', async () => {
    await refused(await cursorOf(''), '/notes?sort=createdAt&');
    await refused(await cursorOf('&sort=priority'), '/notes?sort=-priority&');
    await refused(await cursorOf('&sort=priority'));
  });

  it('is refused by another collection, whose ids are of another kind', async () => {
    const admin = await notes.as('admin');
    for (const id of [unique('topic'), unique('topic')]) await admin.post('/topics', { id, label: { fi: 'Puut' }, district: 'malmi' }).expect(201);
    const { body } = await notes.anyone.get('/topics?limit=1').expect(200);
    await refused(body.page.next);
  });
});

describe('counting', () => {
  const counts = async (client: NotesService['anyone'], query: string) => (await client.get(`/notes/counts?${query}`).expect(200)).body;

  it('shows every state, also those that nothing is in', async () => {
    const district = unique('d');
    await plant(notes.db, [{ district }, { district }, { district, status: 'retired' }]);
    expect(await counts(notes.anyone, `by=status&district=${district}`)).toEqual({ by: 'status', counts: { draft: 0, published: 2, retired: 1 }, total: 3 });
    expect(await counts(notes.anyone, `by=status&district=${unique('empty')}`)).toEqual({
      by: 'status',
      counts: { draft: 0, published: 0, retired: 0 },
      total: 0,
    });
  });

  it('counts only what the caller may see', async () => {
    const district = unique('d');
    await plant(notes.db, [{ district, status: 'draft' }, { district }]);
    const seen = async (client: NotesService['anyone']) => (await counts(client, `by=status&district=${district}`)).counts.draft;
    expect(await seen(notes.anyone)).toBe(0);
    expect(await seen(await notes.as('coordinator', { districts: ['elsewhere'] }))).toBe(0);
    expect(await seen(await notes.as('coordinator'))).toBe(1);
  });

  it('takes the filters of the list', async () => {
    const [district, word] = [unique('d'), unique('w').replace('-', '')];
    const [first] = await plant(notes.db, [{ district, title: { fi: word } }, { district, status: 'retired', title: { fi: word } }, { district }]);
    expect((await counts(notes.anyone, `by=status&q=${word}`)).total).toBe(2);
    expect((await counts(notes.anyone, `by=status&district=${district}&status=retired&status=draft`)).counts).toEqual({ draft: 0, published: 0, retired: 1 });
    expect((await counts(notes.anyone, `by=status&id=${first?.id}`)).total).toBe(1);
  });

  it('counts a note under each of its topics, and once in the total', async () => {
    const [district, one, other] = [unique('d'), unique('t'), unique('t')];
    await plant(notes.db, [
      { district, topics: [one, other] },
      { district, topics: [one] },
      { district, topics: [] },
    ]);
    expect(await counts(notes.anyone, `by=topic&district=${district}`)).toEqual({ by: 'topic', counts: { [one]: 2, [other]: 1 }, total: 3 });
  });

  it.each(['', 'by=', 'by=colour', 'by=label', 'by=priority', 'by=constructor', 'by=status&by=district'])('is refused for "%s"', async (query) => {
    expectProblem(await notes.anyone.get(`/notes/counts?${query}`), { status: 400, code: 'malformed', parameters: ['by'] });
  });
});
