import type { CloudEvent, EventFamily } from '@fiksu/contracts';
import type { Runs } from '@fiksu/database';

/**
 * What a service does when something has happened, in another service or in its own. Everything is done in the
 * transaction that is passed, together with the note in the inbox: so it is done once, whatever dies.
 */
export abstract class Reaction {
  /** Names the durable consumers, the inbox and the dead letters: it never changes, since what was handled hangs on it. */
  abstract readonly name: string;
  abstract readonly listensTo: readonly EventFamily[];
  /** Whether it must see each version of an aggregate, one after the other: what comes early is parked. */
  readonly everyStep: boolean = false;
  /** Handles some events, those of one aggregate in their order. */
  abstract handle(events: readonly CloudEvent[], tx: Runs, generation: number): Promise<void>;
}
