import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { endLeftoverPostgres } from './leftover-postgres.ts';
import { worldReachablePlace } from '../world-reachable-place.ts';

/** The file in a cluster's place that names the folder it belongs to. */
export const BELONGS_TO = 'belongs-to';

/**
 * Takes away the data of clones that were made in a temporary folder and are gone: tests and trials leave one each.
 * Those of any other clone stay, gone or not, since its disk may only be away.
 */
export async function sweepForgottenPlaces(): Promise<void> {
  const reachable = worldReachablePlace();
  for (const entry of readdirSync(reachable).filter((name) => name.startsWith('data-'))) {
    const place = join(reachable, entry);
    const owner = ownerOf(place);
    if (!owner || existsSync(owner) || !isTemporary(owner)) continue;
    await endLeftoverPostgres(join(place, 'data'));
    rmSync(place, { recursive: true, force: true });
  }
}

function ownerOf(place: string): string | undefined {
  try {
    return readFileSync(join(place, BELONGS_TO), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function isTemporary(folder: string): boolean {
  return [tmpdir(), '/tmp', '/var/tmp', '/dev/shm'].some((temporary) => folder.startsWith(`${temporary}/`));
}
