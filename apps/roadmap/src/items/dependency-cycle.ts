/** What items depend on makes no circle (API contract, R7). Pure. */

/** Which items an item depends on. */
export type DependsOn = ReadonlyMap<string, readonly string[]>;

export interface Cycle {
  /** The place in the item's list that leads back to it. */
  index: number;
  /** From the item along what each depends on, and back to it: `[A, B, A]`. */
  ids: string[];
}

/**
 * The first of an item's dependencies that leads back to it, by the shortest way; null where none does.
 * @param edges of the other items, as far as they can be reached
 */
export function cycleOf(id: string, dependsOn: readonly string[], edges: DependsOn): Cycle | null {
  for (const [index, first] of dependsOn.entries()) {
    const way = wayBack(id, first, edges);
    if (way) return { index, ids: [id, ...way] };
  }
  return null;
}

/** Breadth first, each item once, however they hang together. */
function wayBack(to: string, from: string, edges: DependsOn): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const at of cameFrom.keys()) {
    if (at === to) return wayTo(at, cameFrom);
    for (const next of edges.get(at) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, at);
  }
  return null;
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const way: string[] = [];
  for (let at: string | null = end; at !== null; at = cameFrom.get(at) ?? null) way.unshift(at);
  return way;
}
