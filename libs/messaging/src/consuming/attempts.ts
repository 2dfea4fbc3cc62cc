import { sql, type Database, type Runs } from '@fiksu/database';
import type { History } from './decide.ts';

export interface Attempt extends History {
  id: string;
  /** Whether it was begun with others at once, and has not ended. */
  together: boolean;
  /** Whether the time of its next attempt has come. */
  due: boolean;
}

export const noHistory: History = { finished: 0, interrupted: 0, missingForMs: null };

/** What is known of attempts at these events. */
export function attemptsAt(db: Runs, consumer: string, ids: readonly string[]): Promise<Attempt[]> {
  return db.run<Attempt>(sql`
    select event_id as id, finished, greatest(started - finished, 0) as interrupted, together,
      (extract(epoch from clock_timestamp() - missing_since) * 1000)::float8 as "missingForMs",
      coalesce(retry_at <= clock_timestamp(), true) as due
    from consumer_attempts where consumer = ${consumer} and event_id = any(${ids}::uuid[])`);
}

/** Notes, for good, that these are begun at once: whichever of them ends the process. */
export async function beginTogether(db: Database, consumer: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.run(sql`
    insert into consumer_attempts (consumer, event_id, together) select distinct ${consumer}, id, true from unnest(${ids}::uuid[]) id order by id
    on conflict (consumer, event_id) do update set together = true`);
}

/** Notes, for good, that one is begun by itself. */
export async function beginAlone(db: Database, consumer: string, id: string): Promise<void> {
  await db.run(sql`
    insert into consumer_attempts as kept (consumer, event_id, started) values (${consumer}, ${id}, 1)
    on conflict (consumer, event_id) do update set started = kept.started + 1, together = false`);
}

/** An attempt has ended with an error: one that nobody foresaw counts, that something is not known yet or is away does not. */
export async function endAttempt(db: Database, consumer: string, id: string, kind: 'unexpected' | 'not-yet' | 'passing', afterMs: number): Promise<void> {
  const counts = kind === 'unexpected' ? 1 : 0;
  await db.run(sql`
    update consumer_attempts set
      finished = finished + ${counts}, started = started - ${1 - counts},
      missing_since = case when ${kind === 'not-yet'} then coalesce(missing_since, clock_timestamp()) else missing_since end,
      retry_at = clock_timestamp() + ${afterMs} * interval '1 millisecond'
    where consumer = ${consumer} and event_id = ${id}`);
}

/** Attempts that have ended because of an outage were none. */
export async function takeBack(db: Database, consumer: string, ids: readonly string[]): Promise<void> {
  await db.run(sql`update consumer_attempts set started = started - 1 where consumer = ${consumer} and event_id = any(${ids}::uuid[]) and started > finished`);
}

/** What has been handled or buried has no history. */
export async function forgetAttempts(tx: Runs, consumer: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.run(sql`delete from consumer_attempts where consumer = ${consumer} and event_id = any(${ids}::uuid[])`);
}
