/** What every service keeps of whoever acts, and what an erasure leaves of it (API contract, P10). */
import { sql } from '@fiksu/database';
import { secondSession, tablesNobodyErases, untilWaiting, type Client } from '@fiksu/testing';
import { notesService, startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, unique } from '../../test/planted-notes.ts';
import { newId } from '../index.ts';
import { AnswerErasePerson } from './answer-erase-person.ts';
import { AnswerGatherPerson, pageOf } from './answer-gather-person.ts';
import { personNode } from './persons.ts';

let notes: NotesService;
let admin: Client;
beforeAll(async () => {
  notes = await startNotes();
  admin = await notes.as('admin');
});
afterAll(() => notes.stop());

interface Known {
  subject: string | null;
  emails?: string[];
  writtenAs?: string[];
}
const known = ({ subject, emails = [], writtenAs = [] }: Known) => ({ subject, emails, writtenAs });
const held = async (person: Known) => (await notes.app.get(AnswerGatherPerson).answer({ ...known(person), from: 0 })).parts;
const erase = (person: Known, dryRun = false) => notes.app.get(AnswerErasePerson).answer({ ...known(person), erasure: dryRun ? null : newId(), dryRun });
const rowsOf = async (table: string) =>
  JSON.stringify(await notes.db.dataSource.query<object[]>(`select to_jsonb(each) as row from "${table}" each order by 1::text`));

