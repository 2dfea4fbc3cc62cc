import { DataSource, type DataSourceOptions, type MigrationInterface } from 'typeorm';
import type { EncryptedColumn } from './encryption/rotate-keys.ts';

const statementTimeoutMs = 30_000;
/** How long a request waits for another with the same `Idempotency-Key` (G16: up to 10 s). */
const lockTimeoutMs = 10_000;
const connectTimeoutMs = 5_000;
/** A process that is frozen in the middle of a transaction holds its locks no longer than this. */
const idleInTransactionTimeoutMs = 10_000;

type EntityClass = new () => object;

/** What a service keeps: listed by name, so that a bundler or a typo cannot lose one. */
export interface Kept {
  entities: EntityClass[];
  migrations: (new () => MigrationInterface)[];
  /** Columns whose values are encrypted: what a rotation of keys goes through. */
  encrypted?: readonly EncryptedColumn[];
}

export interface Connection {
  url: string;
  poolMax: number;
  /** Names the connection in `pg_stat_activity`. */
  applicationName: string;
}

export function dataSourceOptions(kept: Kept, connection: Connection): DataSourceOptions {
  return {
    type: 'postgres',
    url: connection.url,
    applicationName: connection.applicationName,
    poolSize: connection.poolMax,
    connectTimeoutMS: connectTimeoutMs,
    extra: {
      statement_timeout: statementTimeoutMs,
      lock_timeout: lockTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
      keepAlive: true,
    },
    entities: kept.entities,
    migrations: kept.migrations,
    migrationsTransactionMode: 'each',
    migrationsTableName: 'migration',
    synchronize: false,
    logging: false,
  };
}

export const createDataSource = (kept: Kept, connection: Connection): DataSource => new DataSource(dataSourceOptions(kept, connection));
