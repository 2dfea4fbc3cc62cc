import { sql } from '@fiksu/database';
import type { Client } from '@fiksu/testing';
import { expectProblem } from '../../test/expect-problem.ts';
import { notesByCode } from '../../test/notes-import.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { unique } from '../../test/planted-notes.ts';

let notes: NotesService;
let admin: Client;
beforeAll(async () => {
  notes = await startNotes();
  admin = await notes.as('admin');
});
afterAll(() => notes.stop());

interface Run {
  id: string;
  status: string;
  source: string | null;
  dryRun: boolean;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  errors: { record: number; pointer: string; detail: string }[];
}

const record = (code: string, own: object = {}) => JSON.stringify({ code, title: { fi: code }, district: 'malmi', ...own });

const send = (body: string, { query = '', client = admin, type = 'application/x-ndjson', headers = {} }: SendTerms = {}) =>
  client.post(`/notes/imports${query}`, body, { 'Content-Type': type, ...headers });

interface SendTerms {
  query?: string;
  client?: Client;
  type?: string;
  headers?: Record<string, string>;
}

async function ended(id: string, client = admin): Promise<Run> {
  for (;;) {
    const { body } = await client.get(`/notes/imports/${id}`).expect(200);
    if (body.status === 'completed' || body.status === 'failed') return body as Run;
  }
}

const imported = async (body: string, terms: SendTerms = {}): Promise<Run> => ended((await send(body, terms).expect(202)).body.id, terms.client);
const countsOf = ({ read, created, updated, unchanged, failed }: Run) => ({ read, created, updated, unchanged, failed });

describe('an import', () => {
  it('is taken in with 202 and a run, which tells what became of each record', async () => {
    const [one, two, three] = [unique('one'), unique('two'), unique('three')];
    const answer = await send(
      [record(one), '{"code":7}', record(two), record(three, { district: 'nowhere' }), 'no json', record(one, { priority: 5 })].join('\n'),
    ).expect(202);
    expect(answer.headers.location).toBe(`/notes/v1/notes/imports/${answer.body.id}`);
    expect(answer.body).toMatchObject({ status: 'queued', source: null, dryRun: false, read: 0, errors: [] });
    const run = await ended(answer.body.id);
    expect(run).toMatchObject({ status: 'completed', source: 'lines', read: 6, created: 2, updated: 1, unchanged: 0, failed: 3 });
    expect(run.errors.map(({ record: place, pointer }) => [place, pointer])).toEqual([
      [2, '/code'],
      [2, '/title'],
      [2, '/district'],
      [4, '/district'],
      [5, ''],
    ]);
    expect((await notesByCode(notes.db, [one, two, three])).size).toBe(2);
    expect((await notesByCode(notes.db, [one])).get(one)).toMatchObject({ version: 2, priority: 5 });
  });

  it('of the same file again changes nothing: no version, no event', async () => {
    const [one, two] = [unique('one'), unique('two')];
    const file = [record(one), record(two, { district: 'nowhere' }), record(one, { priority: 1 })].join('\n');
    expect(countsOf(await imported(file))).toEqual({ read: 3, created: 1, updated: 1, unchanged: 0, failed: 1 });
    const before = (await notesByCode(notes.db, [one])).get(one);
    const told = () => notes.db.run(sql`select id from outbox where aggregate = ${`notes/${before?.id}`}`);
    expect(await told()).toHaveLength(2);
    // The first line sets the priority back, and the last one sets it anew: a file that says one thing of each is left as it is.
    expect(countsOf(await imported(record(one, { priority: 1 })))).toEqual({ read: 1, created: 0, updated: 0, unchanged: 1, failed: 0 });
    expect((await notesByCode(notes.db, [one])).get(one)).toEqual(before);
    expect(await told()).toHaveLength(2);
  });

  it('has the history and the events of whoever sent it', async () => {
    const code = unique('code');
    await imported(record(code), { client: await notes.as('coordinator', { sub: 'tuija' }) });
    const id = (await notesByCode(notes.db, [code])).get(code)?.id;
    const { body } = await admin.get(`/notes/${id}/history`).expect(200);
    expect(body.data).toMatchObject([{ action: 'create', by: { role: 'coordinator', sub: 'tuija' } }]);
    const events = await notes.db.run<{ type: string; by: string }>(
      sql`select subject as type, event #>> '{data,change,by}' as by from outbox where aggregate = ${`notes/${id}`}`,
    );
    expect(events).toEqual([{ type: 'fiksu.notes.note.created.v1', by: 'coordinator' }]);
  });

  it('is noted in the audit log, with whoever sent it', async () => {
    await imported(record(unique('code')), { client: await notes.as('coordinator', { sub: 'tuija' }) });
    const { body } = await admin.get('/operations/audit?action=import&limit=1').expect(200);
    expect(body.data).toMatchObject([{ action: 'import', what: 'notes', role: 'coordinator', person: 'tuija' }]);
  });

  it('changes nothing outside of the districts of whoever sent it', async () => {
    const [here, there] = [unique('here'), unique('there')];
    const client = await notes.as('coordinator', { districts: ['malmi'] });
    const run = await imported([record(here), record(there, { district: 'pasila' })].join('\n'), { client });
    expect(countsOf(run)).toEqual({ read: 2, created: 1, updated: 0, unchanged: 0, failed: 1 });
    expect(run.errors).toMatchObject([{ record: 2, pointer: '' }]);
  });

  it('goes on after a record that nobody foresaw, and tells nothing of what is inside', async () => {
    const codes = Array.from({ length: 20 }, () => unique('code'));
    const file = codes.map((code, index) => record(code, index === 7 ? { district: 'crash' } : {})).join('\n');
    const run = await imported(file);
    expect(countsOf(run)).toEqual({ read: 20, created: 19, updated: 0, unchanged: 0, failed: 1 });
    expect(run.errors).toMatchObject([{ record: 8, pointer: '' }]);
    expect(JSON.stringify(run)).not.toContain('12345');
    expect((await notesByCode(notes.db, codes)).size).toBe(19);
  });

  it('counts every record once over the borders of what is written at once', async () => {
    const codes = Array.from({ length: 1203 }, (_, index) => `${unique('code')}-${index}`);
    const file = [...codes, ...codes].map((code) => record(code)).join('\n');
    expect(countsOf(await imported(file))).toEqual({ read: 2406, created: 1203, updated: 0, unchanged: 1203, failed: 0 });
  });

  it('keeps the first thousand faults, and counts them all', async () => {
    const run = await imported(Array.from({ length: 1300 }, () => '{}').join('\n'));
    expect(run.failed).toBe(1300);
    expect(run.errors).toHaveLength(1000);
  });
});

