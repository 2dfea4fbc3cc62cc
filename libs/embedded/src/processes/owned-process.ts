import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { once } from 'node:events';

import { dyingWithParent } from './die-with-parent.ts';
import { forgetProcess, recordProcess } from './leftover-processes.ts';
import { logSize, logTail, openLog } from './log-file.ts';
import type { UnixUser } from '../unprivileged-user.ts';

export interface OwnedProcessSpec {
  /** Also the name of its record. */
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** The file that takes its output. */
  log: string;
  /** The folder that remembers it until it has ended, so that the next start can end it if we cannot. */
  records: string;
  user?: UnixUser;
  /** Sent one after the other, each given `stopWithinMs`; SIGKILL follows the last. */
  stopSignals: [NodeJS.Signals, ...NodeJS.Signals[]];
  stopWithinMs: number;
}

export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process that we started, and that ends with us. */
export interface OwnedProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  hasEnded(): boolean;
  /** What it has written so far, at most the last 16 KiB. */
  output(): string;
  stop(): Promise<ProcessEnd>;
  /** Without goodbye, for a person in a hurry. */
  kill(): void;
}

export async function startOwnedProcess(spec: OwnedProcessSpec): Promise<OwnedProcess> {
  const output = openLog(spec.log);
  const from = logSize(spec.log);
  const child = spawnWithOutput(spec, output);
  if (child.pid === undefined) await once(child, 'spawn'); // Rejects with what spawn had to say.
  const pid = child.pid!;
  recordProcess(spec.records, spec.name, pid, spec.stopSignals[0]);

  let end: ProcessEnd | undefined;
  const ended = once(child, 'exit').then(([code, signal]) => {
    forgetProcess(spec.records, spec.name, pid);
    return (end = { code, signal });
  });

  return {
    pid,
    ended,
    hasEnded: () => end !== undefined,
    output: () => logTail(spec.log, from),
    stop: async () => {
      for (const signal of spec.stopSignals) {
        if (end) return end;
        child.kill(signal);
        const inTime = await Promise.race([ended, delayWithoutHolding(spec.stopWithinMs)]);
        if (inTime) return inTime;
      }
      child.kill('SIGKILL');
      return ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/**
 * In a session of its own, so that Ctrl-C in a terminal reaches us alone and we stop things in their order. Straight
 * into the log file rather than through us, so that a child can go on writing when we are gone.
 */
function spawnWithOutput(spec: OwnedProcessSpec, output: number): ChildProcess {
  const [command, args] = dyingWithParent(spec.stopSignals[0], spec.command, spec.args);
  try {
    return spawn(command, args, {
      cwd: spec.cwd,
      env: spec.env,
      detached: true,
      stdio: ['ignore', output, output],
      ...spec.user,
    });
  } finally {
    closeSync(output);
  }
}

function delayWithoutHolding(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}
