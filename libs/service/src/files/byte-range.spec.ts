import fc from 'fast-check';
import { byteRangeOf } from './byte-range.ts';

describe('the part of a file that is asked for', () => {
  /** The examples of RFC 9110, section 14.1.2, for a representation of 10 000 bytes. */
  it.each([
    ['bytes=0-499', { start: 0, end: 499 }],
    ['bytes=500-999', { start: 500, end: 999 }],
    ['bytes=-500', { start: 9500, end: 9999 }],
    ['bytes=9500-', { start: 9500, end: 9999 }],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=9999-9999', { start: 9999, end: 9999 }],
    ['bytes=0-99999999999999999999', { start: 0, end: 9999 }],
    ['Bytes = 0 - 1', { start: 0, end: 1 }],
  ])('%s is found', (range, part) => {
    expect(byteRangeOf(range, 10_000)).toEqual(part);
  });

  it.each([undefined, '', 'bytes=0-0,-1', 'bytes= 0-999, 4500-5499, -1000', 'bytes=500-499', 'bytes=a-b', 'bytes=--1', 'bytes=1.5-2', 'seconds=1-2'])(
    'is all of it for %j',
    (range) => {
      expect(byteRangeOf(range, 10_000)).toBeNull();
    },
  );

  it.each(['bytes=10000-', 'bytes=10000-10001', 'bytes=-0'])('is not there for %s', (range) => {
    expect(byteRangeOf(range, 10_000)).toBe('unsatisfiable');
  });

  it('is nowhere in a file of no bytes, but for its end, which is all of it', () => {
    expect(byteRangeOf('bytes=0-', 0)).toBe('unsatisfiable');
    expect(byteRangeOf('bytes=-1', 0)).toBeNull();
  });

  it('always lies in the file', () => {
    fc.assert(
      fc.property(fc.option(fc.nat(30)), fc.option(fc.nat(30)), fc.nat(20), (first, last, size) => {
        const part = byteRangeOf(`bytes=${first ?? ''}-${last ?? ''}`, size);
        if (part === null || part === 'unsatisfiable') return;
        expect(part.start).toBeGreaterThanOrEqual(0);
        expect(part.end).toBeGreaterThanOrEqual(part.start);
        expect(part.end).toBeLessThan(size);
      }),
    );
  });
});
