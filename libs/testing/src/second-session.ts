import pg from 'pg';

/** A session of its own beside the service: holds what the service then has to wait for. */
export async function secondSession(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

const triesMax = 20_000;

/** Until so many sessions of this database wait for a lock: then the requests that a test has sent have come to it. */
export async function untilWaiting(client: pg.Client, sessions: number): Promise<void> {
  for (let tries = 0; tries < triesMax; tries++) {
    // Inside a transaction PostgreSQL would show the same picture again and again.
    await client.query('select pg_stat_clear_snapshot()');
    const { rowCount } = await client.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    if ((rowCount ?? 0) >= sessions) return;
    await new Promise(setImmediate);
  }
  throw new Error('Nobody waits');
}
