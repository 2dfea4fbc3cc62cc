/** Progress is computed from pilots and indicators, and says why: API contract, R7; domain page, "The roadmap". */
import fc from 'fast-check';
import { progressOf, type Heard, type HeardOf } from './progress.ts';

const [a, b, c] = ['0198dddd-0000-7000-8000-00000000000a', '0198dddd-0000-7000-8000-00000000000b', '0198dddd-0000-7000-8000-00000000000c'] as const;
const pilot = (status: string): Heard => ({ status, progress: null });
const indicator = (progress: number | null): Heard => ({ status: null, progress });
const heardOf =
  (known: Record<string, Heard>): HeardOf =>
  (_, id) =>
    known[id];

describe('the progress of an item', () => {
  it('is not known where nothing is linked, and says so', () => {
    const { value, because } = progressOf({ pilots: [], indicators: [] }, heardOf({}));
    expect([value, because.map(({ code }) => code)]).toEqual([null, ['nothing-to-measure']]);
  });

  it('is not known, and not zero, where nothing was heard of what is linked', () => {
    const { value, because } = progressOf({ pilots: [a], indicators: [b] }, heardOf({}));
    expect(value).toBeNull();
    expect(because).toMatchObject([
      { kind: 'pilot', id: a, code: 'pilot-not-heard' },
      { kind: 'indicator', id: b, code: 'indicator-not-heard' },
    ]);
  });

  it.each([
    ['preparation', 0.1],
    ['ready', 0.2],
    ['running', 0.5],
    ['paused', 0.5],
    ['wrap-up', 0.8],
    ['completed', 1],
    ['terminated', null],
    ['a state that was added later', null],
  ])('is, of a pilot that is %s, %p', (status, expected) => {
    const { value, because } = progressOf({ pilots: [a], indicators: [] }, heardOf({ [a]: pilot(status) }));
    expect(value).toBe(expected);
    expect(because).toMatchObject([{ kind: 'pilot', id: a }]);
  });

  it('is the mean of what is known: of a pilot half way, one that is done and an indicator at 30 %, 0.6', () => {
    const known = heardOf({ [a]: pilot('running'), [b]: pilot('completed'), [c]: indicator(0.3) });
    expect(progressOf({ pilots: [a, b], indicators: [c] }, known)).toMatchObject({ value: 0.6 });
  });

  it('leaves out of the mean what is not known, and names it all the same', () => {
    const { value, because } = progressOf({ pilots: [a, b], indicators: [c] }, heardOf({ [a]: pilot('running'), [b]: pilot('terminated') }));
    expect(value).toBe(0.5);
    expect(because.map(({ code }) => code)).toEqual(['pilot-running', 'pilot-terminated', 'indicator-not-heard']);
  });

  it('tells thirds with four decimals', () => {
    const known = heardOf({ [a]: indicator(0), [b]: indicator(0), [c]: indicator(1) });
    expect(progressOf({ pilots: [], indicators: [a, b, c] }, known).value).toBe(0.3333);
  });

  it('lies from 0 to 1 or is not known, whatever was heard, and always says why', () => {
    const anything = fc.oneof(fc.constant(undefined), fc.double({ min: -5, max: 5, noNaN: true }).map(indicator), fc.constantFrom('running', 'x').map(pilot));
    fc.assert(
      fc.property(anything, anything, (one, other) => {
        const { value, because } = progressOf({ pilots: [a], indicators: [b] }, (kind) => (kind === 'pilot' ? one : other));
        expect(value === null || (value >= 0 && value <= 1)).toBe(true);
        expect(because).toHaveLength(2);
      }),
    );
  });
});
