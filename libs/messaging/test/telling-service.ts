import { randomUUID } from 'node:crypto';
import { Database, createDataSource, newId, sql } from '@fiksu/database';
import { cloneDatabase, type TestDatabase } from '@fiksu/testing';

const kept = { entities: [], migrations: [] };

/** A service that does nothing but tell: its database, and what it writes into its outbox. */
export class TellingService {
  private constructor(
    readonly database: TestDatabase,
    readonly db: Database,
  ) {}

  static async start(): Promise<TellingService> {
    const database = await cloneDatabase('telling', kept);
    return new TellingService(database, await connect(database.url));
  }

  /** Another replica: connections of its own on the same database. */
  async replica(url = this.database.url): Promise<Database> {
    return connect(url);
  }

  /** Records an event about an aggregate, as the kit does it; answers its id. */
  async tell(aggregate: string, version: number, { on = this.db, data = {} as object } = {}): Promise<string> {
    const id = newId();
    const type = 'fiksu.telling.thing.changed.v1';
    const event = {
      specversion: '1.0',
      id,
      source: '/telling/v1',
      type,
      subject: aggregate,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      aggregateversion: version,
      data: {
        id: aggregate.split('/')[1],
        version,
        ...data,
        change: { action: 'change', from: null, to: null, fields: [], by: 'admin' },
        visibility: 'public',
      },
    };
    await on.run(sql`insert into outbox (event_id, aggregate, subject, event) values (${id}, ${aggregate}, ${type}, ${JSON.stringify(event)}::jsonb)`);
    on.announceRecorded();
    return id;
  }

  async stop(): Promise<void> {
    await this.db.dataSource.destroy();
    await this.database.drop();
  }
}

/** An aggregate of its own for each test. */
export const anAggregate = (): string => `things/${randomUUID()}`;

async function connect(url: string): Promise<Database> {
  return new Database(await createDataSource(kept, { url, poolMax: 10, applicationName: 'telling' }).initialize());
}
