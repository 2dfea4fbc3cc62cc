import { sql } from '@fiksu/database';
import type { JsMsg } from '@nats-io/jetstream';
import { attemptsAt, beginAlone, beginTogether, endAttempt, noHistory, takeBack, type Attempt } from './attempts.ts';
import type { Ground } from './consuming-terms.ts';
import { bury } from './dead-letters.ts';
import { decide, isLethal, type FailureKind, type History, type Outcome, type Verdict } from './decide.ts';
import { Superseded, type Handling, type Readable } from './handling.ts';
import { kindOfFailure, placeOf, reasonOf } from './name-failure.ts';
import { Awaited, plan } from './plan.ts';
import { readEvent, type Received } from './read-event.ts';
import { dueParked, nextParked, type Due } from './steps.ts';

/** The database is away, or what all of them need: nothing is decided, all that is in hand comes again. */
export class Away extends Error {
  constructor(cause: unknown) {
    super(reasonOf(cause), { cause });
    this.name = 'Away';
  }
}

type Tried = { outcome: Outcome; verdict: Verdict };
type Came = 'handled' | 'duplicate' | 'parked';

const dueAtOnceMax = 100;
/** Before it is looked again at what has come. */
const roundsMax = 10;
/** By how much what is to come again may be late before what follows in its aggregate goes on. */
const graceMs = 2000;
/** So many that fail one after the other, each for something that passes, fail for the same thing. */
const passingMax = 3;

/** Works off what a consumer has been sent: decides what becomes of each message, and tells the stream after it is kept. */
export class WorkOff {
  /** Attempts that an outage has ended, and that are still noted as begun. */
  private readonly owed: string[] = [];
  private readonly awaited = new Awaited();
  private passingInARow = 0;

  constructor(
    private readonly ground: Ground,
    private readonly handling: Handling,
    private readonly settled: (message: JsMsg) => void,
  ) {}

  /** @throws Away, Superseded; then what is not settled is to be sent again */
  async handle(messages: readonly JsMsg[]): Promise<void> {
    await this.payBack();
    const { listensTo, everyStep } = this.handling.reaction;
    const items: Item[] = [];
    for (const message of messages) {
      const received = readEvent(message.string(), message.subject, message.seq, listensTo);
      if (!received) this.carryOut(message, { do: 'ack' });
      else if (received.event) items.push({ ...(received as Readable), message });
      else await this.buryUnread(message, received);
    }
    if (items.length === 0) return;
    items.sort((a, b) => a.seq - b.seq);
    this.awaited.came(items);
    // Of all of them: nats-server 2.9 now and then says of what it sends again that it is sent for the first time.
    const attempts = await this.historyOf(items);
    const now = performance.now();
    const { together, oneByOne, held } = plan(items, new Set(attempts.keys()), (item) => this.awaited.holds(item, now));
    for (const item of held) this.sendAgain(item, this.ground.times.retryMs);
    if (together.length > 0 && !(await this.tryTogether(together))) oneByOne.unshift(...Map.groupBy(together, ({ aggregate }) => aggregate).values());
    for (const group of oneByOne) await this.oneByOne(group, attempts);
    if (everyStep) for (const [first] of oneByOne) if (first) await this.drain(first.aggregate);
  }

  /** Handles what was parked and has its turn: behind one that has been handled alone, or after an error. */
  async drainParked(): Promise<void> {
    if (!this.handling.reaction.everyStep) return;
    await this.payBack();
    for (let round = 0; round < roundsMax; round++) {
      const due = await dueParked(this.ground.db, this.handling.consumer, dueAtOnceMax);
      const untried = due.filter(({ tried }) => !tried);
      if (untried.length > 0 && (await this.tryFollowers(untried))) continue;
      for (const aggregate of new Set(due.map((each) => each.aggregate))) await this.drain(aggregate);
      return;
    }
  }

  /** What is parked of one aggregate, one by one. */
  async drain(aggregate: string): Promise<void> {
    const { db } = this.ground;
    const { consumer } = this.handling;
    for (;;) {
      const waiting = await nextParked(db, consumer, aggregate);
      if (!waiting) return;
      const { event } = waiting;
      const received = { id: event.id, type: event.type, aggregate, version: event.aggregateversion, seq: 0, text: JSON.stringify(event), event, fault: '' };
      const attempt = (await this.historyOf([received])).get(event.id);
      if (attempt && !attempt.due) return;
      const { outcome, verdict } = await this.try(received, attempt, true, () => this.handling.parked(waiting));
      if (verdict.do !== 'ack' || outcome.kind === 'parked') return;
    }
  }

  /** @returns whether it is done; if not, one of them is the reason, and none has been handled */
  private async tryTogether(items: readonly Item[]): Promise<boolean> {
    const again = items.filter(({ message }) => message.redelivered);
    const done = await this.all(again, () => this.handling.together(items, again));
    if (done) for (const { message } of items) this.carryOut(message, { do: 'ack' });
    return done;
  }

  private tryFollowers(due: readonly Due[]): Promise<boolean> {
    return this.all(due, () => this.handling.followers(due));
  }

  /**
   * Does all of something, or nothing of it: false where an error shows that one has to be found.
   * @param noted those whose beginning is written down first
   */
  private all(noted: readonly { id: string }[], work: () => Promise<void>): Promise<boolean> {
    return this.ground.turns.with(async () => {
      try {
        const ids = noted.map(({ id }) => id);
        await beginTogether(this.ground.db, this.handling.consumer, ids);
        await work();
        return true;
      } catch (error) {
        if (error instanceof Superseded) throw error;
        if (kindOfFailure(error, this.ground.classify) === 'passing' && !(await this.databaseAnswers())) throw new Away(error);
        return false;
      }
    });
  }

