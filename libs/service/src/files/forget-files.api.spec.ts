import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { secondSession, untilWaiting, type Client } from '@fiksu/testing';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, unique } from '../../test/planted-notes.ts';
import { FileClient } from '../../test/sending-files.ts';
import { unavailable } from '../problems/domain-error.ts';
import { Storage } from '../storage/storage.ts';
import { Attachables } from './attachables.ts';
import { ForgetFiles } from './forget-files.ts';
import { LooseBytes } from './loose-bytes.ts';

let notes: NotesService;
let coordinator: Client;
let files: FileClient;
let forget: ForgetFiles;
let storage: Storage;
let loose: LooseBytes;
beforeAll(async () => {
  notes = await startNotes();
  coordinator = await notes.as('coordinator');
  files = await FileClient.of(notes, 'coordinator');
  [forget, storage, loose] = [notes.app.get(ForgetFiles), notes.app.get(Storage), notes.app.get(LooseBytes)];
});
afterAll(() => notes.stop());

const query = (statement: string, values: unknown[] = []): Promise<Record<string, unknown>[]> => notes.db.dataSource.query(statement, values);
const later = (hours: number, id: string) => query(`update file set loose_since = loose_since - $1::interval where id = $2`, [`${hours} hours`, id]);
const keyOf = async (id: string) => (await query('select key from file where id = $1', [id]))[0]?.key as string;
const isKept = (key: string) =>
  storage
    .read(key)
    .then(text, () => null)
    .then((read) => read !== null);
const isThere = async (id: string) => (await query('select from file where id = $1', [id])).length > 0;
const hung = async (id: string) => (await coordinator.post('/notes', noteBody({ attachments: [id] })).expect(201)).body.id as string;

describe('a file that hangs on nothing', () => {
  it('goes after 24 hours, with its bytes and what was noted of it', async () => {
    const { id } = await files.sendClean('nobody wants this');
    const key = await keyOf(id);
    await later(24, id);
    await forget.run();
    expect([await isThere(id), await isKept(key)]).toEqual([false, false]);
    expect(await query(`select from history where collection = 'files' and resource = $1`, [id])).toEqual([]);
    expect(await query('select from loose_bytes')).toEqual([]);
    expect((await files.get(id)).status).toBe(404);
  });

  it('stays until then', async () => {
    const { id } = await files.sendClean('somebody may want this');
    await query(`update file set loose_since = now() - interval '24 hours' + interval '1 minute' where id = $1`, [id]);
    await forget.run();
    expect([await isThere(id), await isKept(await keyOf(id))]).toEqual([true, true]);
  });
});

describe('a file that hangs on something', () => {
  it('stays, however old it is', async () => {
    const { id } = await files.sendClean('hangs');
    await hung(id);
    await later(1000, id);
    await forget.run();
    await forget.run();
    expect([await isThere(id), await isKept(await keyOf(id))]).toEqual([true, true]);
    await files.content(id).expect(200);
  });

  it.each<[string, (path: string) => Promise<unknown>]>([
    ['taken off', async (path) => coordinator.patch(path, { attachments: [] }, await coordinator.matching(path)).expect(200)],
    ['left by what it hung on', async (path) => coordinator.delete(path, await coordinator.matching(path)).expect(204)],
  ])('has a day more when it is %s', async (_, letGo) => {
    const { id } = await files.sendClean('hung once');
    const path = `/notes/${await hung(id)}`;
    await later(1000, id);
    await forget.run();
    await letGo(path);
    await forget.run();
    expect(await isThere(id)).toBe(true);
    await later(24, id);
    await forget.run();
    expect(await isThere(id)).toBe(false);
  });

  it('is not removed at the moment when it is hung', async () => {
    const { id } = await files.sendClean('in the last moment');
    await later(30, id);
    const session = await secondSession(notes.database.url);
    // Hanging has begun: the file is renewed, and what it will hang on is not saved yet.
    await session.query('begin');
    await session.query('update file set loose_since = now() where id = $1', [id]);
    const forgetting = forget.run();
    await untilWaiting(session, 1);
    await session.query('commit');
    await session.end();
    await forgetting;
    expect([await isThere(id), await isKept(await keyOf(id))]).toEqual([true, true]);
  });

  it('is renewed before what it hangs on is saved, so that it has a day for that', async () => {
    const { id } = await files.sendClean('renewed');
    await later(23, id);
    await hung(id);
    const [row] = await query(`select loose_since > now() - interval '1 hour' as renewed from file where id = $1`, [id]);
    expect(row).toEqual({ renewed: true });
  });

  it('that was removed a moment ago cannot be hung', async () => {
    const { id } = await files.sendClean('too late');
    await later(24, id);
    await forget.run();
    expect((await coordinator.post('/notes', noteBody({ attachments: [id] }))).status).toBe(422);
  });
});