describe('what a service erases of a person', () => {
  it('is the name of whoever acted; that it was done, by which role and for whom, stays', async () => {
    const sub = unique('sub-of-matti');
    const matti = await notes.as('coordinator', { sub, org: 'city' });
    const { body } = await matti.post('/notes', noteBody()).expect(201);
    await matti.act(`/notes/${body.id}`, 'publish');
    const history = async () => (await admin.get(`/notes/${body.id}/history`).expect(200)).body.data as { by: Record<string, string> }[];
    const before = await history();
    expect((await held({ subject: sub })).filter(({ key }) => key === 'ACTED')).toHaveLength(2);
    expect((await erase({ subject: sub })).erased).toBeGreaterThanOrEqual(2);
    expect(await history()).toEqual(before.map(({ by: { sub: _, ...by }, ...entry }) => ({ ...entry, by })));
    expect((await history()).map(({ by }) => by.role)).toEqual(['coordinator', 'coordinator']);
    expect(await held({ subject: sub })).toEqual([]);
  });

  it('is nothing of somebody whose name only begins the same', async () => {
    const sub = unique('sub-of-matti');
    const other = await notes.as('coordinator', { sub: `${sub}-2` });
    const { body } = await other.post('/notes', noteBody()).expect(201);
    expect(await erase({ subject: sub })).toEqual({ erased: 0, refused: [] });
    const { data } = (await admin.get(`/notes/${body.id}/history`).expect(200)).body;
    expect(data[0].by.sub).toBe(`${sub}-2`);
  });

  it('is whom a webhook and an import belong to: they go on, and are nobody’s', async () => {
    const sub = unique('sub-of-platform');
    const [platform, starter] = [await notes.as('platform', { sub }), await notes.as('admin', { sub })];
    const { body: hook } = await platform.post('/webhooks', { url: 'https://example.org/hook', types: ['fiksu.notes.note.*'] }).expect(201);
    const line = JSON.stringify({ code: unique('code'), title: { fi: 'Tuotu' }, district: 'malmi' });
    const { body: run } = await starter.post('/notes/imports', line, { 'Content-Type': 'application/x-ndjson' }).expect(202);
    while ((await admin.get(`/notes/imports/${run.id}`)).body.status !== 'completed');
    expect((await held({ subject: sub })).map(({ children }) => children?.[0]?.value)).toEqual(expect.arrayContaining(['webhook.owner', 'import_run.author']));
    await erase({ subject: sub });
    expect((await rowsOf('webhook')) + (await rowsOf('import_run')) + (await rowsOf('history'))).not.toContain(sub);
    await platform.get(`/webhooks/${hook.id}`).expect(404);
    expect((await admin.get(`/webhooks/${hook.id}`).expect(200)).body.status).toBe('active');
    expect((await admin.get(`/notes/imports/${run.id}`).expect(200)).body.created).toBe(1);
  });

  it('is the name of whoever started an import that is at work: neither the part that is being written nor those after it name it', async () => {
    const sub = unique('sub-of-platform');
    const starter = await notes.as('admin', { sub });
    const holder = await secondSession(notes.database.url);
    await holder.query('begin');
    await holder.query('lock table note in share row exclusive mode');
    const line = (nth: number) => JSON.stringify({ code: unique(`code-${nth}`), title: { fi: 'Tuotu' }, district: 'malmi' });
    const file = Array.from({ length: 600 }, (_, nth) => line(nth)).join('\n');
    const { body: run } = await starter.post('/notes/imports', file, { 'Content-Type': 'application/x-ndjson' }).expect(202);
    await untilWaiting(holder, 1);
    const erased = erase({ subject: sub });
    await untilWaiting(holder, 2);
    await holder.query('commit');
    await holder.end();
    await erased;
    while ((await admin.get(`/notes/imports/${run.id}`)).body.status !== 'completed');
    expect((await admin.get(`/notes/imports/${run.id}`)).body.created).toBe(600);
    expect((await rowsOf('import_run')) + (await rowsOf('history'))).not.toContain(sub);
  });

  it('are the files that it has sent, where nothing holds them; of one that hangs on something, who sent it and what it was called', async () => {
    const sub = unique('sub-of-aino');
    const aino = await notes.as('coordinator', { sub });
    const sent = async (name: string) => (await aino.upload(Buffer.from(`Sanani ${name}`), 'text/plain', `${name}.txt`).expect(201)).body.id as string;
    const [loose, hung] = [await sent('ainon-oma'), await sent('ainon-liite')];
    const { body: note } = await aino.post('/notes', noteBody({ attachments: [hung] })).expect(201);
    expect((await held({ subject: sub })).filter(({ key }) => key === 'FILE')).toHaveLength(2);
    await erase({ subject: sub });
    expect(await notes.db.run(sql`select name from file where id = any(${[loose, hung]})`)).toEqual([{ name: 'file.txt' }]);
    expect((await admin.get(`/notes/${note.id}`).expect(200)).body.attachments).toEqual([hung]);
    expect(await rowsOf('file')).not.toContain('ainon');
  });

  it('are the answers that are kept for it, and the words of those that others got about it', async () => {
    const [sub, email] = [unique('sub-of-aino'), `${unique('aino')}@example.fi`];
    const [aino, keys] = [await notes.as('coordinator', { sub }), [newId(), newId(), newId(), newId()] as const];
    await aino.post('/notes', noteBody(), { 'Idempotency-Key': keys[0] }).expect(201);
    await admin.post('/notes', noteBody({ internal: email }), { 'Idempotency-Key': keys[1] }).expect(201);
    await admin.post('/notes', noteBody({ internal: `x${email}` }), { 'Idempotency-Key': keys[2] }).expect(201);
    await admin.post('/notes', noteBody({ internal: `Kysy:\n${email}, hän tietää` }), { 'Idempotency-Key': keys[3] }).expect(201);
    await erase({ subject: sub, writtenAs: [email] });
    const kept = await notes.db.run<{ key: string; answer: string }>(sql`select key, answer from idempotency where key = any(${[...keys]})`);
    expect(kept.map(({ key }) => key).sort()).toEqual([keys[1], keys[2], keys[3]].sort());
    for (const named of [keys[1], keys[3]]) expect(kept.find(({ key }) => key === named)?.answer).toBe('erased');
    const repeat = await admin.post('/notes', noteBody({ internal: email }), { 'Idempotency-Key': keys[1] }).expect(409);
    expect(repeat.body.code).toBe('answer-lost');
    await admin.post('/notes', noteBody({ internal: `x${email}` }), { 'Idempotency-Key': keys[2] }).expect(201);
  });

  it('are the keys and queries of others that name it', async () => {
    const email = `${unique('aino')}@example.fi`;
    for (const [query, key] of [
      ['', `for ${email}`],
      [`?about=${encodeURIComponent(email)}`, newId()],
    ] as const)
      await notes.db.run(sql`
        insert into idempotency (caller, path, key, body_hash, status, answer, made_at) values ('somebody', ${`/notes/v1/notes${query}`}, ${key}, 'hash', 201, 'unreadable', now())`);
    expect(await held({ subject: null, emails: [email] })).toHaveLength(2);
    await erase({ subject: null, emails: [email] });
    expect(await rowsOf('idempotency')).not.toContain(email.split('@')[0]);
  });

  it('are its addresses and numbers in reasons, faults of imports and dead letters, to the letter; the other words stay', async () => {
    const nth = unique('a').slice(2);
    const [sub, email, phone] = [`sub-of-aino-${nth}`, `aino."x"+${nth}@example.fi`, `+358 50 ${nth}`];
    const other = `not-${email}`;
    const words = `Soita ${phone} tai ${email.toUpperCase()}, ei ${other}:\n${email}\t${phone}\u0001${phone}`;
    const { body } = await admin.post('/notes', noteBody()).expect(201);
    await admin.act(`/notes/${body.id}`, 'publish');
    await admin.act(`/notes/${body.id}`, 'retire', { reason: { fi: words, sv: sub } });
    const fault = JSON.stringify([{ record: 1, pointer: `/${email}`, detail: 'There is no such member' }]);
    await notes.db.run(sql`
      insert into import_run (id, version, collection, status, media_type, dry_run, received, author, parameters, errors, created_at, updated_at)
      values (${newId()}, 1, 'notes', 'completed', 'text/csv', false, true, '{}', ${JSON.stringify({ about: email })}::jsonb, ${fault}::jsonb, now(), now())`);
    await notes.db.run(sql`
      insert into dead_letters (id, consumer, event_id, event, text, reason)
      values (${newId()}, 'c', ${newId()}, ${JSON.stringify({ data: { by: sub } })}::jsonb, ${words}, ${`Not one: ${phone}`})`);
    const person = { subject: sub, writtenAs: [email, phone] };
    expect((await held(person)).map(({ children }) => children?.[0]?.value)).toEqual(
      expect.arrayContaining([
        'history.reason',
        'import_run.parameters',
        'import_run.errors',
        'dead_letters.event',
        'dead_letters.text',
        'dead_letters.reason',
      ]),
    );
    await erase(person);
    const { data } = (await admin.get(`/notes/${body.id}/history`).expect(200)).body;
    expect(data.at(-1).reason).toEqual({ fi: `Soita … tai …, ei ${other}:\n…\t…\u0001…`, sv: '…' });
    const left = (await rowsOf('import_run')) + (await rowsOf('dead_letters'));
    for (const word of [sub, phone]) expect(left).not.toContain(word);
    expect(left).toContain('There is no such member');
    expect(await held(person)).toEqual([]);
  });

  it('is nothing in a dry run', async () => {
    const sub = unique('sub-of-matti');
    await (await notes.as('coordinator', { sub })).post('/notes', noteBody()).expect(201);
    const before = await held({ subject: sub });
    expect(await erase({ subject: sub }, true)).toEqual({ erased: 0, refused: [] });
    expect(await held({ subject: sub })).toEqual(before);
    expect(before).not.toEqual([]);
  });

  it('is nothing a second time', async () => {
    const sub = unique('sub-of-matti');
    await (await notes.as('coordinator', { sub })).post('/notes', noteBody()).expect(201);
    await erase({ subject: sub });
    const [audit, history] = [await rowsOf('audit'), await rowsOf('history')];
    expect(await erase({ subject: sub })).toEqual({ erased: 0, refused: [] });
    expect([await rowsOf('audit'), await rowsOf('history')]).toEqual([audit, history]);
  });

  it('is looked for in every table of every service', () => {
    expect(tablesNobodyErases(notes, notesService.personalData)).toEqual([]);
  });
});

describe('what is told of a person', () => {
  const part = (nth: number) => personNode('THING', { NTH: nth, WORDS: 'x'.repeat(100) });

  it('comes in pages that a message can hold, none of them lost, one part a page at least', () => {
    const parts = [part(1), part(2), part(3)];
    expect(pageOf(parts, 0, 400)).toEqual({ parts: parts.slice(0, 2), next: 2 });
    expect(pageOf(parts, 2, 400)).toEqual({ parts: parts.slice(2), next: null });
    expect(pageOf(parts, 0, 1)).toEqual({ parts: parts.slice(0, 1), next: 1 });
    expect(pageOf([], 0)).toEqual({ parts: [], next: null });
  });

  it('leaves out what is not known', () => {
    expect(personNode('CONTACT', { NAME: 'Aino', PHONE: null, ROLE: undefined })).toEqual({ key: 'CONTACT', children: [{ key: 'NAME', value: 'Aino' }] });
  });
});
