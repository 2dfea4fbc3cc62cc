import { setTimeout as delay } from 'node:timers/promises';
import { sql, type Database } from '@fiksu/database';

export const signEveryMs = 5000;
const aliveForSeconds = 30;

interface Terms {
  everyMs: number;
  /** The sign could not be given. */
  failed: (error: unknown) => void;
  given: () => void;
  /** There are jobs to be had that were another's. */
  freed: () => void;
}

/**
 * Says that a worker is alive, and frees the jobs of those that have not said so for half a minute: after a process that
 * was killed the queue itself would wait for four hours. One that was only frozen may still be at its job then.
 */
export class LifeSigns {
  private readonly ended = new AbortController();
  private givenAt: number | null = null;

  constructor(
    private readonly db: Database,
    private readonly worker: string,
    private readonly terms: Terms,
  ) {}

  async give(): Promise<void> {
    while (!this.ended.signal.aborted) {
      try {
        await this.giveOne();
        this.terms.given();
      } catch (error) {
        this.terms.failed(error);
      }
      await delay(this.terms.everyMs, undefined, { signal: this.ended.signal }).catch(() => undefined);
    }
  }

  end(): void {
    this.ended.abort();
  }

  private async giveOne(): Promise<void> {
    const { db, worker } = this;
    await db.run(sql`insert into job_worker (id, seen_at) values (${worker}, clock_timestamp()) on conflict (id) do update set seen_at = excluded.seen_at`);
    // After an outage of the database nobody has given signs: the others get time for theirs.
    const outage = this.givenAt !== null && performance.now() - this.givenAt > 2 * this.terms.everyMs;
    this.givenAt = performance.now();
    if (!outage && (await freeTheDead(db))) this.terms.freed();
  }
}

async function freeTheDead(db: Database): Promise<boolean> {
  await db.run(sql`delete from job_worker where seen_at < clock_timestamp() - ${aliveForSeconds} * interval '1 second'`);
  const dead = await db.run<{ worker: string }>(sql`
    select distinct locked_by as worker from graphile_worker.jobs
    where locked_at < clock_timestamp() - ${aliveForSeconds} * interval '1 second' and not exists (select from job_worker where job_worker.id = locked_by)`);
  for (const { worker } of dead) await free(db, worker);
  return dead.length > 0;
}

/** Frees the jobs of a worker that has ended. */
export async function endOfLife(db: Database, worker: string): Promise<void> {
  await db.run(sql`delete from job_worker where id = ${worker}`);
  await free(db, worker);
}

const free = (db: Database, worker: string) => db.run(sql`select graphile_worker.force_unlock_workers(array[${worker}]::text[])`);
