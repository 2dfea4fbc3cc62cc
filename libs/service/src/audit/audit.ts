import { ColumnCipher, Database, newId, sql, type Runs } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import { sameBytes, type AuditRow, type Place, type Seals } from './seals.ts';

/** What is noted: never a personal value, only where it stands. */
export interface AuditEntry {
  /** `read`, `list`, `export`, `create`, `change`, `delete`, or the word of what an operator does: `retry`, `redact`. */
  action: string;
  /** `<collection>/<id>`, or the collection. */
  what: string;
  /** How many there were, of a list. */
  count?: number;
  /** Why, in words of the code: `consent-ended`. What people write does not belong here. */
  reason?: string;
  /** The names of the members that were read or changed. */
  fields?: readonly string[];
}

interface Head extends Place {
  mac: Buffer | null;
}

/** Of an end that somebody has moved by hand: it stays so, and `verify` tells. */
const broken = Buffer.alloc(0);

const traceOf = (by: Caller): string | null => by.traceparent?.split('-')[1] ?? null;

/** Where the person of a row is encrypted. */
export const personPlace = (id: string) => ({ table: 'audit', column: 'person', id });

/**
 * The audit log of a service: who has read or changed personal data, what operators have done, when, and why. Each row
 * holds the hash of the one before (`Seals`), under a lock, so that none can be missing without a trace.
 */
export class Audit {
  constructor(
    private readonly db: Database,
    private readonly cipher: ColumnCipher,
    private readonly seals: Seals,
  ) {}

  /**
   * Notes what is done, in the transaction of what is done: both are kept, or none. What reads waits for it before it
   * answers: where it cannot be noted, nothing is read. Comes last in a transaction, because whoever notes next waits
   * for its end, and so that two cannot wait for one another.
   */
  async note(entry: AuditEntry, by: Caller, on: Runs = this.db): Promise<void> {
    await (on instanceof Database ? on.transaction((tx) => this.append(entry, by, tx)) : this.append(entry, by, on));
  }

  private async append({ action, what, count, reason, fields }: AuditEntry, by: Caller, tx: Runs): Promise<void> {
    const [head] = await tx.run<Head>(sql`select seq, hash, mac from audit_head for update`);
    if (!head) throw new Error('The audit log has no head: its migration is not whole');
    const sub = by.claims?.sub;
    const row: AuditRow = {
      seq: head.seq + 1,
      id: newId(),
      at: by.at,
      action,
      what,
      role: by.nobody ?? by.role,
      organisation: by.claims?.org ?? null,
      personHash: sub === undefined ? null : this.seals.ofPerson(sub),
      count: count ?? null,
      reason: reason ?? null,
      fields: [...(fields ?? [])],
      traceId: traceOf(by),
      before: head.hash,
    };
    const hash = this.seals.ofRow(row);
    const person = sub === undefined ? null : this.cipher.encrypt(sub, personPlace(row.id));
    await tx.run(sql`
      with added as (
        insert into audit (seq, id, at, action, what, role, organisation, person, person_hash, count, reason, fields, trace_id, before, hash)
        values (${row.seq}, ${row.id}, ${row.at}, ${action}, ${what}, ${row.role}, ${row.organisation}, ${person}, ${row.personHash}, ${row.count},
          ${row.reason}, ${row.fields}, ${row.traceId}, ${row.before}, ${hash})
        returning seq)
      update audit_head set seq = added.seq, hash = ${hash}, mac = ${this.endsAt(head, { seq: row.seq, hash })} from added`);
  }

  /** Whoever moved the end by hand shall not have it put right by the next note. */
  private endsAt(before: Head, next: Place): Buffer {
    const isWhole = before.seq === 0 ? before.mac === null : sameBytes(before.mac, this.seals.ofHead(before));
    return isWhole ? this.seals.ofHead(next) : broken;
  }
}
