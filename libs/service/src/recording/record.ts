import type { CloudEvent, LocalisedText } from '@fiksu/contracts';
import type { Caller } from '../access/caller.ts';
import { join, raw, sql, Sql, type Database, type Runs, type Store, type Stored } from '@fiksu/database';
import { stale } from '../problems/domain-error.ts';
import { stateOf } from './event-of.ts';
import { authorOf } from './history.ts';

/** One change of one resource, as it is written down. `before: null` creates, `next: null` deletes. */
export interface Change<Row extends Stored> {
  collection: string;
  store: Store<Row>;
  before: Row | null;
  next: Row | null;
  /** The word of the contract: `create`, `change`, `delete`, or the action in the path. */
  action: string;
  reason?: LocalisedText | null;
  by: Caller;
  /** Of what is removed: what its event tells beside id and version. */
  left?: object;
  /** What others are told of it. */
  event?: CloudEvent | null;
  /** What they are told beside, of a part of it that has events of its own. */
  eventsOfParts?: CloudEvent[];
  /** What the request answers with this change, and is kept where it carries an `Idempotency-Key`. */
  answer?: { status: number; body: object };
}

/**
 * The one way in which anything is written: the row, its history, its event and the answer to a
 * repeat of the request, in **one statement**, of which all parts select from the row's `returning`.
 * So either all is kept or nothing, and a second request with the same key, at once, waits for the
 * first one's row of `idempotency`, is refused by its key (23505) and rolled back whole.
 * `on conflict do nothing` there would make two resources.
 *
 * It is `returning` that keeps events in order: parts of a `with` run at once but for what one reads
 * of another, and so the id of the outbox's row is drawn when this change holds the row's lock.
 *
 * @throws DomainError Stale (412) where the row has moved since `before` was read
 */
export async function record<Row extends Stored>(change: Change<Row>, on: Runs): Promise<void> {
  const { idempotency } = change.by;
  const last = idempotency && change.answer ? keepAnswer(idempotency, change.answer) : raw('select version from saved');
  const events = [...(change.event ? [change.event] : []), ...(change.eventsOfParts ?? [])];
  const told = join(
    events.map((event, place) => sql`, ${raw(`told${place}`)} as (${tell(event)})`),
    '',
  );
  const saved = await on.run(sql`with saved as (${change.store.saving(change.before, change.next)}), noted as (${note(change)})${told} ${last}`);
  if (saved.length === 0) throw stale();
  if (idempotency && change.answer) idempotency.kept = true;
}

function note<Row extends Stored>(change: Change<Row>): Sql {
  const { collection, action, by } = change;
  const reason = change.reason ? JSON.stringify(change.reason) : null;
  return sql`insert into history (collection, resource, version, at, by, action, "from", "to", reason)
    select ${collection}, id::text, version, ${by.at}::timestamptz, ${JSON.stringify(authorOf(by))}::jsonb, ${action}, ${stateOf(change.before)}, ${stateOf(change.next)}, ${reason}::jsonb from saved`;
}

const tell = (event: CloudEvent): Sql =>
  sql`insert into outbox (event_id, aggregate, subject, event) select ${event.id}::uuid, ${event.subject}, ${event.type}, ${JSON.stringify(event)}::jsonb from saved`;

/** The part that keeps the answer for a repeat of the request: the last one of a statement that saves. */
export const keepAnswer = (kept: NonNullable<Caller['idempotency']>, answer: { status: number; body: object }): Sql =>
  sql`insert into idempotency (caller, path, key, body_hash, status, answer)
    select ${kept.caller}, ${kept.path}, ${kept.key}, ${kept.bodyHash}, ${answer.status}::integer, ${kept.seal(answer.body)} from saved returning key`;

/** Keeps the answer of a request that changed nothing, so that its key is taken all the same. */
export async function keepUnchanged(db: Database, by: Caller, answer: { status: number; body: object }): Promise<void> {
  const kept = by.idempotency;
  if (!kept || kept.kept) return;
  await db.run(sql`insert into idempotency (caller, path, key, body_hash, status, answer)
    values (${kept.caller}, ${kept.path}, ${kept.key}, ${kept.bodyHash}, ${answer.status}, ${kept.seal(answer.body)}) on conflict do nothing`);
}
