import fc from 'fast-check';
import { keptForm, ordered } from './kept-form.ts';

describe('what is kept', () => {
  it('has its members in the order of the database: the shorter name first, then by bytes', () => {
    expect(JSON.stringify(ordered({ zone: 1, aaaa: 2, b: 3, ä: 4, sv: 5, en: 6, fi: { bb: 1, a: 2 } }))).toBe(
      '{"b":3,"en":6,"fi":{"a":2,"bb":1},"sv":5,"ä":4,"aaaa":2,"zone":1}',
    );
  });

  it('says the same as before', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(JSON.parse(JSON.stringify(ordered(value)))).toEqual(JSON.parse(JSON.stringify(value)))));
  });

  it('keeps the order of lists', () => {
    expect(ordered([3, 1, [2, 1], { b: 1, a: [2, 1] }])).toEqual([3, 1, [2, 1], { a: [2, 1], b: 1 }]);
  });

  it('has instants in UTC to the millisecond', () => {
    expect(keptForm('timestamptz', '2026-03-01T14:00:00+02:00')).toBe('2026-03-01T12:00:00.000Z');
    expect(keptForm('timestamptz', null)).toBeNull();
    expect(keptForm('text', '2026-03-01T14:00:00+02:00')).toBe('2026-03-01T14:00:00+02:00');
  });
});
