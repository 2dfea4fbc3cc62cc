import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import type { Clone } from './clone-of-head.ts';
import { environmentOf, idsOf } from './person.ts';

const READY_WITHIN_MS = 300_000;
const ENDS_WITHIN_MS = 60_000;
const POLL_MS = 50;

/** One `npm start` of a person, with what it says. */
export class NpmStart {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private said = '';

  constructor(clone: Clone, port: number, args: string[] = []) {
    this.child = spawn('npm', ['start', ...(args.length > 0 ? ['--', ...args] : [])], {
      cwd: clone.folder,
      env: { ...environmentOf(clone.owner), PORT: String(port) },
      ...idsOf(clone.owner),
      detached: true, // A process group of its own, as a shell gives to what it starts.
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.on('data', (bytes: Buffer) => (this.said += bytes.toString('utf8')));
    this.ended = once(this.child, 'exit');
  }

  /** Without npm's own first lines. */
  get output(): string {
    return this.said
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('>'))
      .join('\n');
  }

  async untilReady(): Promise<void> {
    const giveUpAt = Date.now() + READY_WITHIN_MS;
    while (!this.said.includes('Ready after')) {
      if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}: ${this.output.slice(-2_000)}`);
      if (Date.now() > giveUpAt) throw new Error(`not ready after ${READY_WITHIN_MS / 1_000} s: ${this.output.slice(-2_000)}`);
      await delay(POLL_MS);
    }
  }

  /** As Ctrl-C does: everybody in the group hears it, npm too. */
  async interrupt(): Promise<number | null> {
    process.kill(-this.child.pid!, 'SIGINT');
    return this.end();
  }

  /** npm, its shell and the start itself, none of them asked. Nothing to do when all have ended. */
  async killGroup(): Promise<void> {
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch {
      // The group is gone.
    }
    await this.ended;
  }

  async end(): Promise<number | null> {
    const late = delay(ENDS_WITHIN_MS, 'late', { ref: false });
    if ((await Promise.race([this.ended, late])) === 'late') {
      process.kill(-this.child.pid!, 'SIGKILL');
      throw new Error(`it had not ended after ${ENDS_WITHIN_MS / 1_000} s: ${this.output.slice(-500)}`);
    }
    return this.child.exitCode;
  }
}
