import { Readable } from 'node:stream';
import { Store, sql } from '@fiksu/database';
import { Storage } from '../storage/storage.ts';
import { NotesImport, notesByCode } from '../../test/notes-import.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { unique } from '../../test/planted-notes.ts';
import { forgetImports } from './forget-imports.ts';
import { ImportRunEntity } from './import-run.entity.ts';
import type { ImportRun } from './import-run.ts';
import { RunImport, type AnyTarget } from './run-import.ts';

let notes: NotesService;
let storage: Storage;
beforeAll(async () => {
  notes = await startNotes();
  storage = notes.app.get(Storage);
});
afterAll(() => notes.stop());

const line = (code: string, own: object = {}) => JSON.stringify({ code, title: { fi: code }, district: 'malmi', ...own });
const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** A run whose file is there and whose job is not: it is worked off by hand. */
async function planted(lines: string[], dryRun = false): Promise<string> {
  const id = crypto.randomUUID();
  const spool = `imports/notes/${id}`;
  await storage.put(spool, Readable.from([Buffer.from(lines.join('\n'))]));
  await notes.db.run(sql`
    insert into import_run (id, version, collection, status, media_type, parameters, dry_run, author, received, spool, created_at, updated_at)
    values (${id}, 1, 'notes', 'queued', 'application/x-ndjson', '{}', ${dryRun}, '{"sub":"tuija","roles":["admin"],"org":null,"districts":null}', true, ${spool}, now(), now())`);
  return id;
}

const runOf = async (id: string): Promise<ImportRun> => (await new Store(notes.db, ImportRunEntity).find(id)) as ImportRun;

const worker = (target: AnyTarget = notes.app.get(NotesImport)) =>
  new RunImport({ db: notes.db, runs: new Store(notes.db, ImportRunEntity), storage, targetOf: () => target, log: silent });

/** A target that fails as a lost database would, when it comes to this record the first time. */
function stumblingAt(code: string): AnyTarget {
  const target = notes.app.get(NotesImport);
  let stumbled = false;
  const decide: AnyTarget['decide'] = (value, known, by) => {
    if (!stumbled && (value as { code: string }).code === code) {
      stumbled = true;
      throw Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
    }
    return target.decide(value as never, known as never, by);
  };
  return new Proxy(target as unknown as AnyTarget, { get: (of, name) => (name === 'decide' ? decide : (Reflect.get(of, name) as unknown)) });
}

describe.each([false, true])('an import whose process dies in the middle (dry run: %s)', (dryRun) => {
  it('goes on after the last record that was counted, and counts and writes each once', async () => {
    const codes = Array.from({ length: 1300 }, (_, index) => `${unique('code')}-${index}`);
    // The first ones come again at the end: what they made is known in the next life too.
    const id = await planted(
      [...codes, ...codes.slice(0, 20)].map((code) => line(code)),
      dryRun,
    );
    const target = stumblingAt(codes[700] as string);
    await expect(worker(target).run({ run: id }, { signal: new AbortController().signal })).rejects.toThrow('terminating');
    expect(await runOf(id)).toMatchObject({ status: 'running', read: 500, created: 500 });
    await worker(target).run({ run: id }, { signal: new AbortController().signal });
    expect(await runOf(id)).toMatchObject({ status: 'completed', read: 1320, created: 1300, unchanged: 20, updated: 0, failed: 0, spool: null });
    expect((await notesByCode(notes.db, codes)).size).toBe(dryRun ? 0 : 1300);
  });
});

describe('an import that is told to stop', () => {
  it('leaves the rest to its next run', async () => {
    const codes = Array.from({ length: 600 }, (_, index) => `${unique('code')}-${index}`);
    const id = await planted(codes.map((code) => line(code)));
    const stop = new AbortController();
    stop.abort(new Error('the service stops'));
    await expect(worker().run({ run: id }, { signal: stop.signal })).rejects.toThrow('the service stops');
    expect(await runOf(id)).toMatchObject({ read: 0 });
    await worker().run({ run: id }, { signal: new AbortController().signal });
    expect(await runOf(id)).toMatchObject({ status: 'completed', created: 600 });
  });
});

describe('an import that two processes work off, one of which was taken for dead', () => {
  it('is carried out once', async () => {
    const codes = Array.from({ length: 1100 }, (_, index) => `${unique('code')}-${index}`);
    const id = await planted(codes.map((code) => line(code)));
    const signal = new AbortController().signal;
    await Promise.all([worker().run({ run: id }, { signal }), worker().run({ run: id }, { signal })]);
    expect(await runOf(id)).toMatchObject({ status: 'completed', read: 1100, created: 1100, failed: 0 });
    const [{ events } = { events: 0 }] = await notes.db.run<{ events: number }>(
      sql`select count(*) as events from outbox join note on aggregate = 'notes/' || note.id where labels ->> 'code' = any(${codes})`,
    );
    expect(events).toBe(1100);
  });
});

describe('an import whose file is lost', () => {
  it('fails, and says so', async () => {
    const id = await planted([line(unique('code'))]);
    await storage.remove(`imports/notes/${id}`);
    await worker().run({ run: id }, { signal: new AbortController().signal });
    expect(await runOf(id)).toMatchObject({ status: 'failed', errors: [{ record: 0, pointer: '', detail: expect.stringContaining('send it again') }] });
  });
});

describe('what a crash has left behind', () => {
  it('is taken away: the file of a run that has ended, a body that never came to its end, and runs of two years ago', async () => {
    const [ended, torn, coming] = [await planted([line(unique('code'))]), await planted([]), await planted([])];
    await notes.db.run(sql`update import_run set status = 'completed' where id = ${ended}`);
    await notes.db.run(sql`update import_run set received = false, updated_at = now() - interval '25 hours' where id = ${torn}`);
    await notes.db.run(sql`update import_run set received = false where id = ${coming}`);
    const [old, recent] = [await planted([]), await planted([])];
    for (const [id, age] of [
      [old, '25 months'],
      [recent, '23 months'],
    ])
      await notes.db.run(sql`update import_run set status = 'completed', spool = null, updated_at = now() - ${age}::interval where id = ${id}`);
    await forgetImports(notes.db, storage);
    expect([await runOf(old as string), (await runOf(recent as string)).id]).toEqual([null, recent]);
    expect((await runOf(ended)).spool).toBeNull();
    await expect(storage.read(`imports/notes/${ended}`)).rejects.toMatchObject({ kind: 'NotFound' });
    expect(await runOf(torn)).toBeNull();
    await expect(storage.read(`imports/notes/${torn}`)).rejects.toMatchObject({ kind: 'NotFound' });
    expect(await runOf(coming)).toMatchObject({ received: false });
  });
});
