import { sql, type Caller, type Runs } from '@fiksu/service';

/** For which purpose the author of a need is hashed. Never changes: authors are found by it. */
export const authorPurpose = 'need author';

/**
 * Remembers which resident wrote a need, under a keyed hash, where a token says who it is: what they wrote is theirs to read
 * and to have erased (API contract, P10). Whoever else acts stands in history; who has no token holds the receipt alone.
 */
export async function rememberAuthor(need: string, by: Caller, on: Runs): Promise<void> {
  if (by.claims === null || by.role !== 'resident') return;
  await on.run(sql`insert into need_author (need, author) values (${need}, ${by.hash(authorPurpose)})`);
}
