/** What items depend on makes no circle: API contract, R7. */
import fc from 'fast-check';
import { cycleOf } from './dependency-cycle.ts';

const names = ['A', 'B', 'C', 'D', 'E', 'F'];
const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges));

describe('a cycle', () => {
  it.each<[string, string, string[], Record<string, string[]>, { index: number; ids: string[] } | null]>([
    ['of an item with itself', 'A', ['A'], {}, { index: 0, ids: ['A', 'A'] }],
    ['of two', 'A', ['B'], { B: ['A'] }, { index: 0, ids: ['A', 'B', 'A'] }],
    ['of three', 'A', ['B'], { B: ['C'], C: ['A'] }, { index: 0, ids: ['A', 'B', 'C', 'A'] }],
    ['by the second of its dependencies', 'A', ['D', 'B'], { B: ['A'], D: [] }, { index: 1, ids: ['A', 'B', 'A'] }],
    ['by the shortest of two ways', 'A', ['B'], { B: ['C', 'D'], C: ['D'], D: ['A'] }, { index: 0, ids: ['A', 'B', 'D', 'A'] }],
    ['is none where two depend on the same', 'A', ['B', 'C'], { B: ['D'], C: ['D'], D: [] }, null],
    ['elsewhere is not that of the item', 'A', ['B'], { B: ['C'], C: ['B'] }, null],
    ['is none without dependencies', 'A', [], { B: ['A'] }, null],
  ])('%s', (_, id, dependsOn, edges, expected) => {
    expect(cycleOf(id, dependsOn, graph(edges))).toEqual(expected);
  });

  it('never comes about, in whatever order dependencies are set', () => {
    const change = fc.record({ id: fc.constantFrom(...names), dependsOn: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const edges = new Map<string, readonly string[]>();
        for (const { id, dependsOn } of changes) if (cycleOf(id, dependsOn, edges) === null) edges.set(id, dependsOn);
        expect(order(edges)).not.toBeNull();
      }),
    );
  });

  it('is refused only where there is one, and the way that is named is there', () => {
    const edgesOf = fc.dictionary(fc.constantFrom(...names), fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }));
    fc.assert(
      fc.property(edgesOf, fc.constantFrom(...names), fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }), (known, id, dependsOn) => {
        const edges = graph(known);
        const found = cycleOf(id, dependsOn, edges);
        expect(found !== null).toBe(dependsOn.some((first) => reaches(first, id, edges)));
        if (found === null) return;
        const { index, ids } = found;
        expect([ids[0], ids[1], ids.at(-1)]).toEqual([id, dependsOn[index], id]);
        for (let at = 1; at < ids.length - 1; at++) expect(edges.get(ids[at] as string)).toContain(ids[at + 1]);
      }),
    );
  });
});

/** An order in which each comes after what it depends on (Kahn, 1962); null where there is a circle. */
function order(edges: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done: string[] = [];
  while (done.length < names.length) {
    const ready = names.filter((name) => !done.includes(name) && (edges.get(name) ?? []).every((before) => done.includes(before)));
    if (ready.length === 0) return null;
    done.push(...ready);
  }
  return done;
}

/** By as many steps as there are names. */
function reaches(from: string, to: string, edges: ReadonlyMap<string, readonly string[]>): boolean {
  let reached = new Set([from]);
  for (const _ of names) reached = new Set([...reached, ...[...reached].flatMap((name) => edges.get(name) ?? [])]);
  return reached.has(to);
}
