import { sql, type Sql } from '@fiksu/database';

interface JobTerms {
  /** There is at most one waiting job with a key: another one with the same key takes its place. */
  jobKey?: string;
  /** Not before this instant (RFC 3339); at once without. */
  runAt?: string | null;
  /** Jobs of one queue run one at a time, whatever the number of replicas. */
  queueName?: string;
  /** Whether a job with the same key that waits for its time keeps that time. */
  keepTime?: boolean;
}

/**
 * The statement that adds a job: run on a transaction it is added with all the rest, or not at all. As a part of a
 * larger statement it has to be the last one, since PostgreSQL leaves out a `with` that nobody reads.
 *
 * A job that is running when its key comes again is not disturbed; the new one runs after it.
 */
export const addJob = (task: string, payload: object, { jobKey, runAt, queueName, keepTime = false }: JobTerms = {}): Sql =>
  sql`select (graphile_worker.add_job(${task}, payload => ${JSON.stringify(payload)}::json, queue_name => ${queueName ?? null}::text,
    run_at => ${runAt ?? null}::timestamptz, job_key => ${jobKey ?? null}::text, job_key_mode => ${keepTime ? 'preserve_run_at' : 'replace'})).id`;

/** The statement that takes back a job that waits. One that is running ends, and is not repeated. */
export const removeJob = (jobKey: string): Sql => sql`select (graphile_worker.remove_job(${jobKey})).id`;
