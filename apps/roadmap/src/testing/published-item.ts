import fc from 'fast-check';
import { HORIZONS } from '../items/item.ts';
import { ENDED, LASTING, type PublishedItem } from '../versions/version.ts';

/** An item as a version keeps it; what a test is about stands in `terms`. */
export const publishedItem = (id: string, terms: Partial<PublishedItem> = {}): PublishedItem => ({
  ...{ id, status: 'committed', title: { fi: 'Varjoa torille' }, goal: null, districts: ['malmi'], themes: [], horizon: 'now', window: null },
  ...{ owner: null, programme: null, needs: [], dependsOn: [], developments: [], pilots: [], indicators: [], learnings: [] },
  ...{ expectedClimateEffect: null, milestones: [], dropReason: null, supersededBy: null },
  ...terms,
});

const anyText = fc.record({ fi: fc.string(), sv: fc.string() }, { requiredKeys: ['fi'] });
const anyMilestone = fc.record({
  ...{ id: fc.uuid(), title: anyText, dueOn: fc.constantFrom('2027-04-30', '2027-05-31'), status: fc.constantFrom('due', 'done', 'cancelled') },
  ...{ doneOn: fc.constant(null), reason: fc.option(anyText) },
});

/** A few ids, so that two versions have some of them in common. */
const anyId = fc.integer({ min: 0, max: 9 }).map((digit) => `0198aaaa-0000-7000-8000-00000000000${digit}`);

export const anyItem: fc.Arbitrary<PublishedItem> = fc
  .record({
    ...{ id: anyId, status: fc.constantFrom(...LASTING, ...ENDED), title: anyText, goal: fc.option(anyText), horizon: fc.constantFrom(...HORIZONS) },
    ...{ themes: fc.subarray(['energy', 'mobility', 'wellbeing']), needs: fc.uniqueArray(fc.uuid(), { maxLength: 3 }), owner: fc.option(fc.uuid()) },
    ...{ milestones: fc.array(anyMilestone, { maxLength: 3 }), dropReason: fc.option(anyText) },
    window: fc.option(fc.record({ from: fc.option(fc.constant('2027-03')), to: fc.option(fc.constantFrom('2027-11', '2028-02-29')) })),
  })
  .map(({ id, ...terms }) => publishedItem(id, terms as Partial<PublishedItem>));

/** The items of a version: each id once. */
export const anyItems = fc.uniqueArray(anyItem, { selector: ({ id }) => id, maxLength: 6 });
