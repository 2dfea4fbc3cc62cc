/** The feed, page by page: API contract, "Events out", G6, G8, G21 and G22. */
import type { Client } from '@fiksu/testing';
import { ROLES } from '../access/caller.ts';
import { newId, numberEvents, sql } from '../index.ts';
import { expectProblem } from '../../test/expect-problem.ts';
import { Follower } from '../../test/follow-events.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, unique } from '../../test/planted-notes.ts';
import { tell } from '../../test/told-events.ts';
import { isAsked } from './asked-events.ts';
import { EventsFeed } from './events-feed.ts';
import { readPatterns } from './type-patterns.ts';

interface Sent {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

let notes: NotesService;
let [platform, coordinator, admin]: Client[] = [];
beforeAll(async () => {
  notes = await startNotes();
  [platform, coordinator, admin] = await Promise.all([notes.as('platform'), notes.as('coordinator'), notes.as('admin')]);
});
afterAll(() => notes.stop());

const idsOf = (events: { id: string }[]): string[] => events.map(({ id }) => id);
/** Where a test begins: what it then tells is all that comes after this. */
const beginning = async (): Promise<string> => (await tell(notes.db)).id;
const read = async (client: Client | undefined, query: string) =>
  (await (client as Client).get(`/events?${query}`).expect(200)).body as { data: Sent[]; page: { next: string | null } };

describe('a page of the feed', () => {
  it('has what came after an event, oldest first, and names the last for the next page', async () => {
    const after = await beginning();
    const told = [await tell(notes.db), await tell(notes.db), await tell(notes.db)];
    const first = await read(platform, `after=${after}&limit=2`);
    expect(idsOf(first.data)).toEqual(idsOf(told.slice(0, 2)));
    expect(first.page).toEqual({ next: told[1]?.id });
    const second = await read(platform, `after=${first.page.next}&limit=2`);
    expect([idsOf(second.data), second.page.next]).toEqual([[told[2]?.id], told[2]?.id]);
    expect(await read(platform, `after=${second.page.next}`)).toEqual({ data: [], page: { next: null } });
  });

  it('names the next page in a Link that repeats the filters, as long as it has anything in it', async () => {
    const after = await beginning();
    const { id } = await tell(notes.db);
    const { headers } = await (platform as Client).get(`/events?types=fiksu.notes.note.*,fiksu.pilots.*&after=${after}&limit=7`).expect(200);
    const [, path, parameters] = /^<([^?>]+)\?([^>]+)>; rel="next"$/.exec(headers.link as string) ?? [];
    expect(path).toBe('/notes/v1/events');
    expect(Object.fromEntries(new URLSearchParams(parameters))).toEqual({ types: 'fiksu.notes.note.*,fiksu.pilots.*', limit: '7', after: id });
    expect((await (platform as Client).get(`/events?after=${id}`)).headers).not.toHaveProperty('link');
  });

  it('begins with the first event without after, and shows 20 unless told otherwise, 200 at most', async () => {
    for (let count = 0; count < 21; count++) await tell(notes.db);
    const [oldest] = await notes.db.run<{ id: string }>(sql`select event_id as id from outbox order by position limit 1`);
    const { data } = await read(platform, '');
    expect([data[0]?.id, data.length]).toEqual([oldest?.id, 20]);
    expect((await read(platform, 'limit=1')).data).toHaveLength(1);
    expect((await read(platform, 'limit=200')).data.length).toBeGreaterThan(20);
  });

  it('goes by the places that the relay gives, not by the order in which events were written or their ids drawn', async () => {
    const after = await beginning();
    const [late, early] = [newId(), newId()];
    const told = await tell(notes.db, { id: early });
    await tell(notes.db, { id: late });
    expect(told.id > late).toBe(true);
    expect(idsOf((await read(platform, `after=${after}`)).data)).toEqual([early, late]);
  });

  it('does not have what has no place yet', async () => {
    const after = await beginning();
    // Between an event and its place: as long as somebody else gives places.
    await notes.db.transaction(async (tx) => {
      await tx.run(sql`select from outbox_head for update`);
      await notes.anyone.post('/notes', noteBody()).expect(201);
      expect((await read(admin, `after=${after}`)).data).toEqual([]);
    });
    await numberEvents(notes.db);
    expect((await read(admin, `after=${after}`)).data).toHaveLength(1);
  });

  it('has events of the types that are named, whole or by how they begin', async () => {
    const after = await beginning();
    for (const name of ['note.created', 'note.retired', 'topic.created']) await tell(notes.db, { type: `fiksu.notes.${name}.v1` });
    const names = async (types: string) =>
      (await read(platform, `after=${after}&types=${types}`)).data.map(({ type }) => type.slice('fiksu.notes.'.length, -'.v1'.length));
    expect(await names('fiksu.notes.note.retired.v1')).toEqual(['note.retired']);
    expect(await names('fiksu.notes.note.*')).toEqual(['note.created', 'note.retired']);
    expect(await names('fiksu.notes.topic.created.v1,fiksu.notes.note.created.v1')).toEqual(['note.created', 'topic.created']);
    expect(await names('fiksu.notes.topic.*&types=fiksu.notes.note.c.*')).toEqual(['note.created', 'topic.created']);
    expect(await names('fiksu.*')).toHaveLength(3);
    expect(await names('fiksu.pilots.*')).toEqual([]);
    expect(await names('fiksu.notes.note.retired.v2')).toEqual([]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=many', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['after=', 'after'],
    ['after=malmi', 'after'],
    ['after=3f1e9a52-8f00-4cc3-98c4-dc0c0c073980', 'after'],
    ['types=', 'types'],
    ['types=fiksu.notes.note.created.v1,', 'types'],
    ['types=*', 'types'],
    ['types=fiksu.*.created.v1', 'types'],
    ['types=note.created', 'types'],
    ['types=fiksu.%25.*', 'types'],
    ['colour=red', 'colour'],
    ['sort=time', 'sort'],
  ])('is refused with ?%s', async (query, parameter) => {
    await beginning();
    expectProblem(await (platform as Client).get(`/events?${query}`), { status: 400, code: 'malformed', parameters: [parameter] });
  });

  it('is refused with the id of an event that never was, as far as its time tells', async () => {
    await beginning();
    expectProblem(await (platform as Client).get(`/events?after=${newId()}`), { status: 400, code: 'malformed', parameters: ['after'] });
  });

  it('names all faults at once', async () => {
    expectProblem(await (platform as Client).get('/events?after=x&limit=0&types=y'), {
      status: 400,
      code: 'malformed',
      parameters: ['after', 'limit', 'types'],
    });
  });

  it('takes the id of an event in whatever case', async () => {
    const after = await beginning();
    const { id } = await tell(notes.db);
    expect(idsOf((await read(platform, `after=${after.toUpperCase()}`)).data)).toEqual([id]);
  });
});

describe('who may read the feed', () => {
  it.each(ROLES)('%s', async (role) => {
    const answer = await (await notes.as(role)).get('/events');
    if (['platform', 'coordinator', 'admin'].includes(role)) expect(answer.status).toBe(200);
    else expectProblem(answer, { status: 403, code: 'forbidden' });
  });

  it('nobody without a token, or with one that is not good', async () => {
    const answer = await notes.anyone.get('/events');
    expectProblem(answer, { status: 401, code: 'unauthenticated' });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expectProblem(await (await notes.as('platform', { expiresIn: -60 })).get('/events'), { status: 401, code: 'unauthenticated' });
  });
});

describe('what a reader is told', () => {
  it('of a draft and of what became of it: to a platform no words before they are public', async () => {
    const after = await beginning();
    const { body } = await (coordinator as Client).post('/notes', noteBody({ title: { fi: 'Salainen' } })).expect(201);
    await (coordinator as Client).act(`/notes/${body.id}`, 'publish');
    await numberEvents(notes.db);
    const [created, published] = (await read(platform, `after=${after}`)).data;
    expect(Object.keys(created?.data ?? {}).sort()).toEqual(['change', 'createdAt', 'district', 'id', 'status', 'updatedAt', 'version']);
    expect(published?.data).toMatchObject({ id: body.id, version: 2, status: 'published', title: { fi: 'Salainen' } });
    expect(published?.data).not.toHaveProperty('visibility');
  });

  it('of what is not public: coordinators and admins all that services tell each other, platforms the outline', async () => {
    const after = await beginning();
    const state = { title: { fi: 'Salainen' }, district: 'malmi', createdAt: '2026-03-01T12:00:00.000Z', updatedAt: '2026-03-01T12:00:00.000Z' };
    const { id } = await tell(notes.db, { visibility: 'internal', state, change: { fields: ['/title', '/district'], reason: { fi: 'Siksi' } } });
    for (const client of [coordinator, admin]) {
      const [event] = (await read(client, `after=${after}`)).data;
      expect(event).toMatchObject({ id, data: { ...state, change: { fields: ['/title', '/district'], reason: { fi: 'Siksi' } } } });
      expect(event?.data).not.toHaveProperty('visibility');
    }
    const [event] = (await read(platform, `after=${after}`)).data;
    const { title: _, ...outline } = state;
    const change = { action: 'change', from: 'draft', to: 'draft', fields: ['/district'], by: 'coordinator' };
    expect(event?.data).toEqual({ id: event?.data.id, version: 1, status: 'draft', ...outline, change });
  });

  it('leaves out, for a coordinator limited to districts, what is not public of others', async () => {
    const [here, there] = [unique('here'), unique('there')];
    const limited = await notes.as('coordinator', { districts: [here] });
    const after = await beginning();
    const told = [
      await tell(notes.db, { visibility: 'internal', state: { district: here } }),
      await tell(notes.db, { visibility: 'internal', state: { district: there } }),
      await tell(notes.db, { visibility: 'public', state: { district: there } }),
      await tell(notes.db, { visibility: 'internal', state: { districts: [there, here] } }),
      await tell(notes.db, { visibility: 'internal', state: { districts: [there] } }),
      await tell(notes.db, { visibility: 'internal', state: { priority: 1 } }),
    ];
    const seen = (numbers: number[]) => numbers.map((number) => told[number]?.id);
    expect(idsOf((await read(limited, `after=${after}`)).data)).toEqual(seen([0, 2, 3, 5]));
    expect(idsOf((await read(coordinator, `after=${after}`)).data)).toEqual(seen([0, 1, 2, 3, 4, 5]));
    expect(idsOf((await read(await notes.as('admin', { districts: [here] }), `after=${after}`)).data)).toEqual(seen([0, 1, 2, 3, 4, 5]));
    // What it does not get is a place in the order all the same.
    expect(idsOf((await read(limited, `after=${told[1]?.id}`)).data)).toEqual(seen([2, 3, 5]));
  });

  it('is a full page however much of what it does not get lies in between', async () => {
    const here = unique('here');
    const limited = await notes.as('coordinator', { districts: [here] });
    const after = await beginning();
    const first = await tell(notes.db, { visibility: 'internal', state: { district: here } });
    const { id, ...hidden } = { ...first, data: { ...first.data, district: 'elsewhere' } };
    await notes.db.run(sql`
      insert into outbox (event_id, aggregate, subject, event)
      select made.id, ${first.subject}, ${first.type}, ${JSON.stringify(hidden)}::jsonb || jsonb_build_object('id', made.id) from (select uuidv7() as id from generate_series(1, 3000)) made`);
    const last = await tell(notes.db, { visibility: 'internal', state: { district: here } });
    const page = await read(limited, `after=${after}&limit=2`);
    expect([idsOf(page.data), page.page.next]).toEqual([[id, last.id], last.id]);
  });

  it('is the same whether the database chooses or the service', async () => {
    const feed = notes.app.get(EventsFeed);
    const after = await feed.head();
    const states = [
      { district: 'malmi' },
      { district: 'pasila' },
      { district: null },
      { districts: ['malmi', 'pasila'] },
      { districts: [] },
      { districts: null },
      {},
    ];
    for (const visibility of ['public', 'internal'] as const)
      for (const state of states)
        for (const name of ['note.created', 'notebook.created']) await tell(notes.db, { type: `fiksu.notes.${name}.v1`, visibility, state });
    const everybody = { types: null, reader: { roles: ['admin' as const], limits: null } };
    const { events } = await feed.batch(everybody, after);
    expect(events).toHaveLength(28);
    for (const limits of [null, [], ['malmi'], ['pasila', 'malmi'], ['kalasatama']])
      for (const patterns of [null, ['fiksu.notes.note.*'], ['fiksu.notes.note.created.v1'], ['fiksu.pilots.*', 'fiksu.notes.notebook.*']]) {
        const asked = { types: patterns && readPatterns(patterns), reader: { roles: ['coordinator' as const], limits } };
        const chosen = events.filter(({ event }) => isAsked(asked, event)).map(({ event }) => event.id);
        expect([limits, patterns, (await feed.batch(asked, after)).events.map(({ event }) => event.id)]).toEqual([limits, patterns, chosen]);
      }
  });
});

describe('24 writers at once', () => {
  it('are read without a gap and in one order, by who comes again and by who follows', async () => {
    const writers = 24;
    const each = 5;
    const begun = await beginning();
    const follower = await Follower.open(notes.origin, { path: `/notes/v1/events?after=${begun}`, token: await notes.issuer.token('platform') });
    const made = Promise.all(
      Array.from({ length: writers }, async () => {
        const ids: string[] = [];
        for (let count = 0; count < each; count++) ids.push((await notes.anyone.post('/notes', noteBody()).expect(201)).body.id);
        return ids;
      }),
    );
    const found: Sent[] = [];
    for (let after = begun; found.length < writers * each;) {
      const { data, page } = await read(platform, `after=${after}&limit=7`);
      found.push(...data);
      after = page.next ?? after;
    }
    expect(found.map(({ data }) => data.id).sort()).toEqual((await made).flat().sort());
    const rows = await notes.db.run<{ id: string }>(
      sql`select event_id as id from outbox where position > (select position from outbox where event_id = ${begun}) order by position`,
    );
    expect(idsOf(found)).toEqual(idsOf(rows));
    expect(idsOf((await follower.take(writers * each)) as { id: string }[])).toEqual(idsOf(rows));
    follower.leave();
  });
});
