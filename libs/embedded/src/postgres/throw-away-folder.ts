import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { endLeftoverPostgres } from './leftover-postgres.ts';
import { identityOf } from '../processes/process-identity.ts';
import { canEnter, userForPostgres } from '../unprivileged-user.ts';

const PREFIX = 'fiksu-test-';
const FOLDER = /^fiksu-test-(\d+)-(\d+)-/;
const MEMORY = '/dev/shm';
/** Containers often have a /dev/shm of 64 MB, which a handful of test databases fills. */
const MEMORY_FREE_BYTES_MIN = 2 * 1024 ** 3;

/** In memory where there is room for it. Its name tells whose it is, so that it can be swept when its owner is gone. */
export function newThrowAwayFolder(): string {
  const { pid, startTicks } = identityOf(process.pid)!;
  const folder = mkdtempSync(join(parents()[0]!, `${PREFIX}${pid}-${startTicks}-`));
  chmodSync(folder, 0o711); // What is secret in it is closed by itself; `nobody` has to get through to the data.
  return folder;
}

/** Takes away what runs that were killed have left, the server too where it still runs. */
export async function sweepThrowAwayFolders(): Promise<void> {
  for (const parent of parents()) {
    for (const entry of readdirSync(parent)) {
      const [, pid, startTicks] = FOLDER.exec(entry) ?? [];
      if (pid === undefined || identityOf(Number(pid))?.startTicks === startTicks) continue;
      try {
        await endLeftoverPostgres(join(parent, entry, 'data'));
        rmSync(join(parent, entry), { recursive: true, force: true });
      } catch {
        // Another user's.
      }
    }
  }
}

function parents(): string[] {
  const user = userForPostgres();
  const folders = [tmpdir(), '/tmp'].filter((folder) => canEnter(folder, user));
  return hasRoom(MEMORY) ? [MEMORY, ...folders] : folders;
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= MEMORY_FREE_BYTES_MIN;
  } catch {
    return false;
  }
}
