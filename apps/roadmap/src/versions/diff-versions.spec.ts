/** What has changed from one version of the roadmap to another: API contract, R8. */
import fc from 'fast-check';
import { changesOf, diffVersions } from './diff-versions.ts';
import { anyItems, publishedItem } from '../testing/published-item.ts';

const [A, B, C, D] = [
  '0198aaaa-0000-7000-8000-00000000000a',
  '0198aaaa-0000-7000-8000-00000000000b',
  '0198aaaa-0000-7000-8000-00000000000c',
  '0198aaaa-0000-7000-8000-00000000000d',
];
const title = { fi: 'Varjoa torille' };
const reason = { fi: 'Rahoitusta ei saatu' };
const nothing = { added: [], removed: [], dropped: [], changed: [], moved: [] };

describe('from one version to another', () => {
  it('an item that was not there is added', () => {
    expect(diffVersions([publishedItem(A)], [publishedItem(A), publishedItem(B)])).toEqual({ ...nothing, added: [{ id: B, title }] });
  });

  it('an item that is not there any more is removed', () => {
    expect(diffVersions([publishedItem(A), publishedItem(B)], [publishedItem(B)])).toEqual({ ...nothing, removed: [{ id: A, title }] });
  });

  it('an item in another horizon has moved, and has changed', () => {
    expect(diffVersions([publishedItem(A, { horizon: 'next' })], [publishedItem(A, { horizon: 'now' })])).toEqual({
      ...nothing,
      changed: [{ id: A, title, changes: [{ pointer: '/horizon', from: 'next', to: 'now' }] }],
      moved: [{ id: A, title, from: 'next', to: 'now' }],
    });
  });

  it('an item of which anything is another has changed, and is named as it is now', () => {
    const [before, after] = [publishedItem(A, { title: { fi: 'Varjoa' }, owner: B }), publishedItem(A, { title: { fi: 'Varjoa', sv: 'Skugga' }, owner: null })];
    expect(diffVersions([before], [after])).toEqual({
      ...nothing,
      changed: [
        {
          ...{ id: A, title: { fi: 'Varjoa', sv: 'Skugga' } },
          changes: [
            { pointer: '/title/sv', from: null, to: 'Skugga' },
            { pointer: '/owner', from: B, to: null },
          ],
        },
      ],
    });
  });

  it('an item that was dropped is told as dropped with its reason, and as nothing else', () => {
    const dropped = publishedItem(A, { status: 'dropped', dropReason: reason, horizon: 'later' });
    const told = { ...nothing, dropped: [{ id: A, title, reason }] };
    expect(diffVersions([publishedItem(A)], [dropped])).toEqual(told);
    // Committed to and dropped since: the version before does not know it.
    expect(diffVersions([], [dropped])).toEqual(told);
    // Dropped in a version between: the later one does not know it any more.
    expect(diffVersions([publishedItem(A)], [], [dropped])).toEqual(told);
    // Whoever knows that already is told no more.
    expect(diffVersions([dropped], [dropped], [dropped])).toEqual(nothing);
  });

  it('an item that came and went between them is no difference', () => {
    expect(diffVersions([], [], [publishedItem(A, { status: 'dropped', dropReason: reason })])).toEqual(nothing);
  });

  it('everything is told at once', () => {
    const before = [publishedItem(A), publishedItem(B, { horizon: 'later' }), publishedItem(C)];
    const after = [publishedItem(B, { horizon: 'next' }), publishedItem(C, { status: 'dropped', dropReason: reason }), publishedItem(D)];
    const { added, removed, dropped, changed, moved } = diffVersions(before, after);
    const ids = (list: { id: string }[]) => list.map(({ id }) => id);
    expect([added, removed, dropped, changed, moved].map(ids)).toEqual([[D], [A], [C], [B], [B]]);
  });
});

describe('whatever two versions hold', () => {
  it('to itself a version has no difference', () => {
    fc.assert(fc.property(anyItems, (items) => expect(diffVersions(items, items)).toEqual(nothing)));
  });

  it('each item is told once; what has moved is among what has changed', () => {
    fc.assert(
      fc.property(anyItems, anyItems, (before, after) => {
        const { added, removed, dropped, changed, moved } = diffVersions(before, after);
        const told = [...added, ...removed, ...dropped, ...changed].map(({ id }) => id);
        expect(new Set(told).size).toBe(told.length);
        const movedByChanges = changed.filter(({ changes }) => changes.some(({ pointer }) => pointer === '/horizon')).map(({ id }) => id);
        expect(moved.map(({ id }) => id)).toEqual(movedByChanges);
      }),
    );
  });

  it('the way back takes away what the way there has added', () => {
    fc.assert(
      fc.property(anyItems, anyItems, (before, after) => {
        const there = diffVersions(before, after);
        const back = diffVersions(after, before);
        const droppedEver = new Set([...there.dropped, ...back.dropped].map(({ id }) => id));
        const idsOf = (list: { id: string }[]) => list.map(({ id }) => id).filter((id) => !droppedEver.has(id));
        expect(idsOf(back.removed)).toEqual(idsOf(there.added));
        expect(idsOf(back.added)).toEqual(idsOf(there.removed));
      }),
    );
  });

  it('the changes make of an item what it is in the other version', () => {
    fc.assert(
      fc.property(anyItems, anyItems, (before, after) => {
        for (const { id, changes } of diffVersions(before, after).changed) {
          const item = structuredClone(before.find((each) => each.id === id)) as unknown as Record<string, unknown>;
          for (const { pointer, to } of changes) set(item, pointer.slice(1).split('/'), to);
          expect(
            changesOf(
              item,
              after.find((each) => each.id === id),
            ),
          ).toEqual([]);
        }
      }),
    );
  });
});

describe('the pointer of a change', () => {
  it('is written by RFC 6901, section 3', () => {
    expect(changesOf({ 'a/b': 1, 'm~n': 2 }, { 'a/b': 3, 'm~n': 4 })).toEqual([
      { pointer: '/a~1b', from: 1, to: 3 },
      { pointer: '/m~0n', from: 2, to: 4 },
    ]);
  });

  it('leads to a list as a whole: places in it say nothing', () => {
    expect(changesOf({ themes: ['energy', 'mobility'] }, { themes: ['mobility'] })).toEqual([
      { pointer: '/themes', from: ['energy', 'mobility'], to: ['mobility'] },
    ]);
  });
});

function set(target: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) target[name] = value;
  else set(target[name] as Record<string, unknown>, rest, value);
}
