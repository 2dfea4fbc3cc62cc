import type { CloudEvent } from '@fiksu/contracts';
import { raw, sql, type Runs } from '@fiksu/database';
import { isEnd } from './read-event.ts';

/** How far a reaction that sees every step has come with one aggregate. */
export interface Step {
  /** The version that was handled last; 0 before the first, and after the end. */
  version: number;
  /** When the life began that the version belongs to; null where none has begun, or its events do not tell. */
  life: string | null;
}

/** How much of an aggregate is taken from what is parked at once, and about how much of all; the rest follows. */
const followersMax = 500;
const dueMax = 1000;

/** An event that waits for its turn. A skipped one is passed over when its turn comes. */
export interface Waiting {
  event: CloudEvent;
  skipped: boolean;
}

/** An event of a life of which a later one has begun already: a slug was given again, and its beginnings came in the wrong order. */
export class OutOfStep extends Error {
  constructor({ subject, aggregateversion }: CloudEvent) {
    super(`Version ${aggregateversion} of ${subject} belongs to an earlier life than the one that has been handled`);
    this.name = 'OutOfStep';
  }
}

const lifeOf = ({ data }: CloudEvent): string | null => {
  const { createdAt } = (data ?? {}) as { createdAt?: unknown };
  return typeof createdAt === 'string' ? createdAt : null;
};

/**
 * Where an event stands: its turn has come, it is early, or it was handled. An id may be given again after its end:
 * then a version that was passed already is the version of a later life. That the same event is not handled twice is the
 * inbox's work.
 */
export function turnOf({ version, life }: Step, event: CloudEvent): 'now' | 'early' | 'past' | 'of-former-life' {
  const own = lifeOf(event);
  if (life !== null && own !== null && own !== life) return own > life ? 'early' : 'of-former-life';
  if (event.aggregateversion === version + 1) return 'now';
  if (event.aggregateversion > version) return 'early';
  return own === null || own !== life ? 'early' : 'past';
}

export const stepAfter = (step: Step, event: CloudEvent): Step =>
  isEnd(event) ? { version: 0, life: null } : { version: event.aggregateversion, life: lifeOf(event) ?? step.life };

/**
 * Takes from what waits, one after the other, all whose turn comes.
 * @throws OutOfStep
 */
export function inTurn(begin: Step, waiting: readonly Waiting[]): { step: Step; taken: Waiting[]; left: Waiting[] } {
  // Ids sort by time: of two that could be next, the one that happened first.
  const left = waiting.toSorted((a, b) => (a.event.id < b.event.id ? -1 : 1));
  const taken: Waiting[] = [];
  let step = begin;
  for (;;) {
    const index = left.findIndex(({ event }) => ['now', 'of-former-life'].includes(turnOf(step, event)));
    const [next] = index < 0 ? [] : left.splice(index, 1);
    if (!next) return { step, taken, left: left.filter(({ event }) => turnOf(step, event) === 'early') };
    if (turnOf(step, next.event) === 'of-former-life') throw new OutOfStep(next.event);
    taken.push(next);
    step = stepAfter(step, next.event);
  }
}

/**
 * Locks the aggregates' steps, in their order, so that two processes that hold versions of the same ones decide one
 * after the other: whatever one of them parks, the other sees.
 */
async function lockSteps(tx: Runs, consumer: string, aggregates: readonly string[]): Promise<Map<string, Step>> {
  await tx.run(
    sql`insert into inbox_step (consumer, aggregate) select ${consumer}, each from unnest(${aggregates}::text[]) each order by each on conflict do nothing`,
  );
  const rows = await tx.run<Step & { aggregate: string }>(
    sql`select aggregate, version, life from inbox_step where consumer = ${consumer} and aggregate = any(${aggregates}) order by aggregate for update`,
  );
  return new Map(rows.map(({ aggregate, ...step }) => [aggregate, step]));
}

/**
 * What is parked and follows on steps, as far as its turn has come. What has been tried before is left out, for it is tried
 * alone, but for what is `begun` now. Whole rows are read only where the next version is there: behind a gap there may be very many.
 */
function followers(tx: Runs, consumer: string, steps: ReadonlyMap<string, Step>, begun: readonly string[]): Promise<Waiting[]> {
  const versions = [...steps.values()].map(({ version }) => version);
  return tx.run<Waiting>(sql`
    select parked.event, parked.skipped from unnest(${[...steps.keys()]}::text[], ${versions}::integer[]) now(aggregate, version)
    join inbox_parked parked on parked.consumer = ${consumer} and parked.aggregate = now.aggregate
      and parked.version > now.version and parked.version <= now.version + ${followersMax}
    where exists (
      select from inbox_parked next where next.consumer = ${consumer} and next.aggregate = now.aggregate and next.version = now.version + 1
        and not exists (select from consumer_attempts tried where tried.consumer = ${consumer} and tried.event_id = next.event_id
          and tried.event_id <> all(${begun}::uuid[])))`);
}

/**
 * Brings new events, and what was parked behind them, into steps: parks what is early, and answers what is to be handled
 * now, of each aggregate in its order.
 *
 * @param aggregates of which to look for what is parked, beside those of the events
 * @param begun what is parked and has been noted as begun
 */
