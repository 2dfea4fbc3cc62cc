import { Awaited, plan } from './plan.ts';

const item = (id: string, aggregate: string, seq: number) => ({ id, aggregate, seq });
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
const [a1, b1, a2, b2, c1] = [item('a1', 'a', 1), item('b1', 'b', 2), item('a2', 'a', 3), item('b2', 'b', 4), item('c1', 'c', 5)];

describe('what has come', () => {
  const none = () => false;

  it('goes together while nothing has failed', () => {
    const { together, oneByOne, held } = plan([a1, b1, a2], new Set(), none);
    expect(idsOf(together)).toEqual(['a1', 'a2', 'b1']);
    expect([oneByOne, held]).toEqual([[], []]);
  });

  it('goes by itself with its aggregate where one has a history, in the order of the stream', () => {
    const { together, oneByOne } = plan([a1, b1, a2, b2, c1], new Set(['b1']), none);
    expect(idsOf(together)).toEqual(['a1', 'a2', 'c1']);
    expect(oneByOne.map(idsOf)).toEqual([['b1', 'b2']]);
  });

  it('waits where it is held', () => {
    const { together, held } = plan([a2, b2], new Set(), ({ id }) => id === 'a2');
    expect(idsOf(together)).toEqual(['b2']);
    expect(idsOf(held)).toEqual(['a2']);
  });
});

describe('what is awaited', () => {
  it('holds what comes after it in its aggregate, and nothing else', () => {
    const awaited = new Awaited();
    awaited.add(a1, 1000);
    expect([a1, a2, b1].map((each) => awaited.holds(each, 500))).toEqual([false, true, false]);
  });

  it('holds nothing once it has come, or longer than it may be expected', () => {
    const awaited = new Awaited();
    awaited.add(a1, 1000);
    awaited.came([a1]);
    expect(awaited.holds(a2, 500)).toBe(false);
    awaited.add(a1, 1000);
    expect(awaited.holds(a2, 1001)).toBe(false);
  });
});
