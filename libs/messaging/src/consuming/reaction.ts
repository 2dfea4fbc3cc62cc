import type { CloudEvent, EventFamily } from '@fiksu/contracts';
import { sql, type Runs, type Sql } from '@fiksu/database';

/**
 * What a service does when something has happened, in another service or in its own. Everything is done in the
 * transaction that is passed, together with the note in the inbox: so it is done once, whatever dies.
 *
 * There is no order between aggregates, and two replicas work at once: what keeps the state of an aggregate writes it
 * guarded by its version (`… where excluded.version > kept.version`), and what must see each version asks for `everyStep`.
 */
export abstract class Reaction {
  /**
   * Names the durable consumers, the inbox and the dead letters: it never changes, since what was handled hangs on it.
   * A reaction that is to hear of more nouns than before gets a new name, or a rebuild.
   */
  abstract readonly name: string;
  abstract readonly listensTo: readonly EventFamily[];
  /** Whether it must see each version of an aggregate, one after the other: what comes early is parked. */
  readonly everyStep: boolean = false;
  /** Handles some events, those of one aggregate in their order. Nothing but the transaction may be written to. */
  abstract handle(events: readonly CloudEvent[], tx: Runs, generation: number): Promise<void>;
}

/**
 * A reaction that can be made anew from the streams: its rows carry the generation that they belong to. A rebuild feeds
 * the next generation beside the live one, which is read until the next one has caught up.
 */
export abstract class Projection extends Reaction {
  /** Removes the rows of a generation that nobody reads any more. */
  abstract forget(generation: number, tx: Runs): Promise<void>;

  /** The generation that is read: `where generation = ${this.live}`. */
  get live(): Sql {
    return sql`coalesce((select live_generation from projection where name = ${this.name}), 1)`;
  }
}

/** The name under which a generation of a reaction has its inbox, its dead letters and, after that of the service, its durables. */
export const consumerOf = ({ name }: Reaction, generation: number): string => (generation === 1 ? name : `${name}-${generation}`);
