import { sql, type Runs } from '@fiksu/database';

/**
 * Keeps that an organisation was merged into another, whatever of a chain is heard first: A into B and B into C come from
 * two resources, and so in any order.
 *
 * @returns the one that is left of all of them
 */
export async function noteMerge(old: string, into: string, at: string, tx: Runs): Promise<string> {
  // Two parts of a chain that are noted at once would not see each other.
  await tx.run(sql`select pg_advisory_xact_lock(${mergesLock})`);
  const [further] = await tx.run<{ survivor: string }>(sql`select survivor from merged_organisation where old = ${into}`);
  const survivor = further?.survivor ?? into;
  await tx.run(sql`insert into merged_organisation (old, survivor, at) values (${old}, ${survivor}, ${at}) on conflict (old) do nothing`);
  await tx.run(sql`update merged_organisation set survivor = ${survivor} where survivor = ${old}`);
  return survivor;
}

/** Any number that is the same in all replicas. */
const mergesLock = 815_652;
