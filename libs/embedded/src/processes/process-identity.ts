import { readFileSync } from 'node:fs';

/**
 * A process id alone names nobody: ids are used again. Together with the moment of its start, in clock ticks since
 * this boot, it names one process for ever, so that nothing of ours ever signals a stranger.
 */
export interface ProcessIdentity {
  pid: number;
  startTicks: string;
  bootId: string;
}

export function identityOf(pid: number): ProcessIdentity | undefined {
  const startTicks = startTicksOf(pid);
  return startTicks === undefined ? undefined : { pid, startTicks, bootId: bootId() };
}

/** A zombie has ended, whoever has not collected it yet. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identity.bootId === bootId() && startTicksOf(identity.pid) === identity.startTicks;
}

function startTicksOf(pid: number): string | undefined {
  try {
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' ? undefined : startTicks;
  } catch {
    return undefined;
  }
}

let knownBootId: string | undefined;
function bootId(): string {
  try {
    knownBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    knownBootId = 'unknown'; // Some sandboxes hide it; the start time still tells processes apart within one boot.
  }
  return knownBootId;
}
