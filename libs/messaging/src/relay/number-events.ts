import { sql, type Database } from '@fiksu/database';

const numberedAtOnceMax = 5000;

/**
 * Two statements, so that the second sees what the lock of the first waited for, in one round trip, so that whoever
 * is frozen between them holds up nobody. `position = nextval(…)` would visit rows in the order of the disk. Rows are
 * found by their primary key: after a burst, statistics know nothing of it, and a join by `id` would read all for each.
 */
const numberVisible = `
  select last from outbox_head for update;
  with todo as (
      select event_id, row_number() over (order by id) as nth from (
        select event_id, id from outbox where position is null order by id limit ${numberedAtOnceMax}) visible),
    head as (update outbox_head set last = last + (select count(*) from todo) returning last - (select count(*) from todo) as base)
  update outbox set position = base + nth from todo, head where outbox.event_id = todo.event_id and position is null returning outbox.event_id;`;

/**
 * Gives positions to the events that can be seen and have none: the one order of everything that goes out. The lock on
 * the head's row is what guarantees it: positions become visible in their order, without gaps, whoever numbers.
 *
 * @param look whether to look first, without a lock, if there is any: where nobody has said so
 * @returns how many were numbered
 * @throws Error where the head's row is missing: nothing would be locked, and nothing ever numbered
 */
export async function numberEvents(db: Database, look = true): Promise<number> {
  if (look && (await nothingToNumber(db))) return 0;
  for (let numbered = 0; ;) {
    const [head, rows] = await db.script(numberVisible);
    if (head?.length !== 1) throw headIsMissing();
    numbered += rows?.length ?? 0;
    if (rows?.length !== numberedAtOnceMax) return numbered;
  }
}

async function nothingToNumber(db: Database): Promise<boolean> {
  const [found] = await db.run<{ head: boolean; waiting: boolean }>(
    sql`select exists (select from outbox_head) as head, exists (select from outbox where position is null) as waiting`,
  );
  if (!found?.head) throw headIsMissing();
  return !found.waiting;
}

const headIsMissing = () => new Error('outbox_head has lost its row: restore it with last = the highest position of outbox');
