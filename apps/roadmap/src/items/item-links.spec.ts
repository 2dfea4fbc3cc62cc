/** Since when, and by whom, each link of an item has been there: domain page, "One thread". */
import { link, noted, unlink } from './item-links.ts';
import { ruledItem } from './ruled-item.fixture.ts';

const maija = { role: 'coordinator' as const, organisation: 'org' };
const rule = { role: 'rule' as const, organisation: null };
const [first, later] = ['2026-11-01T08:00:00.000Z', '2026-11-25T08:00:00.000Z'];

describe('the notes of links', () => {
  it('are of exactly the links that are there, the old ones as they were', () => {
    const item = noted(ruledItem({ needs: ['n1', 'n2'], pilots: ['p'] }), first, maija);
    expect(item.linked).toHaveLength(3);
    const next = noted(link(unlink(item, 'need', 'n1'), 'indicator', 'i'), later, rule);
    expect(next.linked).toEqual([
      { kind: 'pilot', id: 'p', since: first, by: maija },
      { kind: 'indicator', id: 'i', since: later, by: rule },
      { kind: 'need', id: 'n2', since: first, by: maija },
    ]);
  });

  it('begin anew for a link that was taken away and comes again', () => {
    const without = noted(unlink(noted(ruledItem({ needs: ['n'] }), first, maija), 'need', 'n'), first, maija);
    expect(noted(link(without, 'need', 'n'), later, rule).linked).toEqual([{ kind: 'need', id: 'n', since: later, by: rule }]);
  });

  it('tell also of the item that took its place', () => {
    expect(noted(ruledItem({ supersededBy: 'x' }), later, maija).linked).toEqual([{ kind: 'item', id: 'x', since: later, by: maija }]);
  });

  it('tell the same id of two kinds apart', () => {
    expect(noted(ruledItem({ pilots: ['x'], learnings: ['x'] }), first, maija).linked.map(({ kind }) => kind)).toEqual(['pilot', 'learning']);
  });
});
