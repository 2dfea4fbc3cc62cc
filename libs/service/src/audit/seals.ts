import { createHmac, timingSafeEqual } from 'node:crypto';
import { keyedHash } from '../access/hashing.ts';

/** A row of the audit log, as its hash is made over it. */
export interface AuditRow {
  seq: number;
  id: string;
  at: string;
  action: string;
  what: string;
  role: string;
  organisation: string | null;
  personHash: string | null;
  count: number | null;
  reason: string | null;
  fields: string[];
  traceId: string | null;
  /** The hash of the row before; empty for the first one. */
  before: Buffer;
}

/** A place in the log: the number of a row, and its hash. */
export interface Place {
  seq: number;
  hash: Buffer;
}

/**
 * The hashes that chain the audit log of one service. They are made with a key that the database does not have, so that
 * whoever can write the database, and has not the key, can neither make a row nor move the end. The key comes of
 * `HASH_SECRET`: where that is changed, what was noted before cannot be verified any more.
 */
export class Seals {
  private readonly key: Buffer;

  constructor(
    private readonly secret: string,
    private readonly service: string,
  ) {
    this.key = createHmac('sha256', secret).update(`audit\n${service}`).digest();
  }

  /** The hash of a row: over all of it, its place, and the row before. The person is in it by a hash, since another key may encrypt it anew. */
  ofRow(row: AuditRow): Buffer {
    const { seq, id, at, action, what, role, organisation, personHash, count, reason, fields, traceId, before } = row;
    return this.seal('row', [seq, id, at, action, what, role, organisation, personHash, count, reason, fields, traceId, before.toString('hex')]);
  }

  /** That the log ends here. */
  ofHead({ seq, hash }: Place): Buffer {
    return this.seal('head', [seq, hash.toString('hex')]);
  }

  /** That everything up to here was too old, and has been cut off. */
  ofCut({ seq, hash }: Place): Buffer {
    return this.seal('cut', [seq, hash.toString('hex')]);
  }

  /** That the log ended here on that day. */
  ofAnchor(day: string, { seq, hash }: Place): Buffer {
    return this.seal('anchor', [day, seq, hash.toString('hex')]);
  }

  ofPerson(sub: string): string {
    return keyedHash(this.secret, `audit person ${this.service}`, sub);
  }

  /** One form of the same values, in which nothing can be moved from one into the next. */
  private seal(kind: string, values: unknown[]): Buffer {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([kind, this.service, ...values]))
      .digest();
  }
}

export const sameBytes = (one: Buffer | null, other: Buffer | null): boolean =>
  one !== null && other !== null && one.length === other.length && timingSafeEqual(one, other);
