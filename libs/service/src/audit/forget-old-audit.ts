import { raw, sql, type Database } from '@fiksu/database';
import type { Place, Seals } from './seals.ts';

/** For how long it is known who has read what (domain: retention of the access log). */
const keptFor = `interval '24 months'`;

/**
 * Cuts off the beginning of the audit log, so far as it is too old, and leaves where it was cut: so what is left can be
 * verified. The service's role may not; whoever owns the database does it along with migrations.
 * @returns how many rows were cut off
 */
export async function forgetOldAudit(db: Database, seals: Seals): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.run(raw('select seq from audit_head for update'));
    // Up to the first row that is young enough: instants need not rise with places.
    const [cut] = await tx.run<Place>(
      raw(`
      select seq, hash from audit where seq < coalesce((select min(seq) from audit where at > now() - ${keptFor}), 9223372036854775807) order by seq desc limit 1`),
    );
    if (!cut) return 0;
    await tx.run(sql`insert into audit_cut (seq, hash, mac) values (${cut.seq}, ${cut.hash}, ${seals.ofCut(cut)})`);
    await tx.run(raw(`set local fiksu.cuts_audit = 'on'`));
    const gone = await tx.run(sql`delete from audit where seq <= ${cut.seq} returning seq`);
    return gone.length;
  });
}
