import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startNats, startPostgres, type OwnedProcess, type RunningNats, type RunningPostgres } from '@fiksu/embedded';
import type { Blow, Member } from './plan.ts';

const toolsDir = fileURLToPath(new URL('../../../.fiksu/tools', import.meta.url));

/** The eight processes: each is started, killed or frozen, and started or let go again. */
export class Cast {
  private readonly programs = new Map<string, { child: ChildProcess; file: string; args: string[] }>();
  private nats!: RunningNats;
  private postgres!: RunningPostgres;
  private readonly busy = new Map<Member, Promise<void>>();
  private ending = false;
  private readonly folder: string;

  /** @param folder takes the data of the servers and everybody's logs */
  constructor(folder: string) {
    this.folder = folder;
  }

  get natsUrl(): string {
    return this.nats.url;
  }

  get superuserUrl(): string {
    return this.postgres.superuserUrl;
  }

  async startServers(): Promise<void> {
    this.postgres = await this.startPostgres();
    this.nats = await this.startNats();
  }

  startProgram(member: Member, file: string, args: string[]): void {
    const output = openSync(join(this.folder, `${member}.log`), 'a');
    const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: ['ignore', output, output, 'ipc'] });
    this.programs.set(member, { child, file, args });
    // Whatever it ends of, it is started again, as Kubernetes does; the end of our own making is followed by `strike`.
    child.once('exit', (_, signal) => {
      if (!this.ending && signal !== 'SIGKILL') void delay(500).then(() => this.ending || this.startProgram(member, file, args));
    });
  }

  /** Does one thing to one of them, and undoes it when its time has come. Of two at once for the same one, the second waits. */
  strike(blow: Blow, tell: (pid: number) => void): Promise<void> {
    const former = this.busy.get(blow.member) ?? Promise.resolve();
    const next = former.then(async () => {
      tell(this.pidOf(blow.member));
      await (blow.signal === 'SIGKILL' ? this.killAndStart(blow) : this.freeze(blow));
    });
    this.busy.set(blow.member, next);
    return next;
  }

  async untilAllRun(): Promise<void> {
    await Promise.all(this.busy.values());
  }

  /** Ends these for good. */
  stop(...members: Member[]): void {
    for (const member of members) {
      this.programs.get(member)?.child.kill('SIGKILL');
      this.programs.delete(member);
    }
  }

  async end(): Promise<void> {
    this.ending = true;
    for (const { child } of this.programs.values()) child.kill('SIGKILL');
    await this.nats.stop();
    await this.postgres.stop();
  }

  /** What they have said: their logs, for whoever has to find out why. */
  said(member: Member): string {
    return readFileSync(join(this.folder, `${member}.log`), 'utf8');
  }

  private pidOf(member: Member): number {
    return this.serverOf(member)?.pid ?? this.programs.get(member)?.child.pid ?? 0;
  }

  private serverOf(member: Member): OwnedProcess | undefined {
    if (member === 'nats') return this.nats.process;
    return member === 'postgres' ? this.postgres.process : undefined;
  }

  private async killAndStart({ member, forMs }: Blow): Promise<void> {
    const server = this.serverOf(member);
    if (server) {
      server.kill();
      await server.ended;
      await delay(forMs);
      if (member === 'nats') this.nats = await this.startNats(this.nats);
      else this.postgres = await this.startPostgres(this.postgres.port);
      return;
    }
    const { child, file, args } = this.programs.get(member) as { child: ChildProcess; file: string; args: string[] };
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
    child.kill('SIGKILL');
    await exited;
    await delay(forMs);
    this.startProgram(member, file, args);
  }

  private async freeze({ member, forMs }: Blow): Promise<void> {
    const pids = withChildren(this.pidOf(member));
    for (const pid of pids) signalIfThere(pid, 'SIGSTOP');
    await delay(forMs);
    for (const pid of pids) signalIfThere(pid, 'SIGCONT');
  }

  private startNats(before?: RunningNats): Promise<RunningNats> {
    const port = before && Number(new URL(before.url).port);
    return startNats({ dataDir: join(this.folder, 'nats'), log: join(this.folder, 'nats.log'), toolsDir, port });
  }

  private startPostgres(port?: number): Promise<RunningPostgres> {
    return startPostgres({ dataDir: join(this.folder, 'postgres'), log: join(this.folder, 'postgres.log'), toolsDir, port });
  }
}

/** A process and those that it has started: PostgreSQL is one for each connection. */
function withChildren(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid);
  return [pid, ...children];
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
