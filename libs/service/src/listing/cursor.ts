import { createHmac, timingSafeEqual } from 'node:crypto';
import { keyedHash } from '../access/hashing.ts';

const signatureBytes = 12;

/** Where a page ended: the value that it was sorted by, as PostgreSQL writes it in full, and the id that breaks ties. */
export interface Position {
  sort: string;
  value: string;
  id: string;
}

/** Opaque to clients, and signed, so that a forged one is told from a stale one. */
export class Cursors {
  constructor(private readonly secret: string) {}

  /** The cursors of one list: what another one has given is a forgery here, since its ids may be of another kind. */
  of(list: string): Cursors {
    return new Cursors(keyedHash(this.secret, 'list', list));
  }

  write(position: Position): string {
    const text = Buffer.from(JSON.stringify([position.sort, position.value, position.id]));
    return Buffer.concat([this.sign(text), text]).toString('base64url');
  }

  /** The position, or null for what this list has not written, to the letter: Base64 has several spellings of the same bytes. */
  read(cursor: string): Position | null {
    const bytes = Buffer.from(cursor, 'base64url');
    const signature = bytes.subarray(0, signatureBytes);
    const text = bytes.subarray(signatureBytes);
    if (bytes.toString('base64url') !== cursor) return null;
    if (signature.length < signatureBytes || !timingSafeEqual(signature, this.sign(text))) return null;
    const [sort, value, id] = JSON.parse(text.toString()) as [string, string, string];
    return { sort, value, id };
  }

  private sign(text: Buffer): Buffer {
    return createHmac('sha256', this.secret).update('cursor').update(text).digest().subarray(0, signatureBytes);
  }
}
