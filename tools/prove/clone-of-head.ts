import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { environmentOf, idsOf, type Person } from './person.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Clone {
  folder: string;
  owner: Person;
  remove(): void;
}

/**
 * What is committed, cloned by the person into an empty folder under a closed home, as people do it. By way of a
 * bundle: git refuses to clone from a folder of somebody else's.
 */
export function cloneHead(owner: Person): Clone {
  const place = mkdtempSync(join(tmpdir(), 'fiksu-prove-')); // Closed to everybody else, like /root.
  const bundle = join(place, 'head.bundle');
  execFileSync('git', ['bundle', 'create', '--quiet', bundle, 'HEAD'], { cwd: ROOT });
  const { uid, gid } = idsOf(owner);
  chownSync(bundle, uid, gid);
  chownSync(place, uid, gid);
  const folder = join(place, 'fiksu');
  execFileSync('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', bundle, folder], { cwd: place, env: environmentOf(owner), uid, gid });
  return { folder, owner, remove: () => remove(place, folder) };
}

/** As root PostgreSQL's data may stand elsewhere, where `nobody` can reach them. */
function remove(place: string, folder: string): void {
  let data: string | undefined;
  try {
    data = readFileSync(join(folder, '.fiksu/postgres/place'), 'utf8').trim();
  } catch {
    // They stand in the clone.
  }
  for (const each of [place, data]) if (each) rmSync(each, { recursive: true, force: true });
}