describe('a process that dies', () => {
  const put = (key: string) => storage.put(key, Readable.from([Buffer.from('bytes')]));
  const aDayLater = (key: string) => query(`update loose_bytes set remove_at = remove_at - interval '24 hours' where key = $1`, [key]);
  const isNoted = async (key: string) => (await query('select from loose_bytes where key = $1', [key])).length > 0;

  it('before it has put the bytes leaves a note, which goes after a day', async () => {
    const key = `files/${unique('key')}`;
    await loose.begin(key);
    await forget.run();
    expect(await isNoted(key)).toBe(true);
    await aDayLater(key);
    await forget.run();
    expect(await isNoted(key)).toBe(false);
  });

  it('between the bytes and the file leaves bytes that go after a day', async () => {
    const key = `files/${unique('key')}`;
    await loose.begin(key);
    await put(key);
    await forget.run();
    expect(await isKept(key)).toBe(true);
    await aDayLater(key);
    await forget.run();
    expect([await isKept(key), await isNoted(key)]).toEqual([false, false]);
  });

  it('between the removal of a file and that of its bytes leaves bytes that go the next time', async () => {
    const key = `files/${unique('key')}`;
    await put(key);
    await loose.release(key, notes.db);
    await forget.run();
    expect([await isKept(key), await isNoted(key)]).toEqual([false, false]);
  });

  it('between the bytes and their note leaves a note that goes the next time', async () => {
    const key = `files/${unique('key')}`;
    await loose.release(key, notes.db);
    await forget.run();
    expect(await isNoted(key)).toBe(false);
  });

  it('after the file was kept, and before it heard so, leaves the file its bytes', async () => {
    const { id } = await files.sendClean('kept');
    await loose.discard(await keyOf(id));
    await forget.run();
    await files.content(id).expect(200);
  });
});

describe('bytes that are being removed', () => {
  /** The storage of the service, which holds a removal until it is told to go on. */
  class SlowStorage extends Storage {
    private hear!: () => void;
    readonly asked = new Promise<void>((resolve) => (this.hear = resolve));

    constructor(private readonly goOn: Promise<void>) {
      super();
    }

    override put = (key: string, bytes: Readable) => storage.put(key, bytes);
    override read = (key: string) => storage.read(key);
    override forgetUnfinished = (before: Date) => storage.forgetUnfinished(before);
    override async remove(key: string) {
      this.hear();
      await this.goOn;
      await storage.remove(key);
    }
  }

  it('become no file any more', async () => {
    const key = `files/${unique('key')}`;
    let goOn!: () => void;
    const slow = new SlowStorage(new Promise((resolve) => (goOn = resolve)));
    await loose.begin(key);
    const removing = new LooseBytes(notes.db, slow).discard(key);
    await slow.asked;
    await expect(notes.db.transaction((tx) => loose.claim(key, tx))).rejects.toMatchObject({ kind: 'Unavailable' });
    goOn();
    await removing;
  });

  it('are not removed where a file is being made of them', async () => {
    const key = `files/${unique('key')}`;
    await loose.begin(key);
    await storage.put(key, Readable.from([Buffer.from('bytes')]));
    const session = await secondSession(notes.database.url);
    await session.query('begin');
    await session.query('delete from loose_bytes where key = $1', [key]);
    const discarding = loose.discard(key);
    await untilWaiting(session, 1);
    await session.query('commit');
    await session.end();
    await discarding;
    expect(await isKept(key)).toBe(true);
  });

  it('are tried again where the storage is away, and nothing is lost of the rest', async () => {
    const { id } = await files.sendClean('away');
    const key = await keyOf(id);
    await later(24, id);
    const away = Promise.reject(unavailable('away'));
    away.catch(() => undefined);
    const slow = new SlowStorage(away);
    const broken = new ForgetFiles(notes.db, slow, notes.app.get(Attachables), new LooseBytes(notes.db, slow));
    await expect(broken.run()).rejects.toMatchObject({ kind: 'Unavailable' });
    expect([await isThere(id), await isKept(key)]).toEqual([false, true]);
    await forget.run();
    expect(await isKept(key)).toBe(false);
  });
});
