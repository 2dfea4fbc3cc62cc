import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** A shorter tag, which is easier to guess, is none. */
const terms = { authTagLength: tagBytes };
const keyPattern = /^([a-z][a-z0-9]{0,15}):([A-Za-z0-9+/]{43}=)$/;
const keptPattern = /^([a-z][a-z0-9]{0,15}):[\w-]+$/;

/** Where a value stands: it is bound to its place, so that it cannot be moved into another row or column. */
export interface Place {
  table: string;
  column: string;
  id: string;
}

/** What cannot be read: with a key that is not there, changed since, or moved. Says nothing of the value. */
export class Undecipherable extends Error {
  constructor({ table, column, id }: Place, reason: string) {
    super(`${table}.${column} of ${id} cannot be read: ${reason}`);
    this.name = 'Undecipherable';
  }
}

/**
 * Encrypts what a database must not tell by itself: secrets, and personal data. AES-256-GCM with a nonce of its own for
 * each value; kept as text, `k2:<base64url of nonce, tag and cipher text>`, which begins with the name of the key.
 */
export class ColumnCipher {
  /** The key that encrypts; the others only read what is older. */
  readonly current: string;
  private readonly keys: ReadonlyMap<string, Buffer>;

  /**
   * @param keys `k2:<base64 of 32 bytes>,k1:<…>`: the first one encrypts, all of them decrypt
   * @throws Error for what is no such list; it does not repeat the keys
   */
  constructor(keys: string) {
    const read = keys.split(',').map((entry) => keyPattern.exec(entry.trim()));
    if (read.some((entry) => entry === null))
      throw new Error('ENCRYPTION_KEYS must be name:key, with 32 bytes in Base64 as the key; several are separated by commas');
    const named = read.map((entry) => [entry?.[1] as string, Buffer.from(entry?.[2] as string, 'base64')] as const);
    this.keys = new Map(named);
    if (this.keys.size < named.length) throw new Error('Two of ENCRYPTION_KEYS have the same name');
    this.current = named[0]?.[0] as string;
  }

  encrypt(text: string, place: Place): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.keys.get(this.current) as Buffer, nonce, terms).setAAD(bindingOf(place));
    const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${this.current}:${Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url')}`;
  }

  /** @throws Undecipherable */
  decrypt(kept: string, place: Place): string {
    const name = keyNameOf(kept);
    if (name === null) throw new Undecipherable(place, 'it is not encrypted');
    const key = this.keys.get(name);
    if (!key) throw new Undecipherable(place, `the key "${name}" is not among ENCRYPTION_KEYS`);
    const bytes = Buffer.from(kept.slice(name.length + 1), 'base64url');
    try {
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), terms).setAAD(bindingOf(place));
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
    } catch {
      throw new Undecipherable(place, 'it is not what was encrypted for this place');
    }
  }
}

/** The name of the key that a value was encrypted with; null for one that is not encrypted, of which nothing may be told. */
export const keyNameOf = (kept: string): string | null => keptPattern.exec(kept)?.[1] ?? null;

const bindingOf = ({ table, column, id }: Place): Buffer => Buffer.from(JSON.stringify([table, column, id]));
