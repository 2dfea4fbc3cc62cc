import { sql, type Database } from '@fiksu/database';
import { consumerOf, type Projection } from './reaction.ts';

/** Which generations of a projection there are. */
export interface Generations {
  name: string;
  live: number;
  building: number | null;
  /** One whose rows are still to be removed. */
  retired: number | null;
  asOf: string | null;
}

const columns = sql`name, live_generation as live, building_generation as building, retired_generation as retired, as_of as "asOf"`;

/** Makes the rows of projections that are new, and reads all. */
export async function readGenerations(db: Database, names: readonly string[]): Promise<Generations[]> {
  const read = () => db.run<Generations>(sql`select ${columns} from projection where name = any(${names}) order by name`);
  const rows = await read();
  if (rows.length === names.length) return rows;
  await db.run(sql`insert into projection (name) select unnest(${names}::text[]) on conflict do nothing`);
  return read();
}

/** Begins the next generation; false while one is being built, or another one still removed. */
export async function beginGeneration(db: Database, name: string): Promise<boolean> {
  await readGenerations(db, [name]);
  const begun = await db.run(sql`
    update projection set building_generation = live_generation + 1
    where name = ${name} and building_generation is null and retired_generation is null returning name`);
  return begun.length > 0;
}

/**
 * Lets the generation that has been built be read, once, whichever replica is first. Waits for what is being handled
 * for the former one, after which nothing more is written to that.
 */
export async function switchGeneration(db: Database, { name, building }: Generations): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.run(sql`select from projection where name = ${name} for update`);
    await tx.run(sql`
      update projection set live_generation = building_generation, retired_generation = live_generation, building_generation = null
      where name = ${name} and building_generation = ${building}`);
  });
}

/** Removes all that was kept of the generation that was read before. */
export async function forgetRetired(db: Database, projection: Projection, retired: number): Promise<void> {
  const consumer = consumerOf(projection, retired);
  await db.transaction(async (tx) => {
    const [free] = await tx.run<{ free: boolean }>(sql`select pg_try_advisory_xact_lock(hashtextextended(${`forget ${consumer}`}, 0)) as free`);
    if (!free?.free) return;
    // Another replica may have done it since it was read that there is something to do.
    const retiring = await tx.run(sql`select from projection where name = ${projection.name} and retired_generation = ${retired}`);
    if (retiring.length === 0) return;
    await projection.forget(retired, tx);
    await tx.run(sql`delete from inbox where consumer = ${consumer}`);
    await tx.run(sql`delete from inbox_step where consumer = ${consumer}`);
    await tx.run(sql`delete from inbox_parked where consumer = ${consumer}`);
    await tx.run(sql`delete from consumer_attempts where consumer = ${consumer}`);
    await tx.run(sql`
      update dead_letters set resolved_at = clock_timestamp(), resolution = 'rebuilt' where consumer = ${consumer} and resolved_at is null`);
    await tx.run(sql`update projection set retired_generation = null where name = ${projection.name} and retired_generation = ${retired}`);
  });
}

/** Notes until when what is read has come. */
export async function noteAsOf(db: Database, name: string, at: Date): Promise<void> {
  await db.run(sql`update projection set as_of = greatest(as_of, ${at.toISOString()}::timestamptz) where name = ${name}`);
}
