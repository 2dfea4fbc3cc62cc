/** Where a need is counted: in each of its districts, by its state. */
export interface Place {
  status: string;
  districts: readonly string[];
}

/** One change of one count. */
export interface Step {
  district: string;
  status: string;
  by: number;
}

/**
 * What the counts change by when needs move, all together: nothing where a need ends where it began. Sorted, so that two
 * at once change the counts in the same order and cannot wait for one another.
 *
 * @param moves where each need was, null for one that is new, and where it is now, one after the other
 */
export function stepsOf(moves: readonly (readonly [before: Place | null, now: Place])[]): Step[] {
  const changes = new Map<string, Step>();
  const add = ({ status, districts }: Place, by: number) => {
    for (const district of new Set(districts)) {
      const key = JSON.stringify([district, status]);
      changes.set(key, { district, status, by: (changes.get(key)?.by ?? 0) + by });
    }
  };
  for (const [before, now] of moves) {
    if (before) add(before, -1);
    add(now, 1);
  }
  const order = (one: Step, other: Step) => compare(one.district, other.district) || compare(one.status, other.status);
  return [...changes.values()].filter(({ by }) => by !== 0).sort(order);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
