/**
 * The thread: what became of what, from a need to its effect, in both directions and from any of its members (domain page,
 * "One thread"; API contract, R9). Pure functions: no clock, no database.
 */
import type { LocalisedText } from '@fiksu/contracts';

/** The members that there are by now. */
export const THREAD_KINDS = ['need', 'session', 'item'] as const;
export type ThreadKind = (typeof THREAD_KINDS)[number];

export const RELATIONS = ['merged-into', 'worked-on-in', 'resulted-in', 'crystallised-into', 'superseded-by'] as const;
export type Relation = (typeof RELATIONS)[number];

export interface Member {
  kind: ThreadKind;
  id: string;
}

export interface ThreadNode extends Member {
  title: LocalisedText | null;
  status: string;
  /** When it came to be: an instant, UTC. */
  at: string;
}

export interface ThreadLink {
  from: Member;
  to: Member;
  relation: Relation;
  at: string;
  /** The role of whoever made the link, `rule` or `clock`; null where nobody has kept it. */
  by: string | null;
}

const wordOf = ({ kind, id }: Member): string => `${kind} ${id}`;

/**
 * The links of which both ends may be read, oldest first, each once: a session that is about a need, and of which the need
 * has come, are two.
 */
export function linksBetween(nodes: readonly Member[], links: readonly ThreadLink[]): ThreadLink[] {
  const known = new Set(nodes.map(wordOf));
  const between = links.filter(({ from, to }) => known.has(wordOf(from)) && known.has(wordOf(to)));
  const once = new Map(between.map((link) => [`${wordOf(link.from)} ${link.relation} ${wordOf(link.to)}`, link]));
  return [...once].sort(([one, a], [other, b]) => (a.at === b.at ? compare(one, other) : compare(a.at, b.at))).map(([, link]) => link);
}

/** Oldest first; of the same moment in the order of the thread, from need to item. */
export const inOrder = (nodes: readonly ThreadNode[]): ThreadNode[] =>
  [...nodes].sort((a, b) => compare(a.at, b.at) || THREAD_KINDS.indexOf(a.kind) - THREAD_KINDS.indexOf(b.kind) || compare(a.id, b.id));

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