describe('a dry run', () => {
  it('tells what the import would do, and writes nothing', async () => {
    const [one, two] = [unique('one'), unique('two')];
    await imported(record(two));
    const lines = [
      record(one),
      record(one, { priority: 3 }),
      record(one, { priority: 3 }),
      record(two),
      record(two, { priority: 9 }),
      record(unique('x'), { district: 'nowhere' }),
    ];
    // Far apart, so that they are not decided together.
    const file = [...lines, ...Array.from({ length: 600 }, (_, index) => record(`${one}-${index}`)), ...lines].join('\n');
    const dry = await imported(file, { query: '?dryRun=true' });
    expect(dry.dryRun).toBe(true);
    expect((await notesByCode(notes.db, [one, two])).get(two)).toMatchObject({ version: 1 });
    expect((await notesByCode(notes.db, [one])).size).toBe(0);
    const real = await imported(file);
    expect(countsOf(dry)).toEqual(countsOf(real));
    expect(countsOf(dry)).toEqual({ read: 612, created: 601, updated: 6, unchanged: 3, failed: 2 });
    expect(dry.errors).toEqual(real.errors);
    expect(await notes.db.run(sql`select from import_overlay where run = ${dry.id}`)).toEqual([]);
  });
});

describe('the kind of a file', () => {
  it('is what the request names, or what its beginning tells', async () => {
    expect((await imported(record(unique('code')), { query: '?source=lines' })).source).toBe('lines');
    expect((await imported(`[notes]\n${record(unique('code'))}`)).source).toBe('bracketed');
  });

  it.each(['', 'hello', '\n\n'])('that is none of those known makes a failed run with one error: %j', async (text) => {
    const run = await imported(text);
    expect(run).toMatchObject({ status: 'failed', read: 0, errors: [{ record: 0, pointer: '' }] });
  });

  it('that turns out to be another is a failed run; what was read before stands', async () => {
    const code = unique('code');
    const run = await imported([record(code), '"THE END"'].join('\n'));
    expect(run).toMatchObject({ status: 'failed', errors: [{ record: 0, pointer: '', detail: 'Ends before its end' }] });
  });

  it('may have parameters of its own', async () => {
    const code = unique('code');
    await imported(JSON.stringify({ code, title: { fi: code } }), { query: '?district=pasila' });
    expect(await notes.db.run(sql`select district from note where labels ->> 'code' = ${code}`)).toEqual([{ district: 'pasila' }]);
  });
});

