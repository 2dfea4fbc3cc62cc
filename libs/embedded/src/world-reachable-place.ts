import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CannotStart } from './cannot-start.ts';

/** In this order: only the first is sure to survive a reboot, and a container may have it read-only. */
const PARENTS = ['/var/lib', '/var/tmp', tmpdir()];

/**
 * A folder of root's that every user can go into, for the case that root's clone stands where `nobody` cannot reach,
 * as under /root. Nobody else may be able to write there: /var/tmp belongs to everybody, and a folder that a stranger
 * has put there beforehand, or a link, is passed over.
 */
export function worldReachablePlace(): string {
  for (const parent of PARENTS) {
    const place = join(parent, 'fiksu');
    try {
      mkdirSync(place, { mode: 0o755 });
    } catch {
      // It is there from an earlier start, or cannot be made; the next lines tell which.
    }
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found?.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return place;
  }
  throw new CannotStart(`No place for PostgreSQL's files that the user nobody can reach: ${PARENTS.join(', ')} were tried`);
}
