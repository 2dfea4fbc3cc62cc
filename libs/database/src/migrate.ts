import type { DataSource } from 'typeorm';
import { createDataSource, type Kept } from './data-source.ts';

/** Any number that is the same in all replicas: TypeORM has no lock of its own around migrations. */
const migrationLock = 815_642;
const lockTimeout = '3s';

/**
 * Brings a database to the schema that this build needs, one migrator at a time, then ends.
 * Runs as the owner of the database, whose tables the service's role may use but not change.
 */
export async function migrate(kept: Kept, ownerUrl: string): Promise<string[]> {
  const dataSource = createDataSource(kept, { url: ownerUrl, poolMax: 2, applicationName: 'migrate' });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query(`select pg_advisory_lock($1)`, [migrationLock]);
    await dataSource.query(`set lock_timeout = '${lockTimeout}'`);
    return (await dataSource.runMigrations()).map((migration) => migration.name);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}

/** The names of the migrations that this build needs and the database lacks. */
export async function missingMigrations(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(`select name from migration`).catch((error: { code?: string }) => {
    if (error.code === '42P01') return [];
    throw error;
  });
  const done = new Set(rows.map((row) => row.name));
  return dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name).filter((name) => !done.has(name));
}
