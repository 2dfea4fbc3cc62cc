import type { CloudEvent } from '@fiksu/contracts';
import { raw, sql, type Runs, type Store, type Stored } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import { stateOf } from './event-of.ts';
import { authorOf } from './history.ts';

/** Many resources of one collection that come to be at once, each with what others are told of it. */
export interface Creations<Row extends Stored> {
  collection: string;
  store: Store<Row>;
  rows: readonly { row: Row; event: CloudEvent | null }[];
  by: Caller;
}

/**
 * Writes down many creations in one statement, in the shape of `record`: the rows, their history and their events are
 * all kept or none. A file of a hundred thousand records is taken in by some hundred statements.
 */
export async function recordCreations<Row extends Stored>({ collection, store, rows, by }: Creations<Row>, on: Runs): Promise<void> {
  const made = rows.map(({ row, event }, place) => ({
    ...{ place, id: row.id, to: stateOf(row) },
    ...(event ? { event_id: event.id, aggregate: event.subject, subject: event.type, event } : {}),
  }));
  await on.run(sql`
    with saved as (${store.adding(rows.map(({ row }) => row))}),
    made as (
      select made.*, saved.version from saved
      join json_to_recordset(${JSON.stringify(made)}::json) made(place integer, id text, "to" text, event_id uuid, aggregate text, subject text, event jsonb)
      on made.id = saved.id::text),
    noted as (
      insert into history (collection, resource, version, at, by, action, "from", "to", reason)
      select ${collection}, id, version, ${by.at}::timestamptz, ${JSON.stringify(authorOf(by))}::jsonb, 'create', null, "to", null from made order by place),
    told as (
      insert into outbox (event_id, aggregate, subject, event)
      select event_id, aggregate, subject, event from made where event_id is not null order by place)
    ${raw('select from made')}`);
}
