import { spawnSync } from 'node:child_process';

import { plainEnvironment } from '../environment.ts';

/**
 * Asks the kernel to signal a child when the process that started it is gone, even by SIGKILL. `setpriv` is part of
 * util-linux, which every Debian and Ubuntu has. Where it is missing, children outlive a killed parent until the next
 * start ends them (see leftover-processes.ts).
 *
 * The kernel watches the thread that made the child: do not start children from a worker thread that ends early.
 */
export function dyingWithParent(signal: NodeJS.Signals, command: string, args: string[]): [string, string[]] {
  if (!canDieWithParent()) return [command, args];
  return ['setpriv', ['--pdeathsig', signal.replace(/^SIG/, ''), '--', command, ...args]];
}

let known: boolean | undefined;
function canDieWithParent(): boolean {
  known ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true'], { env: plainEnvironment(), stdio: 'ignore' }).status === 0;
  return known;
}