export async function takeSteps(
  tx: Runs,
  consumer: string,
  fresh: readonly CloudEvent[],
  aggregates: readonly string[] = [],
  begun: readonly string[] = [],
): Promise<CloudEvent[]> {
  const steps = await lockSteps(tx, consumer, [...new Set([...fresh.map(({ subject }) => subject), ...aggregates])]);
  const early = Map.groupBy(
    fresh.map((event): Waiting => ({ event, skipped: false })),
    ({ event }) => event.subject,
  );
  const due: CloudEvent[] = [];
  const moved = new Map<string, Step>();
  const take = (aggregate: string, parked: readonly Waiting[]): Waiting[] => {
    const { step, taken, left } = inTurn(steps.get(aggregate) as Step, [...(early.get(aggregate) ?? []), ...parked]);
    early.set(
      aggregate,
      left.filter((each) => !parked.includes(each)),
    );
    if (taken.length > 0) moved.set(aggregate, step);
    steps.set(aggregate, step);
    due.push(...taken.filter(({ skipped }) => !skipped).map(({ event }) => event));
    return taken.filter((each) => parked.includes(each));
  };
  for (const aggregate of early.keys()) take(aggregate, []);
  while (due.length < dueMax) {
    const parked = Map.groupBy(await followers(tx, consumer, steps, begun), ({ event }) => event.subject);
    const taken = [...parked].flatMap(([aggregate, each]) => take(aggregate, each));
    if (taken.length === 0) break;
    await unpark(tx, consumer, taken);
  }
  await saveSteps(tx, consumer, [...moved]);
  await park(tx, consumer, [...early.values()].flat());
  return due;
}

/** As `takeSteps`, for one event by itself, that comes from the stream or was parked. */
export async function takeStep(tx: Runs, consumer: string, one: Waiting, from: 'stream' | 'parked'): Promise<'now' | 'skipped' | 'early' | 'gone'> {
  const { subject: aggregate, id } = one.event;
  const steps = await lockSteps(tx, consumer, [aggregate]);
  if (from === 'parked' && (await tx.run(sql`select from inbox_parked where consumer = ${consumer} and event_id = ${id}`)).length === 0) return 'gone';
  const { step, taken, left } = inTurn(steps.get(aggregate) as Step, [one]);
  await park(tx, consumer, left);
  if (taken.length === 0) return left.length > 0 ? 'early' : 'gone';
  await saveSteps(tx, consumer, [[aggregate, step]]);
  if (from === 'parked') await unpark(tx, consumer, taken);
  return one.skipped ? 'skipped' : 'now';
}

async function saveSteps(tx: Runs, consumer: string, moved: readonly [string, Step][]): Promise<void> {
  if (moved.length === 0) return;
  const [aggregates, versions, lives] = [moved.map(([each]) => each), moved.map(([, { version }]) => version), moved.map(([, { life }]) => life)];
  await tx.run(sql`
    update inbox_step set version = now.version, life = now.life
    from unnest(${aggregates}::text[], ${versions}::integer[], ${lives}::text[]) now(aggregate, version, life)
    where consumer = ${consumer} and inbox_step.aggregate = now.aggregate`);
}

/** Puts events aside until their turn comes. */
export async function park(tx: Runs, consumer: string, early: readonly Waiting[]): Promise<void> {
  if (early.length === 0) return;
  const events = early.map(({ event }) => event);
  await tx.run(sql`
    insert into inbox_parked (consumer, event_id, aggregate, version, event, skipped)
    select ${consumer}, each.* from unnest(
      ${events.map(({ id }) => id)}::uuid[], ${events.map(({ subject }) => subject)}::text[], ${events.map((event) => event.aggregateversion)}::integer[],
      ${events.map((event) => JSON.stringify(event))}::jsonb[], ${early.map(({ skipped }) => skipped)}::boolean[]) each
    on conflict (consumer, event_id) do update set skipped = excluded.skipped`);
}

async function unpark(tx: Runs, consumer: string, taken: readonly Waiting[]): Promise<void> {
  if (taken.length === 0) return;
  await tx.run(sql`delete from inbox_parked where consumer = ${consumer} and event_id = any(${taken.map(({ event }) => event.id)}::uuid[])`);
}

/** As `turnOf` says it: parked, and its turn has come; or it never will, since a later life has begun, which is found when it is tried. */
const born = raw(`(parked.event #>> '{data,createdAt}') collate "C"`);
const isDue = sql`(parked.version = step.version + 1 and coalesce(${born} = step.life, true) or coalesce(${born} < step.life, false))`;

/** An event that is parked, whose turn has come. */
export interface Due {
  aggregate: string;
  id: string;
  /** Whether it has been tried before. */
  tried: boolean;
}

/**
 * What is parked, has its turn, and is not to be tried later: after an error there is no message in the stream
 * that would bring it again.
 */
export function dueParked(db: Runs, consumer: string, max: number): Promise<Due[]> {
  return db.run<Due>(sql`
    select parked.aggregate, event_id as id, attempt.started is not null as tried
    from inbox_parked parked join inbox_step step using (consumer, aggregate) left join consumer_attempts attempt using (consumer, event_id)
    where consumer = ${consumer} and ${isDue} and coalesce(attempt.retry_at <= clock_timestamp(), true) order by event_id limit ${max}`);
}

/** The parked event of an aggregate whose turn has come. */
export async function nextParked(db: Runs, consumer: string, aggregate: string): Promise<Waiting | null> {
  const rows = await db.run<Waiting & Step>(sql`
    select parked.event, parked.skipped, step.version, step.life from inbox_parked parked join inbox_step step using (consumer, aggregate)
    where consumer = ${consumer} and aggregate = ${aggregate} and ${isDue} order by parked.event_id`);
  return rows.find(({ event, version, life }) => ['now', 'of-former-life'].includes(turnOf({ version, life }, event))) ?? null;
}
