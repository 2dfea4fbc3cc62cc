import { readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { signal, untilGone } from '../processes/leftover-processes.ts';
import { identityOf, type ProcessIdentity } from '../processes/process-identity.ts';

const FAST_SHUTDOWN_MS = 10_000;
const KILLED_MS = 5_000;

/**
 * Ends whatever still runs on these data, then removes the lock file that a killed PostgreSQL leaves behind. That file
 * names a process id, and PostgreSQL believes it when the id has meanwhile been given to somebody else. We know better
 * who is there: every process of a cluster works in its data folder.
 */
export async function endLeftoverPostgres(dataDir: string): Promise<void> {
  const leftovers = processesOf(dataDir);
  if (leftovers.length > 0) {
    const postmaster = leftovers.find(({ pid }) => pid === lockedBy(dataDir));
    if (postmaster) {
      signal(postmaster, 'SIGINT');
      await untilGone(leftovers, FAST_SHUTDOWN_MS);
    }
    for (const process of leftovers) signal(process, 'SIGKILL');
    await untilGone(leftovers, KILLED_MS);
  }
  rmSync(join(dataDir, 'postmaster.pid'), { force: true });
}

function processesOf(dataDir: string): ProcessIdentity[] {
  let folder: string;
  try {
    folder = realpathSync(dataDir);
  } catch {
    return []; // No data, nobody on them.
  }
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && worksIn(entry, folder))
    .flatMap((entry) => identityOf(Number(entry)) ?? []);
}

/** A person's shell may stand in the folder too: only a program called postgres counts. */
function worksIn(pid: string, folder: string): boolean {
  try {
    const program = basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
    return program === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false; // Another user's, or just gone.
  }
}

function lockedBy(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}
