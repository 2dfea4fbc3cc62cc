/** The states of an item as a table and as properties: API contract, R7 and G17. */
import { DomainError } from '@fiksu/service';
import fc from 'fast-check';
import { ITEM_STATUSES, allowedIn, commit, drop, isPublic, move, settled, supersede, type Item, type ItemStatus } from './item.ts';
import { ruledItem } from './ruled-item.fixture.ts';

const now = '2026-11-25T10:00:00.000Z';
const successor = '0198cccc-0000-7000-8000-000000000002';
const moves = ['commit', 'start', 'hold', 'resume', 'complete', 'drop', 'supersede'] as const;
type AnyMove = (typeof moves)[number];

function act(action: AnyMove, item: Item): Item {
  if (action === 'commit') return commit(item, now);
  if (action === 'drop') return drop(item, { en: 'No money' });
  return action === 'supersede' ? supersede(item, [successor]) : move(item, action);
}

function refusalOf(rule: () => unknown): DomainError | null {
  try {
    rule();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** By hand, from R7 and G17: where each action leads. */
const arrows: Record<ItemStatus, Partial<Record<AnyMove, ItemStatus>>> = {
  idea: { commit: 'committed', drop: 'dropped', supersede: 'superseded' },
  candidate: { commit: 'committed', drop: 'dropped', supersede: 'superseded' },
  committed: { start: 'in-progress', drop: 'dropped', supersede: 'superseded' },
  'in-progress': { hold: 'on-hold', complete: 'done', drop: 'dropped', supersede: 'superseded' },
  'on-hold': { resume: 'in-progress', drop: 'dropped', supersede: 'superseded' },
  done: {},
  dropped: {},
  superseded: {},
};

describe('the states of an item', () => {
  it.each(ITEM_STATUSES.flatMap((from) => moves.map((action): [ItemStatus, AnyMove] => [from, action])))('from %s: %s', (from, action) => {
    const item = ruledItem({ status: from });
    const to = arrows[from][action];
    if (to) return expect(act(action, item).status).toBe(to);
    expect(refusalOf(() => act(action, item))).toMatchObject({
      kind: 'Conflict',
      code: 'illegal-transition',
      members: { state: from, allowed: allowedIn(from) },
    });
  });

  it.each(ITEM_STATUSES)('%s names exactly the actions that lead on', (status) => {
    expect([...allowedIn(status)].sort()).toEqual(Object.keys(arrows[status]).sort());
  });

  it('once public, an item stays public, whatever becomes of it; an item that nobody committed to never is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 12 }), (actions) => {
        let item = ruledItem();
        let committed = false;
        for (const action of actions) {
          if (refusalOf(() => act(action, item))) continue;
          item = act(action, item);
          committed ||= action === 'commit';
          expect(isPublic(item)).toBe(committed);
        }
      }),
    );
  });
});

describe('an item that nobody has committed to', () => {
  it('is a candidate with a need and an idea without one, by itself', () => {
    expect(settled(ruledItem({ needs: ['n'] })).status).toBe('candidate');
    expect(settled(ruledItem({ status: 'candidate' })).status).toBe('idea');
  });

  it.each<ItemStatus>(['committed', 'in-progress', 'on-hold', 'done', 'dropped', 'superseded'])('and only that: one that is %s stays so', (status) => {
    expect(settled(ruledItem({ status, needs: ['n'] })).status).toBe(status);
    expect(settled(ruledItem({ status })).status).toBe(status);
  });
});

describe('an item that supersedes another', () => {
  const item = ruledItem();
  it.each<[string, string[]]>([
    ['is one that there is', []],
    ['is not the item itself', [item.id]],
    ['was not superseded by it, however far away', [successor, '0198cccc-0000-7000-8000-000000000003', item.id]],
  ])('%s', (_, chain) => {
    expect(refusalOf(() => supersede(item, chain))).toMatchObject({ kind: 'Invalid', members: { errors: [{ pointer: '/by' }] } });
  });
});