  /** What follows one that is to come again comes after it; where steps are counted, it is parked. */
  private async oneByOne(group: readonly Item[], attempts: ReadonlyMap<string, Attempt>): Promise<void> {
    let waitMs: number | null = null;
    for (const item of group) {
      if (waitMs !== null) {
        this.sendAgain(item, waitMs);
        continue;
      }
      const attempt = attempts.get(item.id);
      const { verdict } = await this.try(item, attempt, item.message.redelivered || attempt !== undefined, () => this.handling.alone(item));
      if (verdict.do !== 'again') this.carryOut(item.message, verdict);
      else {
        this.sendAgain(item, verdict.afterMs);
        if (!this.handling.reaction.everyStep) waitMs = verdict.afterMs + this.ground.times.retryMs;
      }
    }
  }

  /**
   * Tries one by itself, and keeps what is to be kept of it. What may have ended a process has the process to itself.
   * @param noted whether its beginning is written down first: what comes for the first time has ended no process yet
   */
  private try(received: Received, attempt: Attempt | undefined, noted: boolean, work: () => Promise<Came>): Promise<Tried> {
    const history = attempt ?? noHistory;
    const isSuspect = history.interrupted > 0 || attempt?.together === true;
    const { turns, db } = this.ground;
    return turns[isSuspect ? 'byItself' : 'with'](async () => {
      if (isLethal(history)) return this.keep(received, { kind: 'lethal' }, history, 'it has ended its process');
      if (noted) await beginAlone(db, this.handling.consumer, received.id);
      try {
        return await this.outcomeOf(received, history, noted, work);
      } catch (error) {
        if (noted) this.owed.push(received.id);
        throw error;
      }
    });
  }

  private async outcomeOf(received: Received, history: History, noted: boolean, work: () => Promise<Came>): Promise<Tried> {
    try {
      const kind = await work();
      this.passingInARow = 0;
      return { outcome: { kind }, verdict: decide({ kind }, history, this.ground.times.retryMs) };
    } catch (error) {
      if (error instanceof Superseded) throw error;
      const kind = kindOfFailure(error, this.ground.classify);
      await this.mindPassing(kind, error);
      if (!noted) await beginAlone(this.ground.db, this.handling.consumer, received.id);
      return this.keep(received, { kind, reason: reasonOf(error) }, history, placeOf(error));
    }
  }

  /**
   * What passes by itself is the matter of one event while the database answers and others succeed: those need not wait.
   * @throws Away
   */
  private async mindPassing(kind: FailureKind, error: unknown): Promise<void> {
    this.passingInARow = kind === 'passing' ? this.passingInARow + 1 : 0;
    if (kind !== 'passing' || (this.passingInARow < passingMax && (await this.databaseAnswers()))) return;
    this.passingInARow = 0;
    throw new Away(error);
  }

  private databaseAnswers(): Promise<boolean> {
    return this.ground.db.run(sql`select 1`).then(
      () => true,
      () => false,
    );
  }

  private async keep(received: Received, outcome: Outcome, history: History, told: string): Promise<Tried> {
    const verdict = decide(outcome, history, this.ground.times.retryMs);
    if (verdict.do === 'bury') await this.bury(received, verdict.reason, told);
    else if (verdict.do === 'again' && (outcome.kind === 'unexpected' || outcome.kind === 'not-yet' || outcome.kind === 'passing'))
      await endAttempt(this.ground.db, this.handling.consumer, received.id, outcome.kind, verdict.afterMs);
    return { outcome, verdict };
  }

  private async buryUnread(message: JsMsg, received: Received): Promise<void> {
    const { verdict } = await this.keep(received, { kind: 'unreadable', reason: received.fault }, noHistory, received.fault);
    this.carryOut(message, verdict);
  }

  /** @param told the reason without anything that could be somebody's words */
  private async bury(received: Received, reason: string, told: string): Promise<void> {
    const { consumer } = this.handling;
    if (await bury(this.ground.db, consumer, received, reason))
      this.ground.log.error(`Dead letter of ${consumer}: event ${received.id} (${received.type}), ${told}`);
  }

  /** Where steps are counted, nothing waits: what is early is parked. */
  private sendAgain(item: Item, afterMs: number): void {
    if (!this.handling.reaction.everyStep) this.awaited.add(item, performance.now() + afterMs + graceMs);
    this.carryOut(item.message, { do: 'again', afterMs });
  }

  private async historyOf(received: readonly Received[]): Promise<Map<string, Attempt>> {
    if (received.length === 0) return new Map();
    const attempts = await attemptsAt(
      this.ground.db,
      this.handling.consumer,
      received.map(({ id }) => id),
    );
    return new Map(attempts.map((attempt) => [attempt.id, attempt]));
  }

  private carryOut(message: JsMsg, verdict: Verdict): void {
    if (verdict.do === 'ack') message.ack();
    else if (verdict.do === 'again') message.nak(Math.ceil(verdict.afterMs));
    else message.term();
    this.settled(message);
  }

  private async payBack(): Promise<void> {
    if (this.owed.length === 0) return;
    await takeBack(this.ground.db, this.handling.consumer, this.owed);
    this.owed.length = 0;
  }
}

type Item = Readable & { message: JsMsg };
