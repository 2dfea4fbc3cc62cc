import { z } from 'zod';
import { raw, sql, type Sql } from '@fiksu/database';

const patternLengthMax = 200;
const patternsMax = 100;
const wholeType = /^fiksu(\.[a-z0-9-]+){3}\.v[1-9]\d*$/;
const beginning = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.\*$/;

/** How somebody names the events that it wants (API contract, G21 and G22). */
export const TypePattern = z
  .string()
  .max(patternLengthMax)
  .refine((text) => wholeType.test(text) || beginning.test(text), { message: 'Must be a whole type of event, or end in ".*"' })
  .meta({
    id: 'EventTypePattern',
    description: 'A whole type of event, or its beginning with `.*` behind it',
    examples: ['fiksu.roadmap.need.accepted.v1', 'fiksu.roadmap.*'],
  });

/** Types that are named, and beginnings of types. One that fits any of them is wanted. */
export interface TypePatterns {
  types: string[];
  beginnings: string[];
}

/** What is wrong with some patterns, or null. */
export function patternsFault(patterns: readonly string[]): string | null {
  if (patterns.length > patternsMax) return `At most ${patternsMax}`;
  const faulty = patterns.find((pattern) => !TypePattern.safeParse(pattern).success);
  return faulty === undefined ? null : `"${faulty}" is neither a whole type of event nor ends in ".*"`;
}

/** What stands before the `.*` of a pattern is how its types begin, to the letter: also in the middle of a word (G22). */
export function readPatterns(patterns: readonly string[]): TypePatterns {
  const open = patterns.filter((pattern) => pattern.endsWith('.*'));
  return { types: patterns.filter((pattern) => !open.includes(pattern)), beginnings: open.map((pattern) => pattern.slice(0, -'.*'.length)) };
}

/** Whether a type is wanted; without patterns all are. */
export const matchesType = (type: string, patterns: TypePatterns | null): boolean =>
  patterns === null || patterns.types.includes(type) || patterns.beginnings.some((start) => type.startsWith(start));

/** The rows of the outbox of which `matchesType` is true. */
export const ofTypes = (patterns: TypePatterns | null): Sql =>
  patterns === null ? raw('true') : sql`subject = any(${patterns.types}::text[]) or subject ^@ any(${patterns.beginnings}::text[])`;
