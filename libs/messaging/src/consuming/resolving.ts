import { sql } from '@fiksu/database';
import type { Ground } from './consuming-terms.ts';
import { deadLetterColumns, lockDeadLetter, resolve, type DeadLetter } from './dead-letters.ts';
import { Superseded, type Handling, type Readable } from './handling.ts';
import { kindOfFailure, reasonOf } from './name-failure.ts';
import { namesEvent, readEvent } from './read-event.ts';
import { park } from './steps.ts';
import { WorkOff } from './work-off.ts';

/** Why an operator could not resolve a dead letter: there is none, it is resolved already, or nothing here handles its events any more. */
export type Unresolvable = 'unknown' | 'resolved' | 'orphaned';

/** What operators do about dead letters. */
export class Resolving {
  constructor(
    private readonly ground: Ground,
    private readonly handlingOf: (consumer: string) => Handling | null,
  ) {}

  /**
   * Handles the event anew, whichever replica is asked; what waited for it follows. Where it fails again it stays a dead
   * letter, with the new reason.
   * @throws what passes by itself, as an outage does: nothing has changed then
   */
  async retry(id: string): Promise<DeadLetter | Unresolvable> {
    let handling: Handling | null = null;
    let event: Readable | null = null;
    try {
      const refusal = await this.ground.db.transaction(async (tx): Promise<Unresolvable | null> => {
        const letter = await lockDeadLetter(tx, id);
        if (!letter || letter.resolvedAt !== null) return letter ? 'resolved' : 'unknown';
        handling = this.handlingOf(letter.consumer);
        if (!handling) return 'orphaned';
        event = readAgain(letter, handling);
        await handling.again(tx, event.event);
        await resolve(tx, id, 'retried');
        return null;
      });
      if (refusal) return refusal;
    } catch (error) {
      if (error instanceof Superseded) return 'orphaned';
      if (!(error instanceof StillUnreadable) && kindOfFailure(error, this.ground.classify) === 'passing') throw error;
      const reason = error instanceof StillUnreadable ? error.message : reasonOf(error);
      await this.ground.db.run(sql`update dead_letters set reason = ${reason} where id = ${id} and resolved_at is null`);
    }
    await this.goOnBehind(handling, event);
    return this.read(id);
  }

  /** Gives an event up. Where steps are counted, its step is passed over. */
  async discard(id: string, reason: string): Promise<DeadLetter | Unresolvable> {
    const done = await this.ground.db.transaction(async (tx) => {
      const letter = await lockDeadLetter(tx, id);
      if (!letter || letter.resolvedAt !== null) return letter ? 'resolved' : 'unknown';
      await resolve(tx, id, `discarded: ${reason}`);
      const handling = this.handlingOf(letter.consumer);
      if (!handling?.reaction.everyStep || !namesEvent(letter.event)) return null;
      await park(tx, letter.consumer, [{ event: letter.event, skipped: true }]);
      return { handling, aggregate: letter.event.subject };
    });
    if (typeof done === 'string') return done;
    if (done) await this.goOnBehind(done.handling, done);
    return this.read(id);
  }

  /** What waited behind it. Where that fails, its consumer goes on with it. */
  private async goOnBehind(handling: Handling | null, behind: { aggregate: string } | null): Promise<void> {
    if (!handling?.reaction.everyStep || !behind) return;
    await new WorkOff(this.ground, handling, () => undefined).drain(behind.aggregate).catch(() => undefined);
  }

  private async read(id: string): Promise<DeadLetter> {
    const [letter] = await this.ground.db.run<DeadLetter>(sql`select ${deadLetterColumns} from dead_letters where id = ${id}`);
    return letter as DeadLetter;
  }
}

class StillUnreadable extends Error {}

/** By what is known today of its type. */
function readAgain({ event, text }: DeadLetter, { reaction }: Handling): Readable {
  const type = (event as { type?: unknown } | null)?.type;
  const received = readEvent(event ? JSON.stringify(event) : (text ?? ''), typeof type === 'string' ? type : '', 0, reaction.listensTo);
  if (!received?.event) throw new StillUnreadable(received?.fault ?? 'Is no event that is listened to');
  return received as Readable;
}
