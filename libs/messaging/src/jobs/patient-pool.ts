import { setTimeout as delay } from 'node:timers/promises';
import { isTransient } from '@fiksu/database';
import pg from 'pg';

const againAfterMs = 500;

type Heard = Parameters<pg.Pool['connect']>[0];
type Release = Parameters<Heard>[2];

/**
 * Connections for the worker of jobs, which ends of a database that does not answer: here it waits until one does. So a
 * job that ends during an outage is written down as ended after it.
 */
export class PatientPool extends pg.Pool {
  private readonly givingUp = new AbortController();

  constructor(terms: pg.PoolConfig) {
    super({ connectionTimeoutMillis: 5000, keepAlive: true, ...terms });
    // Of a connection that ends, whoever uses it hears; without these lines the process would end.
    this.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  }

  /** Waits no longer: who waits for a connection hears that there is none. */
  giveUp(): void {
    this.givingUp.abort();
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(heard: Heard): void;
  override connect(heard?: Heard): Promise<pg.PoolClient> | void {
    return heard ? super.connect((error, client, release) => heard(error, client, onlyOnce(release))) : this.connectInTheEnd();
  }

  private async connectInTheEnd(): Promise<pg.PoolClient> {
    for (;;) {
      try {
        return await super.connect();
      } catch (error) {
        if (this.givingUp.signal.aborted || !isTransient(error)) throw error;
        await delay(againAfterMs, undefined, { signal: this.givingUp.signal }).catch(() => undefined);
      }
    }
  }
}

/**
 * The worker gives back the connection on which it listens a second time where that ends in the very moment of its
 * beginning. A pool that has ended gives none, and nothing to give it back with.
 */
function onlyOnce(release: Release | undefined): Release {
  let released = release === undefined;
  return (broken) => {
    if (!released) release?.(broken);
    released = true;
  };
}
