/**
 * Who has worked with whom, in what: organisations that took part in the same thing are joined by an edge, which weighs as
 * much as there are such things (API contract, P8). Pure functions: no clock, no database.
 */
import type { LocalisedText } from '@fiksu/contracts';

/** What organisations share by now; more kinds come with the services that keep them. */
export const SHARED_KINDS = ['session', 'gathering'] as const;
export type SharedKind = (typeof SHARED_KINDS)[number];

export interface Party {
  organisation: string;
  role: string;
}

/** Something in which organisations took part together. */
export interface SharedThing {
  kind: SharedKind;
  id: string;
  title: LocalisedText;
  /** The day on which it began, in Helsinki: `2026-11-23`. */
  from: string;
  /** Its last day; null while it goes on. */
  to: string | null;
  parties: Party[];
}

export interface Edge {
  /** The smaller id first. */
  between: [string, string];
  weight: number;
  /** The latest `sharedMax` at most, oldest first; the roles are those of `between`, in its order. */
  shared: (Omit<SharedThing, 'parties'> & { roles: [string, string] })[];
}

/** So many of the things that two have shared are told. */
export const sharedMax = 20;

/** The edges between these organisations, the heaviest first. Whoever has two roles in one thing has the first that is named. */
export function edgesOf(things: readonly SharedThing[], among: ReadonlySet<string>): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { parties, ...thing } of [...things].sort((a, b) => compare(b.from, a.from) || compare(b.id, a.id)))
    for (const [one, other] of pairsOf(parties.filter(({ organisation }) => among.has(organisation)))) {
      const key = `${one.organisation} ${other.organisation}`;
      const edge: Edge = edges.get(key) ?? { between: [one.organisation, other.organisation], weight: 0, shared: [] };
      edge.weight += 1;
      if (edge.weight <= sharedMax) edge.shared.push({ ...thing, roles: [one.role, other.role] });
      edges.set(key, edge);
    }
  for (const { shared } of edges.values()) shared.reverse();
  return [...edges].sort(([one, a], [other, b]) => b.weight - a.weight || compare(one, other)).map(([, edge]) => edge);
}

/** With how many others each organisation is joined. */
export function degreesOf(edges: readonly Edge[]): Map<string, number> {
  const degrees = new Map<string, number>();
  for (const id of edges.flatMap(({ between }) => between)) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  return degrees;
}

/** Each two of those who took part, once, each of them with one role. */
function pairsOf(parties: readonly Party[]): [Party, Party][] {
  const each = [...new Map([...parties].reverse().map((party) => [party.organisation, party])).values()].sort((a, b) =>
    compare(a.organisation, b.organisation),
  );
  return each.flatMap((one, index) => each.slice(index + 1).map((other): [Party, Party] => [one, other]));
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
