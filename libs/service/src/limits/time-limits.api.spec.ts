import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { startNotes, type NotesService } from '../../test/notes-service.ts';

const upload = (token: string, ...own: string[]): string =>
  [
    ...['POST /notes/v1/files HTTP/1.1', 'Host: notes', `Authorization: Bearer ${token}`, 'Content-Type: text/plain'],
    ...['Content-Disposition: attachment; filename="a"', 'Connection: close', ...own, '', ''],
  ].join('\r\n');
const lineTo = ({ origin }: NotesService) => connect(Number(new URL(origin).port), '127.0.0.1');

describe('a connection', () => {
  let notes: NotesService;
  beforeAll(async () => {
    notes = await startNotes();
  });
  afterAll(() => notes.stop());

  it('has an end: nobody holds one without a word, and a slow line has time for 200 MiB', () => {
    const { timeout, requestTimeout, headersTimeout, keepAliveTimeout } = notes.app.getHttpServer() as Server;
    expect({ timeout, requestTimeout, headersTimeout, keepAliveTimeout }).toEqual({
      timeout: 120_000,
      requestTimeout: 1_800_000,
      headersTimeout: 20_000,
      keepAliveTimeout: 75_000,
    });
  });

  it('brings 16 KiB of headers at most', async () => {
    const socket = lineTo(notes);
    socket.end(`GET /notes/v1/notes HTTP/1.1\r\nHost: notes\r\nX-Long: ${'a'.repeat(16_384)}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('an upload whose sender falls silent', () => {
  it.each([
    ['after some bytes', 'Content-Length: 1000000', 'a'.repeat(50_000)],
    ['before the first', 'Transfer-Encoding: chunked', ''],
  ])('%s is ended, and nothing of it is kept', async (_, length, begun) => {
    const notes = await startNotes({ UPLOAD_SILENCE_SECONDS: '0.3' });
    const socket = lineTo(notes);
    socket.write(upload(await notes.issuer.token('resident'), length) + begun);
    // The sender says no more, and does not hang up: the service does.
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"detail":"Nothing was sent for 0.3 seconds"');
    if (!socket.closed) await once(socket, 'close');
    expect(await notes.db.dataSource.query('select from file union all select from loose_bytes')).toEqual([]);
    await notes.stop();
  });
});
