import { sql, type Database } from '@fiksu/database';
import type { Storage } from '../storage/storage.ts';
import { clearUp } from './run-import.ts';

/** Longer than any body is on its way. */
const uploadHoursMax = 24;

/**
 * Takes away what a crash has left behind, files of runs that have ended and of bodies that never came to their end, and
 * runs of which nobody asks any more: they name who imported, and what was wrong.
 */
export async function forgetImports(db: Database, storage: Storage): Promise<void> {
  const ended = await db.run<{ id: string; spool: string }>(
    sql`select id, spool from import_run where spool is not null and status in ('completed', 'failed')`,
  );
  for (const run of ended) await clearUp(db, storage, run);
  const torn = await db.run<{ id: string; spool: string }>(sql`
    select id, spool from import_run where not received and updated_at < now() - ${`${uploadHoursMax} hours`}::interval`);
  await db.run(sql`delete from import_run where status in ('completed', 'failed') and spool is null and updated_at < now() - interval '24 months'`);
  for (const { id, spool } of torn) {
    await storage.remove(spool);
    await db.run(sql`delete from import_run where id = ${id} and not received`);
  }
}
