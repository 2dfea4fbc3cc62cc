import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { plainEnvironment } from './environment.ts';

export interface UnixUser {
  uid: number;
  gid: number;
}

/** The id that Linux itself gives to `nobody` where /etc/passwd does not say. */
const NOBODY: UnixUser = { uid: 65_534, gid: 65_534 };

/** PostgreSQL refuses to run as root. As root it runs as `nobody`; otherwise as whoever we are: undefined. */
export function userForPostgres(): UnixUser | undefined {
  return process.getuid?.() === 0 ? nobody() : undefined;
}

function nobody(): UnixUser {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith('nobody:'));
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : NOBODY;
  } catch {
    return NOBODY;
  }
}

/**
 * Whether this user can go into a folder. The kernel is asked, by going there: modes of every folder on the way,
 * access lists and mount options all have a say, and no sum of mode bits knows them all.
 */
export function canEnter(folder: string, user: UnixUser | undefined): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { env: plainEnvironment(), stdio: 'ignore', cwd: '/', ...user });
  return tried.status === 0;
}