describe('an import is refused', () => {
  it('without a token, and to a role that may not', async () => {
    expectProblem(await send('{}', { client: notes.anyone }), { status: 401, code: 'unauthenticated' });
    expectProblem(await send('{}', { client: await notes.as('partner') }), { status: 403, code: 'forbidden' });
    expectProblem(await notes.anyone.get('/notes/imports'), { status: 401, code: 'unauthenticated' });
    expectProblem(await (await notes.as('platform')).get('/notes/imports'), { status: 403, code: 'forbidden' });
  });

  it('with a media type that no such file has', async () => {
    expectProblem(await send('{}', { type: 'application/pdf' }), { status: 415, code: 'unsupported-media-type' });
    expectProblem(await send('{}', { type: 'text/plain', query: '?source=lines' }), { status: 415, code: 'unsupported-media-type' });
  });

  it.each(['source=ytj', 'dryRun=yes', 'source=lines&source=bracketed', 'colour=red', 'district=No Slug'])('with the query %s', async (query) => {
    expectProblem(await send('{}', { query: `?${query}` }), { status: 400, code: 'malformed', parameters: [query.split('=')[0] as string] });
  });

  it('when it says that it is larger than 200 MiB', async () => {
    const answer = await fetch(`${notes.origin}/notes/v1/notes/imports`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await notes.issuer.token('admin')}`, 'Content-Type': 'application/x-ndjson' },
      body: Buffer.alloc(209_715_201),
    });
    expect(answer.status).toBe(413);
  });

  it('and its run is not there for who may not see it', async () => {
    const { body } = await send(record(unique('code'))).expect(202);
    expectProblem(await notes.anyone.get(`/notes/imports/${body.id}`), { status: 404, code: 'not-found' });
    expectProblem(await (await notes.as('resident')).get(`/notes/imports/${body.id}`), { status: 404, code: 'not-found' });
    await ended(body.id);
  });
});

describe('an import with an Idempotency-Key', () => {
  it('that is sent again answers the same run, and the same file with another purpose does not', async () => {
    const key = { 'Idempotency-Key': unique('key') };
    const file = record(unique('code'));
    const [first, again] = [await send(file, { headers: key }).expect(202), await send(file, { headers: key }).expect(202)];
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const dry = await send(file, { headers: key, query: '?dryRun=true' }).expect(202);
    expect(dry.body.id).not.toBe(first.body.id);
    expectProblem(await send(`${file}\n`, { headers: key }), { status: 422, code: 'idempotency-key-reused' });
    await Promise.all([ended(first.body.id), ended(dry.body.id)]);
    const { body } = await admin.get('/notes/imports?status=completed&limit=200').expect(200);
    expect(body.data.filter(({ id }: Run) => id === first.body.id)).toHaveLength(1);
  });

  it('that is sent twice at once makes one run', async () => {
    const key = { 'Idempotency-Key': unique('key') };
    const code = unique('code');
    const answers = await Promise.all([send(record(code), { headers: key }), send(record(code), { headers: key })]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(answers[0].body.id).toBe(answers[1].body.id);
    await ended(answers[0].body.id);
    expect(await notes.db.run(sql`select from import_run where not received`)).toEqual([]);
  });
});

describe('what an import leaves behind', () => {
  it('is its run alone: the file is gone', async () => {
    const run = await imported(record(unique('code')));
    const spooled = async () => (await notes.db.run<{ spool: string | null }>(sql`select spool from import_run where id = ${run.id}`))[0]?.spool;
    while ((await spooled()) !== null);
    expect(await spooled()).toBeNull();
  });
});
