import type { ByteRange } from '../storage/storage.ts';

/**
 * The one part that `Range` asks for (RFC 9110, section 14.1.2). Several parts, another unit and what is no range are
 * ignored, as the standard allows or wants, and the whole is answered.
 * @param size of the whole, in bytes
 * @returns null for the whole
 */
export function byteRangeOf(range: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const [, first, last] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(range ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (first === '') return lastBytes(Number(last), size);
  const [start, end] = [Number(first), last === '' ? Infinity : Number(last)];
  if (end < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(end, size - 1) };
}

function lastBytes(count: number, size: number): ByteRange | 'unsatisfiable' | null {
  if (count === 0) return 'unsatisfiable';
  return size === 0 ? null : { start: Math.max(0, size - count), end: size - 1 };
}
