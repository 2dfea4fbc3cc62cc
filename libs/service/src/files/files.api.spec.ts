import { createHash } from 'node:crypto';
import { Client, TestS3 } from '@fiksu/testing';
import { expectProblem } from '../../test/expect-problem.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody, unique } from '../../test/planted-notes.ts';
import * as sample from '../../test/sample-files.ts';
import { FileClient } from '../../test/sending-files.ts';

const s3 = await TestS3.start();
afterAll(() => s3.stop());

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const fileBytesMax = 52_428_800;
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe.each([
  ['on a disk', {}],
  ['in a bucket', s3.environment('notes')],
])('files %s', (_, environment) => {
  let notes: NotesService;
  let resident: FileClient;
  let coordinator: Client;
  let anyone: FileClient;
  beforeAll(async () => {
    notes = await startNotes(environment);
    coordinator = await notes.as('coordinator');
    [resident, anyone] = await Promise.all([FileClient.of(notes, 'resident', { sub: 'maija' }), FileClient.of(notes, null)]);
  });
  afterAll(() => notes.stop());

  const rowsOf = async (table: string) => (await notes.db.dataSource.query(`select count(*)::int as count from ${table}`))[0].count as number;

  describe('a file that is sent', () => {
    it('is pending, with what is known of it, and can be read when it is clean', async () => {
      const bytes = Buffer.from('Varjoa torille, puita ja katoksia\n');
      const sent = await resident.send(bytes, 'text/plain; charset=utf-8', { 'Content-Disposition': 'attachment; filename="toive.txt"' });
      expect(sent.status).toBe(201);
      expect(sent.body).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        version: 1,
        name: 'toive.txt',
        type: 'text/plain',
        size: 34,
        sha256: sha256(bytes),
        status: 'pending',
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      });
      expect(sent.headers).toMatchObject({ location: `/notes/v1/files/${sent.body.id}`, etag: expect.stringMatching(/^"1-/) });
      await resident.until(sent.body.id, 'clean');
      const read = await resident.content(sent.body.id).expect(200);
      expect((read.body as Buffer).equals(bytes)).toBe(true);
      expect(read.headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'content-length': '34',
        'content-disposition': 'attachment; filename="toive.txt"',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'accept-ranges': 'bytes',
        etag: `"${sha256(bytes)}"`,
      });
    });

    it('may have 50 MiB, and not a byte more', async () => {
      const bytes = Buffer.alloc(fileBytesMax, 'a');
      const before = [await rowsOf('file'), await rowsOf('loose_bytes')];
      const sent = await resident.send(bytes);
      expect(sent.body).toMatchObject({ size: fileBytesMax, sha256: sha256(bytes) });
      const more = Buffer.alloc(fileBytesMax + 1, 'a');
      expectProblem(await resident.send(more), { status: 413, code: 'too-large' });
      expect([await rowsOf('file'), await rowsOf('loose_bytes')]).toEqual([(before[0] as number) + 1, before[1]]);
    });

    it('is measured while it is read where its length is not told', async () => {
      async function* more() {
        for (let mebibytes = 0; mebibytes < 51; mebibytes++) yield new Uint8Array(1_048_576).fill(97);
      }
      const answer = await fetch(`${notes.origin}/notes/v1/files`, {
        method: 'POST',
        body: more() as unknown as ReadableStream,
        duplex: 'half',
        headers: { 'Content-Type': 'text/plain', 'Content-Disposition': 'attachment; filename="a"', Authorization: `Bearer ${resident.token}` },
      });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, 'too-large']);
      expect(await rowsOf('loose_bytes')).toBe(0);
    });

    it('must be sent by somebody', async () => {
      expectProblem(await anyone.send('a'), { status: 401, code: 'unauthenticated' });
    });

    it.each(['admin', 'coordinator', 'evaluator', 'partner', 'platform'] as const)('may be sent by one who is %s', async (role) => {
      expect((await (await FileClient.of(notes, role)).send('a')).status).toBe(201);
    });
  });

  describe('its type', () => {
    it.each([
      ['application/pdf', sample.pdf],
      ['image/png', sample.png],
      ['image/gif', sample.gif],
      ['image/jpeg', sample.jpeg],
      ['audio/mpeg', sample.mp3],
      ['audio/wav', sample.wav],
      ['video/mp4', sample.mp4],
      [word, sample.docx],
      ['application/vnd.oasis.opendocument.text', sample.odt],
      ['application/zip', sample.plainZip],
      ['application/zip', sample.docx],
      ['text/csv', 'nimi;määrä\nMalmi;3\n'],
      ['text/plain', ''],
      ['application/json', '{"a":[1,2,{"b":null}],"ä":"ö"}'],
      ['application/json', '12'],
      ['application/geo+json', '{"features":[{"type":"Feature"}],"type":"FeatureCollection"}'],
    ])('%s is taken where the bytes bear it out', async (type, bytes) => {
      expect((await resident.send(bytes, type)).body).toMatchObject({ type, status: 'pending' });
    });

    it.each([
      ['a PNG called PDF', 'application/pdf', sample.png],
      ['a PDF called PNG', 'image/png', sample.pdf],
      ['a page called PNG', 'image/png', '<!doctype html><script>alert(1)</script>'],
      ['a page called text', 'text/plain', '  <HTML><body>Varjoa</body></HTML>'],
      ['a drawing with a script called CSV', 'text/csv', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
      ['a program called JPEG', 'image/jpeg', sample.exe],
      ['a program called PDF', 'application/pdf', sample.elf],
      ['a program called text', 'text/plain', sample.elf],
      ['a document with macros called one without', word, sample.docm],
      ['a document with macros called zip', 'application/zip', sample.docm],
      ['a Java program called zip', 'application/zip', sample.jar],
      ['a zip called document', word, sample.plainZip],
      ['a page before the signature of a GIF', 'image/gif', Buffer.concat([Buffer.from('<html>'), sample.gif])],
      ['a PDF behind a program', 'application/pdf', Buffer.concat([sample.exe, sample.pdf])],
      ['the beginning of a PNG', 'image/png', sample.png.subarray(0, 4)],
      ['nothing called PDF', 'application/pdf', ''],
      ['text in Latin-1', 'text/csv', Buffer.from('määrä', 'latin1')],
      ['text that ends in the middle of a letter', 'text/plain', Buffer.from('ä').subarray(0, 1)],
      ['text with a zero', 'text/plain', 'a\0b'],
      ['JSON that breaks off', 'application/json', '{"a":[1,2'],
      ['JSON with a comma too many', 'application/json', '[1,2,]'],
      ['two JSON values', 'application/json', '{} {}'],
      ['no JSON at all', 'application/json', ''],
      ['JSON without an end to its depth', 'application/json', '['.repeat(100_000)],
      ['JSON called GeoJSON', 'application/geo+json', '{"properties":{"type":"Feature"},"type":"Table"}'],
      ['a list called GeoJSON', 'application/geo+json', '[{"type":"Feature"}]'],
    ])('is refused for %s, and nothing is kept', async (_why, type, bytes) => {
      const before = [await rowsOf('file'), await rowsOf('loose_bytes')];
      expectProblem(await resident.send(bytes, type), { status: 415, code: 'unsupported-media-type' });
      expect([await rowsOf('file'), await rowsOf('loose_bytes')]).toEqual(before);
    });

    it.each([null, 'text/html', 'image/svg+xml', 'application/x-msdownload', 'application/octet-stream', 'application/msword', 'nonsense', 'text/plain/x'])(
      '%s is none that is taken',
      async (type) => {
        expectProblem(await resident.send('a', type), { status: 415, code: 'unsupported-media-type' });
      },
    );

    it.each(['gzip', 'br', 'identity, gzip'])('is not taken packed by %s', async (encoding) => {
      expectProblem(await resident.send('a', 'text/plain', { 'Content-Encoding': encoding }), { status: 415, code: 'unsupported-media-type' });
    });
  });

  describe('a repeat', () => {
    it('with the same key and bytes answers the first file, also when both come at once', async () => {
      const headers = { 'Idempotency-Key': unique('key') };
      const [one, other] = await Promise.all([resident.send('the same', 'text/plain', headers), resident.send('the same', 'text/plain', headers)]);
      expect([one.status, other.status]).toEqual([201, 201]);
      expect(other.body).toEqual(one.body);
      const again = await resident.send('the same', 'text/plain', headers);
      expect([again.status, again.body, again.headers.etag, again.headers.location]).toEqual([201, one.body, one.headers.etag, one.headers.location]);
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect(await rowsOf(`file where sha256 = '${sha256('the same')}'`)).toBe(1);
      expect(await rowsOf('loose_bytes')).toBe(0);
    });

    it('with the same key and other bytes is refused', async () => {
      const headers = { 'Idempotency-Key': unique('key') };
      expect((await resident.send('one', 'text/plain', headers)).status).toBe(201);
      expectProblem(await resident.send('two', 'text/plain', headers), { status: 422, code: 'idempotency-key-reused' });
    });

    it('after a refusal may send what was meant', async () => {
      const headers = { 'Idempotency-Key': unique('key') };
      expect((await resident.send(sample.exe, 'image/png', headers)).status).toBe(415);
      expect((await resident.send(sample.png, 'image/png', headers)).status).toBe(201);
    });
  });

  describe('a part of a file', () => {
    let id: string;
    const digits = '0123456789';
    beforeAll(async () => {
      ({ id } = await resident.sendClean(digits));
    });

    it.each([
      ['bytes=1-1', '1', 'bytes 1-1/10'],
      ['bytes=0-4', '01234', 'bytes 0-4/10'],
      ['bytes=5-9', '56789', 'bytes 5-9/10'],
      ['bytes=9-', '9', 'bytes 9-9/10'],
      ['bytes=0-', digits, 'bytes 0-9/10'],
      ['bytes=-3', '789', 'bytes 7-9/10'],
      ['bytes=-99', digits, 'bytes 0-9/10'],
      ['bytes=4-99', '456789', 'bytes 4-9/10'],
    ])('%s is answered alone', async (range, part, told) => {
      const answer = await resident.content(id, { Range: range }).expect(206);
      expect(String(answer.body)).toBe(part);
      expect(answer.headers).toMatchObject({ 'content-range': told, 'content-length': String(part.length) });
    });

    it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s is not there', async (range) => {
      const answer = await resident.get(`${id}/content`, { Range: range });
      expectProblem(answer, { status: 416, code: 'range-not-satisfiable' });
      expect(answer.headers['content-range']).toBe('bytes */10');
    });

    it.each(['bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=', 'bytes=-', 'nonsense'])('%s is none, and all is answered', async (range) => {
      const answer = await resident.content(id, { Range: range }).expect(200);
      expect(String(answer.body)).toBe(digits);
    });

    it('is answered with If-Range while it is of the same file', async () => {
      const tag = `"${sha256(digits)}"`;
      expect(String((await resident.content(id, { Range: 'bytes=1-2', 'If-Range': tag }).expect(206)).body)).toBe('12');
      for (const other of [`W/${tag}`, '"other"', 'Wed, 21 Oct 2026 07:28:00 GMT']) {
        expect(String((await resident.content(id, { Range: 'bytes=1-2', 'If-Range': other }).expect(200)).body)).toBe(digits);
      }
    });

    it('is not sent again where it has not changed', async () => {
      const answer = await resident.get(`${id}/content`, { 'If-None-Match': `"other", W/"${sha256(digits)}"` }).expect(304);
      expect(answer.headers.etag).toBe(`"${sha256(digits)}"`);
      expect(answer.headers['content-length']).toBeUndefined();
    });

    it('can be told of without its bytes', async () => {
      const answer = await resident.head(`${id}/content`, { Range: 'bytes=1-2' }).expect(200);
      expect(answer.headers).toMatchObject({ 'content-length': '10', 'accept-ranges': 'bytes', etag: `"${sha256(digits)}"` });
    });

    it('is answered whatever the reader accepts', async () => {
      await resident.content(id, { Accept: 'image/png' }).expect(200);
    });
  });

  describe('a file that hangs on something', () => {
    const attached = async (ids: string[], own: object = {}) =>
      (await coordinator.post('/notes', noteBody({ attachments: ids, ...own })).expect(201)).body as { id: string; attachments: string[] };

    it('is named by it, and seen as it is: a draft by coordinators, what is published by everybody', async () => {
      const uploader = await FileClient.of(notes, 'coordinator');
      const { id } = await uploader.sendClean('Varjoa');
      expect((await anyone.get(id)).status).toBe(404);
      const note = await attached([id]);
      expect(note.attachments).toEqual([id]);
      for (const path of [id, `${id}/content`]) {
        expectProblem(await anyone.get(path), { status: 404, code: 'not-found' });
        await (await FileClient.of(notes, 'coordinator', { sub: 'other' })).get(path).expect(200);
        expect((await (await FileClient.of(notes, 'coordinator', { sub: 'other', districts: ['kalasatama'] })).get(path)).status).toBe(404);
        expect((await (await FileClient.of(notes, 'resident')).get(path)).status).toBe(404);
      }
      expect((await coordinator.act(`/notes/${note.id}`, 'publish')).status).toBe(200);
      await anyone.get(id).expect(200);
      expect(String((await anyone.content(id).expect(200)).body)).toBe('Varjoa');
    });

    it('is seen by who sent it no more than by others', async () => {
      const { id } = await resident.sendClean('Secret of the draft');
      const mine = new Client(notes.origin, '/notes/v1', resident.token);
      await mine.post('/notes', noteBody({ attachments: [id] })).expect(201);
      expect((await resident.get(id)).status).toBe(404);
    });

    it('is seen as the most public of what it hangs on', async () => {
      const uploader = await FileClient.of(notes, 'coordinator');
      const { id } = await uploader.sendClean('Both');
      await attached([id]);
      const open = await attached([id]);
      expect((await coordinator.act(`/notes/${open.id}`, 'publish')).status).toBe(200);
      await anyone.get(id).expect(200);
    });
  });

  describe('what is to hang on something', () => {
    const refusal = async (attachments: unknown[], pointers: string[], status = 422, code = 'invalid') => {
      const mine = new Client(notes.origin, '/notes/v1', resident.token);
      expectProblem(await mine.post('/notes', noteBody({ attachments })), { status, code, pointers });
    };

    it('must be there, and be seen by who hangs it', async () => {
      const { id } = await (await FileClient.of(notes, 'partner')).sendClean('Of somebody else');
      const own = await resident.sendClean('Of mine');
      await refusal([own.id, id, '01936a5c-8f00-7cc3-98c4-dc0c0c073980'], ['/attachments/1', '/attachments/2']);
    });

    it('is named once, and is not too much', async () => {
      const own = await resident.sendClean('Once');
      await refusal([own.id, own.id], ['/attachments/1']);
      await refusal(
        Array.from({ length: 21 }, () => own.id),
        ['/attachments'],
        400,
        'malformed',
      );
      await refusal(['nonsense'], ['/attachments/0'], 400, 'malformed');
    });

    it('stays where it hangs when the rest is changed', async () => {
      const own = await resident.sendClean('Stays');
      const mine = new Client(notes.origin, '/notes/v1', resident.token);
      const { body: note } = await mine.post('/notes', noteBody({ attachments: [own.id] })).expect(201);
      const path = `/notes/${note.id}`;
      await notes.db.dataSource.query(`update file set status = 'infected' where id = $1`, [own.id]);
      expect((await coordinator.patch(path, { priority: 3 }, await coordinator.matching(path)).expect(200)).body.attachments).toEqual([own.id]);
      expect((await coordinator.patch(path, { attachments: [] }, await coordinator.matching(path)).expect(200)).body.attachments).toEqual([]);
      expectProblem(await coordinator.patch(path, { attachments: [own.id] }, await coordinator.matching(path)), {
        status: 422,
        code: 'invalid',
        pointers: ['/attachments/0'],
      });
    });
  });
});
