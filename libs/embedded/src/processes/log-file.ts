import { closeSync, copyFileSync, fstatSync, openSync, readSync, renameSync, statSync, truncateSync } from 'node:fs';

const LOG_BYTES_MAX = 20 * 1024 * 1024;
const ROTATE_AT_START_BYTES = 1024 * 1024;
const TAIL_BYTES = 16 * 1024;

/** Where a log stands now: the tail of what a process says later begins here. */
export function logSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Opens a log for a child's output. One older generation is kept, as `<name>.1`. */
export function openLog(path: string): number {
  if (logSize(path) > ROTATE_AT_START_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o640);
}

/**
 * Keeps a log that is being written within its limit. The writer holds the file open for appending, so it goes on at
 * the new end; a few lines written between copy and cut may be lost, which a development log can bear.
 */
export function cutLongLog(path: string): void {
  if (logSize(path) <= LOG_BYTES_MAX) return;
  try {
    copyFileSync(path, `${path}.1`);
  } catch {
    // A disk too full for the copy is the very reason to go on and cut.
  }
  truncateSync(path, 0);
}

/** What was written after `from`, at most the last 16 KiB of it. Never fails: it is read to explain a failure. */
export function logTail(path: string, from = 0): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const begin = Math.max(from <= size ? from : 0, size - TAIL_BYTES);
    const bytes = Buffer.alloc(size - begin);
    readSync(file, bytes, 0, bytes.length, begin);
    return bytes.toString('utf8');
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
