import { Undecipherable, raw, sql, type ColumnCipher, type Database, type Runs } from '@fiksu/database';
import type { AuditAnchors } from './audit-anchors.ts';
import { personPlace } from './audit.ts';
import type { AuditVerified } from './audit.schema.ts';
import { ChainCheck, type Bounds, type KeptRow } from './check-chain.ts';
import type { Seals } from './seals.ts';

const rowsAtOnce = 1000;

interface Terms {
  db: Database;
  cipher: ColumnCipher;
  seals: Seals;
  anchors: AuditAnchors;
}

type StoredRow = Omit<KeptRow, 'sub'> & { person: string | null };

/** Compares the whole audit log with its hashes, and with what is kept of it outside of the database. */
export class VerifyAudit {
  constructor(private readonly terms: Terms) {}

  /** @param now the day until which anchors are looked for */
  async execute(now: string): Promise<AuditVerified> {
    const { db, anchors, seals } = this.terms;
    const [oldest] = await db.run<{ at: string }>(raw('select at from audit order by seq limit 1'));
    // Before the log is looked at: an anchor of a row that is noted meanwhile would be missed in it.
    const kept = await anchors.all(oldest?.at ?? null, now);
    return db.transaction(async (tx) => {
      // One picture of the whole log, however much is noted meanwhile.
      await tx.run(raw('set transaction isolation level repeatable read'));
      const check = new ChainCheck(seals, { ...(await this.boundsOf(tx)), anchors: kept });
      await this.eachRow(tx, (row) => check.take(row));
      const last = check.end();
      return { valid: check.faults.length === 0, rows: check.rows, first: check.first, last, anchors: kept.length, faults: check.faults };
    });
  }

  private async boundsOf(tx: Runs): Promise<Omit<Bounds, 'anchors'>> {
    const cuts = await tx.run<Bounds['cuts'][number]>(raw('select seq, hash, mac from audit_cut'));
    const [head] = await tx.run<NonNullable<Bounds['head']>>(raw('select seq, hash, mac from audit_head'));
    return { cuts, head: head ?? null };
  }

  private async eachRow(tx: Runs, take: (row: KeptRow) => void): Promise<void> {
    for (let last = 0; ;) {
      const rows = await tx.run<StoredRow>(sql`
        select seq, id, at, action, what, role, organisation, person, person_hash as "personHash", count, reason, fields,
          trace_id as "traceId", before, hash from audit where seq > ${last} order by seq limit ${rowsAtOnce}`);
      for (const row of rows) take({ ...row, sub: this.subOf(row) });
      if (rows.length < rowsAtOnce) return;
      last = (rows.at(-1) as StoredRow).seq;
    }
  }

  private subOf({ id, person }: StoredRow): string | null {
    try {
      return person === null ? null : this.terms.cipher.decrypt(person, personPlace(id));
    } catch (error) {
      if (error instanceof Undecipherable) return null;
      throw error;
    }
  }
}
