import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * Writes a file so that a reader, or the next start after a power cut, finds the old text or the new one and never
 * half of it. Readable by its owner alone unless another mode is asked for, as most of what is kept here is secret.
 */
export function writeWholeFile(path: string, text: string, mode = 0o600): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    const file = openSync(draft, 'w', mode);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
