import supertest, { type Response } from 'supertest';
import type { Role } from '../src/index.ts';
import type { NotesService } from './notes-service.ts';

type TokenTerms = Parameters<NotesService['as']>[1];

/** Speaks of files with a service as one person does: raw bytes out and in. */
export class FileClient {
  constructor(
    private readonly origin: string,
    readonly token: string | null,
  ) {}

  static async of(notes: NotesService, role: Role | null, terms?: TokenTerms): Promise<FileClient> {
    return new FileClient(notes.origin, role && (await notes.issuer.token(role, terms)));
  }

  /** @param type of the bytes; none is sent for null */
  async send(bytes: Buffer | string, type: string | null = 'text/plain', headers: Record<string, string> = {}): Promise<Response> {
    const all = { 'Content-Disposition': 'attachment; filename="file"', ...(type === null ? {} : { 'Content-Type': type }), ...this.authorization, ...headers };
    const answer = await fetch(`${this.origin}/notes/v1/files`, { method: 'POST', headers: all, body: new Uint8Array(Buffer.from(bytes)) });
    const text = await answer.text();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text, body: text.startsWith('{') ? JSON.parse(text) : {} } as Response;
  }

  get(path: string, headers: Record<string, string> = {}): supertest.Test {
    return supertest(this.origin)
      .get(`/notes/v1/files/${path}`)
      .set({ ...this.authorization, ...headers });
  }

  head(path: string, headers: Record<string, string> = {}): supertest.Test {
    return supertest(this.origin)
      .head(`/notes/v1/files/${path}`)
      .set({ ...this.authorization, ...headers });
  }

  /** The bytes as they are, with the answer. */
  content(id: string, headers: Record<string, string> = {}): supertest.Test {
    return this.get(`${id}/content`, headers)
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
      });
  }

  /** Sends a file and waits until it has been looked at. */
  async sendClean(bytes: Buffer | string, type = 'text/plain', headers: Record<string, string> = {}): Promise<{ id: string; name: string }> {
    const sent = await this.send(bytes, type, headers);
    if (sent.status !== 201) throw new Error(`${sent.status} ${sent.text}`);
    await this.until(sent.body.id, 'clean');
    return sent.body;
  }

  async until(id: string, status: string): Promise<void> {
    for (let tries = 0; tries < triesMax; tries++) {
      const { body } = await this.get(id).expect(200);
      if (body.status === status) return;
    }
    throw new Error(`The file does not become ${status}`);
  }

  private get authorization(): Record<string, string> {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }
}

const triesMax = 5000;
