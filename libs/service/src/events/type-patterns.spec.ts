/** How somebody names the events that it wants: API contract, G21 and G22. */
import { matchesType, patternsFault, readPatterns } from './type-patterns.ts';

describe('a pattern of types', () => {
  it.each([
    ['fiksu.roadmap.need.accepted.v1', 'fiksu.roadmap.need.accepted.v1', true],
    ['fiksu.roadmap.need.accepted.v1', 'fiksu.roadmap.need.accepted.v10', false],
    ['fiksu.roadmap.need.*', 'fiksu.roadmap.need.accepted.v1', true],
    ['fiksu.roadmap.need.*', 'fiksu.roadmap.theme.created.v1', false],
    ['fiksu.roadmap.*', 'fiksu.roadmap.need.accepted.v1', true],
    ['fiksu.*', 'fiksu.pilots.call.opened.v1', true],
    ['fiksu.roadmap.need.accepted.*', 'fiksu.roadmap.need.accepted.v2', true],
    ['need.*', 'fiksu.roadmap.need.accepted.v1', false],
    // "Begins with what stands before it": that is no more than text.
    ['fiksu.pilots.application.accepted.*', 'fiksu.pilots.application.accepted-late.v1', true],
  ])('%s, of %s: %s', (pattern, type, expected) => {
    expect(patternsFault([pattern])).toBeNull();
    expect(matchesType(type, readPatterns([pattern]))).toBe(expected);
  });

  it('beside others matches what any of them matches, and without any everything is wanted', () => {
    const patterns = readPatterns(['fiksu.roadmap.theme.*', 'fiksu.roadmap.need.accepted.v1']);
    expect(['need.accepted', 'theme.changed', 'need.declined'].map((name) => matchesType(`fiksu.roadmap.${name}.v1`, patterns))).toEqual([true, true, false]);
    expect(matchesType('fiksu.roadmap.need.accepted.v1', null)).toBe(true);
  });

  it.each([
    '',
    '*',
    '.*',
    'fiksu',
    'fiksu.',
    'fiksu*',
    'fiksu.*.created.v1',
    'fiksu.**',
    'fiksu..*',
    'Fiksu.*',
    'fiksu.roadmap.need.accepted',
    'fiksu.%.*',
    'a b.*',
  ])('"%s" is none', (pattern) => {
    expect(patternsFault([pattern])).toEqual(expect.any(String));
  });

  it('is one of a hundred at most', () => {
    expect(patternsFault(Array.from({ length: 100 }, () => 'fiksu.*'))).toBeNull();
    expect(patternsFault(Array.from({ length: 101 }, () => 'fiksu.*'))).toEqual(expect.any(String));
  });
});
