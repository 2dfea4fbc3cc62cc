interface Planned {
  id: string;
  aggregate: string;
  seq: number;
}

export interface Plan<Item> {
  /** Handled in one transaction. */
  together: Item[];
  /** Each by itself, by aggregates. */
  oneByOne: Item[][];
  /** Behind one of their aggregate that is to come again. */
  held: Item[];
}

/**
 * How to handle what has come, in the order of the stream: what has a history goes by itself, with all of its aggregate
 * that came along, so that it spoils the work of nobody else.
 *
 * @param tried the ids of those that have a history
 */
export function plan<Item extends Planned>(items: readonly Item[], tried: ReadonlySet<string>, isHeld: (item: Item) => boolean): Plan<Item> {
  const held = new Set(items.filter(isHeld));
  const free = items.filter((item) => !held.has(item));
  const groups = [...Map.groupBy(free, ({ aggregate }) => aggregate).values()];
  const isTried = (group: readonly Item[]) => group.some(({ id }) => tried.has(id));
  return { together: groups.filter((group) => !isTried(group)).flat(), oneByOne: groups.filter(isTried), held: [...held] };
}

/**
 * What this process has handed back and is to come again: what follows it in its aggregate waits, for as long as it may
 * be expected here. Another replica may get it instead, so that this keeps order as a rule, and guarantees nothing.
 */
export class Awaited {
  private readonly byAggregate = new Map<string, Map<string, { seq: number; untilMs: number }>>();

  add({ aggregate, id, seq }: Planned, untilMs: number): void {
    const known = this.byAggregate.get(aggregate) ?? new Map();
    this.byAggregate.set(aggregate, known.set(id, { seq, untilMs }));
  }

  came(items: readonly Planned[]): void {
    for (const { aggregate, id } of items) {
      const known = this.byAggregate.get(aggregate);
      if (known?.delete(id) && known.size === 0) this.byAggregate.delete(aggregate);
    }
  }

  /** Whether one that comes before it is awaited still. */
  holds({ aggregate, seq }: Planned, nowMs: number): boolean {
    const known = this.byAggregate.get(aggregate);
    if (!known) return false;
    for (const [id, { untilMs }] of known) if (untilMs < nowMs) known.delete(id);
    if (known.size === 0) this.byAggregate.delete(aggregate);
    return [...known.values()].some((each) => each.seq < seq);
  }
}
