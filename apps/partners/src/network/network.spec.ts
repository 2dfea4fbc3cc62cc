import fc from 'fast-check';
import { degreesOf, edgesOf, sharedMax, type Party, type SharedThing } from './network.ts';

const [A, B, C] = ['a', 'b', 'c'] as [string, string, string];
const took = (...organisations: string[]): Party[] => organisations.map((organisation) => ({ organisation, role: 'participant' }));
const session = (id: string, from: string, parties: Party[]): SharedThing => ({ kind: 'session', id, title: { en: id }, from, to: from, parties });
const among = new Set([A, B, C]);

describe('who has worked with whom', () => {
  it('joins each two that took part in the same thing, once, with the role that each of them had', () => {
    const edges = edgesOf([session('sprint', '2026-05-01', [{ organisation: C, role: 'facilitator' }, ...took(A)])], among);
    expect(edges).toEqual([
      {
        between: [A, C],
        weight: 1,
        shared: [{ kind: 'session', id: 'sprint', title: { en: 'sprint' }, from: '2026-05-01', to: '2026-05-01', roles: ['participant', 'facilitator'] }],
      },
    ]);
  });

  it('weighs an edge by the number of things, the oldest of them first', () => {
    const [first] = edgesOf([session('late', '2026-06-01', took(A, B)), session('early', '2026-05-01', took(B, A, C))], among);
    expect(first).toMatchObject({ between: [A, B], weight: 2, shared: [{ id: 'early' }, { id: 'late' }] });
  });

  it('tells the latest of many things, and weighs all of them', () => {
    const days = Array.from({ length: sharedMax + 2 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));
    const [edge] = edgesOf(
      days.map((day) => session(day, day, took(A, B))),
      among,
    );
    expect([edge?.weight, edge?.shared.map(({ id }) => id)]).toEqual([days.length, days.slice(2)]);
  });

  it('takes the first of the roles of whoever had two: two that have become one do not work with themselves', () => {
    expect(edgesOf([session('sprint', '2026-05-01', [{ organisation: A, role: 'facilitator' }, ...took(A)])], among)).toEqual([]);
    const twice = [{ organisation: A, role: 'facilitator' }, ...took(A, B)];
    expect(edgesOf([session('sprint', '2026-05-01', twice)], among)[0]?.shared[0]?.roles).toEqual(['facilitator', 'participant']);
  });

  it('leaves out whom the registry does not know', () => {
    expect(edgesOf([session('sprint', '2026-05-01', took(A, 'unknown'))], among)).toEqual([]);
  });

  it('counts with how many others each has worked, and not how often', () => {
    const edges = edgesOf([session('one', '2026-05-01', took(A, B, C)), session('two', '2026-06-01', took(A, B))], among);
    expect(Object.fromEntries(degreesOf(edges))).toEqual({ a: 2, b: 2, c: 2 });
  });

  it('comes to the same in whatever order things and those who took part are named', () => {
    const parties = fc.uniqueArray(fc.constantFrom(A, B, C), { minLength: 1 }).map((some) => took(...some));
    const things = fc.array(parties, { maxLength: 6 }).map((all) => all.map((each, index) => session(String(index), '2026-05-01', each)));
    fc.assert(
      fc.property(things, fc.infiniteStream(fc.nat()), (some, keys) => {
        const shuffled = some.map((each) => [keys.next().value, each] as const).sort(([a], [b]) => a - b);
        const turned = shuffled.map(([, each]) => ({ ...each, parties: [...each.parties].reverse() }));
        expect(edgesOf(turned, among)).toEqual(edgesOf(some, among));
      }),
    );
  });
});
