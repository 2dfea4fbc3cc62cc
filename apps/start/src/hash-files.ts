import { createHash, type Hash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Adds every file below a folder by name and content, less those whose name is left out. */
export function addContents(hash: Hash, path: string, leaveOut: (name: string) => boolean): void {
  for (const file of filesBelow(path, leaveOut)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
}

/** Adds names, sizes and times: enough to see that nobody has touched what a tool has written. */
export function addStamps(hash: Hash, path: string): void {
  for (const file of filesBelow(path, () => false)) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\0`);
  }
}

export function contentsOf(path: string): string {
  const hash = createHash('sha256');
  addContents(hash, path, () => false);
  return hash.digest('hex');
}

function filesBelow(path: string, leaveOut: (name: string) => boolean): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return [path];
  return readdirSync(path)
    .filter((name) => !leaveOut(name))
    .sort()
    .flatMap((name) => filesBelow(join(path, name), leaveOut));
}
