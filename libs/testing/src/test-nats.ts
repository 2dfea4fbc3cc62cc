import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotStart, startNats, type NatsUser, type RunningNats } from '@fiksu/embedded';

const toolsDir = fileURLToPath(new URL('../../../.fiksu/tools', import.meta.url));

/** A nats-server of a test's own, which it may kill and start again on the same port and the same streams. */
export class TestNats {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fiksu-nats-'));
  private running!: RunningNats;

  private constructor(private readonly users: NatsUser[] | undefined) {}

  /** @returns null on a machine that has no nats-server and cannot get one: told in one line, on which `.ci/run` fails */
  static async start(users?: NatsUser[]): Promise<TestNats | null> {
    const nats = new TestNats(users);
    try {
      await nats.startAgain();
      return nats;
    } catch (error) {
      if (!(error instanceof CannotStart)) throw error;
      process.stderr.write('NATS: skipped, needs nats-server\n');
      return null;
    }
  }

  get url(): string {
    return this.urlOf(this.users?.[0]);
  }

  urlOf(user: NatsUser | undefined): string {
    const url = new URL(this.running.url);
    if (user) [url.username, url.password] = [user.name, user.password];
    return url.href;
  }

  get pid(): number {
    return this.running.process?.pid ?? 0;
  }

  async startAgain(): Promise<void> {
    const port = this.running ? Number(new URL(this.running.url).port) : undefined;
    this.running = await startNats({ dataDir: this.folder, log: join(this.folder, 'log'), toolsDir, port, users: this.users });
  }

  /** Without goodbye; what was in its memory alone is gone. */
  async kill(): Promise<void> {
    this.running.process?.kill();
    await this.running.process?.ended;
  }

  async stop(): Promise<void> {
    await this.running.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Tests that need NATS: skipped where it cannot be had. */
export const describeWithNats = (nats: TestNats | null): jest.Describe => (nats ? describe : describe.skip);
