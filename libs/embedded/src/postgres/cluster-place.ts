import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, lchownSync } from 'node:fs';
import { join } from 'node:path';

import { canEnter, type UnixUser } from '../unprivileged-user.ts';
import { BELONGS_TO, sweepForgottenPlaces } from './forgotten-places.ts';
import { worldReachablePlace } from '../world-reachable-place.ts';
import { writeWholeFile } from '../write-whole-file.ts';

/**
 * The folder in which the cluster's data stand: `folder` itself, or, for a root whose clone `nobody` cannot reach, one
 * of its own in a reachable place. That one's name is drawn and written down in `folder`, so that it is found again,
 * and a new clone at the same path gets a new one instead of data whose password it does not know.
 */
export async function clusterPlace(folder: string, user: UnixUser | undefined): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const note = join(folder, 'place');
  if (existsSync(note)) {
    const place = readFileSync(note, 'utf8').trim();
    if (!existsSync(place)) mkdirSync(place, { recursive: true, mode: 0o755 });
    return place;
  }
  if (canEnter(folder, user)) return folder;

  await sweepForgottenPlaces();
  const place = join(worldReachablePlace(), `data-${randomBytes(8).toString('hex')}`);
  mkdirSync(place, { mode: 0o755 });
  chmodSync(place, 0o755); // Whatever the umask made of it.
  writeWholeFile(join(place, BELONGS_TO), `${folder}\n`);
  writeWholeFile(note, `${place}\n`);
  return place;
}

/**
 * Gives data to the user that PostgreSQL runs as, when they are another's: made before root started it, for example.
 * Only looks at the top otherwise, since a cluster holds thousands of files.
 */
export function giveTo(user: UnixUser | undefined, dataDir: string): void {
  if (!user || lstatSync(dataDir).uid === user.uid) return;
  for (const entry of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(dataDir, entry), user.uid, user.gid);
  }
  chownSync(dataDir, user.uid, user.gid);
}
