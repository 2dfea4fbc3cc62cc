import { sql, type Database } from '@fiksu/database';

/**
 * Forgets jobs that have failed too often to be run again, a week after: until then an operator may look at them, or set
 * `attempts` back. Jobs that have ended are gone by themselves.
 */
export const forgetOldJobs = (db: Database): Promise<unknown> =>
  db.run(sql`delete from graphile_worker._private_jobs where attempts >= max_attempts and locked_at is null and updated_at < now() - interval '7 days'`);
