import { connect, type Socket } from 'node:net';
import { startNotes, type NotesService } from '../../test/notes-service.ts';

let notes: NotesService;
let token: string;
beforeAll(async () => {
  notes = await startNotes();
  token = await notes.issuer.token('resident');
});
afterAll(() => notes.stop());

/** A client that speaks byte by byte, and hears while it sends. */
class Talk {
  heard = '';
  private waiting: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (part: Buffer) => {
      this.heard += part.toString('latin1');
      this.waiting();
    });
    socket.on('error', () => undefined).on('close', () => this.waiting());
  }

  static async begin(): Promise<Talk> {
    const socket = connect(Number(new URL(notes.origin).port), '127.0.0.1');
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    return new Talk(socket);
  }

  say(text: string | Buffer): Promise<void> {
    return new Promise((resolve, reject) => this.socket.write(text, (error) => (error ? reject(error) : resolve())));
  }

  async hear(what: RegExp): Promise<void> {
    while (!what.test(this.heard) && !this.socket.closed) await new Promise<void>((resolve) => (this.waiting = resolve));
    expect(this.heard).toMatch(what);
  }

  leave(): void {
    this.socket.destroy();
  }
}

const upload = (own: string[]): string =>
  ['POST /notes/v1/files HTTP/1.1', 'Host: notes', 'Content-Disposition: attachment; filename="a"', ...own, '', ''].join('\r\n');
const authorised = () => `Authorization: Bearer ${token}`;
const chunk = Buffer.from(`10000\r\n${'a'.repeat(65_536)}\r\n`);
const looseBytes = async () => (await notes.db.dataSource.query('select from loose_bytes')).length as number;

describe('a body that is refused before it was read', () => {
  it.each<[string, () => string[], RegExp]>([
    ['for want of a token', () => ['Content-Type: text/plain'], /^HTTP\/1\.1 401 /],
    ['for its length', () => [authorised(), 'Content-Type: text/plain', 'Content-Length: 52428801'], /^HTTP\/1\.1 413 /],
    ['for its type', () => [authorised(), 'Content-Type: text/html'], /^HTTP\/1\.1 415 /],
    ['for its name', () => [authorised(), 'Content-Type: text/plain', 'Content-Disposition: attachment'], /^HTTP\/1\.1 400 /],
    ['for its first bytes', () => [authorised(), 'Content-Type: image/png'], /^HTTP\/1\.1 415 /],
  ])('%s lets its sender hear so, who does not stop', async (_, own, answer) => {
    const talk = await Talk.begin();
    const lines = own();
    await talk.say(upload(lines.some((line) => line.startsWith('Content-Length')) ? lines : [...lines, 'Transfer-Encoding: chunked']));
    // More than lies on the way between both: to send it, somebody has to take it.
    for (let sent = 0; sent < 400; sent++) await talk.say(chunk);
    await talk.hear(answer);
    await talk.hear(/"traceId":"[0-9a-f]{32}"/);
    talk.leave();
  });

  it('leaves the connection to the next request where it comes to its end', async () => {
    const talk = await Talk.begin();
    await talk.say(upload(['Content-Type: text/plain', 'Content-Length: 200000']));
    await talk.hear(/^HTTP\/1\.1 401 /);
    await talk.say('a'.repeat(200_000));
    await talk.say('GET /healthz HTTP/1.1\r\nHost: notes\r\n\r\n');
    await talk.hear(/HTTP\/1\.1 200 /);
    talk.leave();
  });
});

describe('a sender that goes away', () => {
  it.each([
    ['before anything was read', ['Content-Type: text/plain', 'Content-Disposition: attachment', 'Content-Length: 100']],
    ['in the middle', ['Content-Type: text/plain', 'Content-Length: 1000000']],
  ])('%s leaves nothing behind, and a service that goes on', async (_, own) => {
    const talk = await Talk.begin();
    const files = async () => (await notes.db.dataSource.query('select from file')).length as number;
    const before = await files();
    await talk.say(upload([authorised(), ...own]) + 'a'.repeat(50));
    if (own.length === 2) while ((await looseBytes()) === 0) await new Promise(setImmediate);
    talk.leave();
    while ((await looseBytes()) > 0) await new Promise(setImmediate);
    expect(await files()).toBe(before);
    expect((await notes.anyone.get('/notes').expect(200)).body.data).toEqual([]);
  });
});

describe('a route that takes no bytes', () => {
  it('does not take them by another name', async () => {
    const answer = await fetch(`${notes.origin}/notes/v1/notes`, { method: 'POST', headers: { 'Content-Type': 'application/vnd.fiksu.unread' }, body: '{}' });
    expect(answer.status).toBe(415);
  });
});
