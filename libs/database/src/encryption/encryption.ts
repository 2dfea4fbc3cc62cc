import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const keyPattern = /^([a-z][a-z0-9-]{0,31}):([A-Za-z0-9+/]+={0,2})$/;
const keptPattern = /^([a-z][a-z0-9-]{0,31}):([A-Za-z0-9_-]+)$/;

/** Where a value is kept. It is bound to it: in another row or another column it cannot be read. */
export interface Place {
  table: string;
  column: string;
  /** The row's id. */
  row: string;
}

/** A kept value that is not what was encrypted for its place, or whose key is not among those of the service. */
export class Unreadable extends Error {
  constructor({ table, column, row }: Place, why: string) {
    super(`${table}.${column} of ${row} cannot be read: ${why}`);
    this.name = 'Unreadable';
  }
}

/**
 * Encrypts single columns, so that whoever gets hold of a copy of the database has not got what is in them: AES-256-GCM
 * with a nonce drawn for each value. A value is kept as text, `<id of the key>:<nonce, ciphertext and tag in base64url>`.
 */
export class Encryption {
  private constructor(
    private readonly keys: ReadonlyMap<string, Buffer>,
    /** The id of the key that encrypts; the others only decrypt. */
    readonly current: string,
  ) {}

  /**
   * @param keys `k2:<base64 of 32 bytes>,k1:<…>`: the first encrypts, all decrypt
   * @throws Error that says what is wrong and repeats no key
   */
  static with(keys: string): Encryption {
    const read = keys.split(',').map((each, index) => readKey(each.trim(), index));
    const ids = read.map(([id]) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw new Error(`there are two keys with the id "${twice}"`);
    return new Encryption(new Map(read), ids[0] as string);
  }

  encrypt(text: string, place: Place): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.keys.get(this.current) as Buffer, nonce, { authTagLength: tagBytes }).setAAD(bytesOf(place));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${this.current}:${sealed.toString('base64url')}`;
  }

  /** @throws Unreadable */
  decrypt(kept: string, place: Place): string {
    const [, id = '', sealed = ''] = keptPattern.exec(kept) ?? [];
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < nonceBytes + tagBytes) throw new Unreadable(place, 'it is no encrypted value');
    const key = this.keys.get(id);
    if (!key) throw new Unreadable(place, `ENCRYPTION_KEYS has no key "${id}"`);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
      .setAAD(bytesOf(place))
      .setAuthTag(bytes.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8');
    } catch {
      throw new Unreadable(place, 'it was changed, or belongs to another place');
    }
  }
}

function readKey(text: string, index: number): [string, Buffer] {
  const [, id, key = ''] = keyPattern.exec(text) ?? [];
  const bytes = Buffer.from(key, 'base64');
  if (id === undefined || bytes.length !== keyBytes) throw new Error(`key ${index + 1} must be <id>:<base64 of ${keyBytes} bytes>`);
  return [id, bytes];
}

/** Unambiguous, whatever stands in the parts. */
const bytesOf = ({ table, column, row }: Place): Buffer => Buffer.from(JSON.stringify([table, column, row]));
