import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Nothing in a page takes longer; a command that waits for input or never ends is a mistake in the page. */
const commandMaxMs = 60_000;

const preamble = `set -u -o pipefail
curl() { command curl --fail --silent --show-error --max-time 30 "$@"; }
`;

export interface Ran {
  succeeded: boolean;
  output: string;
}

/** One bash for a whole page, so that a token which one command has asked for is there for the next. */
export class Shell {
  private readonly bash = spawn('bash', ['--noprofile', '--norc'], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  private readonly ended = once(this.bash, 'close');
  private output = '';

  constructor() {
    this.bash.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.bash.stderr.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.bash.stdin.on('error', () => undefined);
    this.bash.stdin.write(preamble);
  }

  /** Succeeds with exit code 0. curl is told to fail from 400 on. */
  async run(command: string): Promise<Ran> {
    this.output = '';
    const mark = `fiksu-${process.pid}-ended`;
    // In braces, so that the command keeps its variables but cannot read what is still to come.
    this.bash.stdin.write(`{ ${command}\n} </dev/null\nprintf '\\n${mark} %s\\n' "$?"\n`);
    const code = await Promise.race([this.codeAfter(mark), this.ended.then(() => 'the shell has ended')]);
    return { succeeded: code === '0', output: this.output.replace(new RegExp(`\\n${mark} \\d+\\n`), '').trim() };
  }

  async close(): Promise<void> {
    this.bash.stdin.end();
    const late = setTimeout(() => this.kill(), 2_000);
    await this.ended;
    clearTimeout(late);
  }

  private async codeAfter(mark: string): Promise<string> {
    const late = setTimeout(() => this.kill(), commandMaxMs);
    try {
      for (;;) {
        const code = new RegExp(`\\n${mark} (\\d+)\\n`).exec(this.output)?.[1];
        if (code !== undefined) return code;
        await Promise.race([once(this.bash.stdout, 'data'), this.ended]);
        if (this.bash.exitCode !== null || this.bash.signalCode !== null) return 'the shell has ended';
      }
    } finally {
      clearTimeout(late);
    }
  }

  private kill(): void {
    if (this.bash.pid) process.kill(-this.bash.pid, 'SIGKILL');
  }
}
