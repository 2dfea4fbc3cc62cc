import { newId, sql, type Database, type Runs } from '@fiksu/database';
import { forgetAttempts } from './attempts.ts';
import type { Received } from './read-event.ts';

/** What a consumer could not handle, until an operator has retried or discarded it. */
export interface DeadLetter {
  id: string;
  consumer: string;
  eventId: string;
  event: object | null;
  /** Where it could not be read: what came instead of an event. */
  text: string | null;
  reason: string;
  deadAt: string;
  resolvedAt: string | null;
  resolution: string | null;
}

export const deadLetterColumns = sql`
  id, consumer, event_id as "eventId", event, text, reason, dead_at as "deadAt", resolved_at as "resolvedAt", resolution`;

/**
 * Makes a dead letter: with the event's row of the inbox, so that it is not handled when the stream is sent again, and
 * instead of where it was parked.
 *
 * @returns whether it was not one already
 */
export async function bury(db: Database, consumer: string, received: Pick<Received, 'id' | 'text'>, reason: string): Promise<boolean> {
  try {
    return await buryAs(db, consumer, received, reason, jsonOf(received.text));
  } catch (error) {
    // JSON that PostgreSQL does not take: a character or a number that it has no room for.
    if (!String((error as { code?: unknown }).code).startsWith('22')) throw error;
    return buryAs(db, consumer, received, reason, null);
  }
}

function buryAs(db: Database, consumer: string, { id, text }: Pick<Received, 'id' | 'text'>, reason: string, json: string | null): Promise<boolean> {
  const kept = json === null ? text.replaceAll('\0', '\uFFFD') : null;
  return db.transaction(async (tx) => {
    const noted = await tx.run(sql`insert into inbox (consumer, event_id) values (${consumer}, ${id}) on conflict do nothing returning event_id`);
    const parked = await tx.run(sql`delete from inbox_parked where consumer = ${consumer} and event_id = ${id} returning event_id`);
    await forgetAttempts(tx, consumer, [id]);
    if (noted.length + parked.length === 0) return false;
    await tx.run(sql`
      insert into dead_letters (id, consumer, event_id, event, text, reason)
      values (${newId()}, ${consumer}, ${id}, ${json}::jsonb, ${kept}, ${reason})`);
    return true;
  });
}

function jsonOf(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : null;
  } catch {
    return null;
  }
}

export async function lockDeadLetter(tx: Runs, id: string): Promise<DeadLetter | null> {
  const [letter] = await tx.run<DeadLetter>(sql`select ${deadLetterColumns} from dead_letters where id = ${id} for update`);
  return letter ?? null;
}

export async function resolve(tx: Runs, id: string, resolution: string): Promise<void> {
  await tx.run(sql`update dead_letters set resolved_at = clock_timestamp(), resolution = ${resolution} where id = ${id}`);
}
