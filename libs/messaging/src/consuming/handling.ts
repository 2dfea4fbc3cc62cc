import type { CloudEvent } from '@fiksu/contracts';
import { sql, type Database, type Runs } from '@fiksu/database';
import { forgetAttempts } from './attempts.ts';
import { Projection, consumerOf, type Reaction } from './reaction.ts';
import type { Received } from './read-event.ts';
import { takeStep, takeSteps, type Due, type Waiting } from './steps.ts';

/** A generation that is neither read nor built any more: its consumers end. */
export class Superseded extends Error {
  constructor(consumer: string) {
    super(`${consumer} has been superseded`);
    this.name = 'Superseded';
  }
}

/** An event that could be read. */
export type Readable = Received & { event: CloudEvent };

/**
 * Lets one generation of a reaction handle events, each exactly once: what it does, the note in the inbox, the steps and
 * the end of former attempts are of one transaction.
 */
export class Handling {
  readonly consumer: string;
  /** When it has handled something last, in this process. */
  lastAt: Date | null = null;

  constructor(
    readonly db: Database,
    readonly reaction: Reaction,
    readonly generation: number,
  ) {
    this.consumer = consumerOf(reaction, generation);
  }

  /** Handles all of them, or none. @param attempted those that may have a history */
  together(received: readonly Readable[], attempted: readonly Readable[]): Promise<void> {
    return this.db.transaction(async (tx) => {
      await this.claim(tx);
      const fresh = await this.noteNew(tx, received);
      const aggregates = received.map(({ aggregate }) => aggregate);
      const events = this.reaction.everyStep ? await takeSteps(tx, this.consumer, fresh, aggregates) : fresh;
      await this.let(events, tx);
      await forgetAttempts(tx, this.consumer, idsOf(attempted));
    });
  }

  /** Handles what is parked, beginning with these, which have been noted as begun; all of it, or nothing. */
  followers(due: readonly Due[]): Promise<void> {
    return this.db.transaction(async (tx) => {
      await this.claim(tx);
      const aggregates = due.map(({ aggregate }) => aggregate);
      await this.let(await takeSteps(tx, this.consumer, [], aggregates, idsOf(due)), tx);
      await forgetAttempts(tx, this.consumer, idsOf(due));
    });
  }

  /** Handles one by itself: nothing that is parked behind it comes along. */
  alone({ event, id }: Readable): Promise<'handled' | 'duplicate' | 'parked'> {
    return this.db.transaction(async (tx) => {
      await this.claim(tx);
      const isNew = (await this.noteNew(tx, [{ event, id }])).length > 0;
      const came = isNew ? await this.handleIn(tx, event) : 'duplicate';
      await forgetAttempts(tx, this.consumer, [id]);
      return came;
    });
  }

  /** Handles one whose row of the inbox was written when it was buried. */
  async again(tx: Runs, event: CloudEvent): Promise<void> {
    await this.claim(tx);
    await this.handleIn(tx, event);
  }

  /** Handles one that was parked. */
  parked(waiting: Waiting): Promise<'handled' | 'duplicate' | 'parked'> {
    return this.db.transaction(async (tx) => {
      await this.claim(tx);
      const turn = await takeStep(tx, this.consumer, waiting, 'parked');
      if (turn === 'early') return 'parked';
      if (turn === 'now') await this.let([waiting.event], tx);
      await forgetAttempts(tx, this.consumer, [waiting.event.id]);
      return turn === 'gone' ? 'duplicate' : 'handled';
    });
  }

  private async handleIn(tx: Runs, event: CloudEvent): Promise<'handled' | 'duplicate' | 'parked'> {
    const turn = this.reaction.everyStep ? await takeStep(tx, this.consumer, { event, skipped: false }, 'stream') : 'now';
    if (turn === 'now') await this.let([event], tx);
    return turn === 'early' ? 'parked' : turn === 'gone' ? 'duplicate' : 'handled';
  }

  private async let(events: readonly CloudEvent[], tx: Runs): Promise<void> {
    if (events.length === 0) return;
    await this.reaction.handle(events, tx, this.generation);
    tx.afterCommit(() => (this.lastAt = new Date()));
  }

  /**
   * Holds the generation while it is written to, so that none is written to after it has been retired.
   * @throws Superseded
   */
  private async claim(tx: Runs): Promise<void> {
    if (!(this.reaction instanceof Projection)) return;
    const held = await tx.run(sql`
      select from projection where name = ${this.reaction.name} and ${this.generation} in (live_generation, building_generation) for key share`);
    if (held.length === 0) throw new Superseded(this.consumer);
  }

  /** Writes into the inbox; answers those that were not there, in their order. Sorted, so that two processes with the same ones cannot wait for one another. */
  private async noteNew(tx: Runs, received: readonly Pick<Readable, 'id' | 'event'>[]): Promise<CloudEvent[]> {
    const rows = await tx.run<{ id: string }>(sql`
      insert into inbox (consumer, event_id) select ${this.consumer}, id from unnest(${idsOf(received)}::uuid[]) id order by id
      on conflict do nothing returning event_id as id`);
    const unseen = new Set(rows.map(({ id }) => id));
    // The same one twice is new once.
    return received.filter(({ id }) => unseen.delete(id)).map(({ event }) => event);
  }
}

const idsOf = (received: readonly { id: string }[]): string[] => received.map(({ id }) => id);
