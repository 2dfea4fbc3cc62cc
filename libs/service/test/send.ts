import type { Response } from 'supertest';
import type { NotesService } from './notes-service.ts';

interface Sent {
  /** The bytes as they are; a `Content-Type` goes with them only where the headers name one. */
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

/** Sends what a well-behaved client never would, to a path under the origin, and gives the answer as supertest does. */
export async function send(notes: NotesService, method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Response> {
  const bytes = body === undefined ? {} : { body: typeof body === 'string' ? new TextEncoder().encode(body) : body };
  const answer = await fetch(notes.origin + path, { method, headers, ...bytes });
  const text = await answer.text();
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text, body: text.startsWith('{') ? JSON.parse(text) : {} } as Response;
}
