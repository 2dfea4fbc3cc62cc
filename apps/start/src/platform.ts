import { setTimeout as delay } from 'node:timers/promises';

import { saysDiskIsFull, type OwnedProcess, type ProcessEnd } from '@fiksu/embedded';

import { lastLines } from './explain-log.ts';
import { say, sayAbout } from './say.ts';

const RESTARTS_MAX = 5;
const RESTART_DELAY_MS = 500; // Doubled at each restart in a row.
/** Whoever ran this long before it fell starts again with all its chances. */
const STABLE_MS = 5 * 60_000;

/** First the door, then those who work behind it, at last what they keep their things in. */
const STOP_ORDER = ['gateway', 'services', 'stores'] as const;
export type StopTurn = (typeof STOP_ORDER)[number];

/** What is kept running. A running NATS of somebody else's comes without a process. */
export interface Running {
  process?: OwnedProcess;
}

/** A launch that takes long listens to the signal, which says that everything stops. */
export type Launch<T extends Running> = (signal: AbortSignal) => Promise<T>;

interface Member {
  turn: StopTurn;
  /** Undefined while it is being restarted. */
  process: OwnedProcess | undefined;
}

/** Everything that runs, as long as it runs: keeps it up, and stops it in order. */
export class Platform {
  private readonly members = new Set<Member>();
  private readonly launches = new Set<Promise<unknown>>();
  private readonly givenUp = new Set<string>();
  private readonly stopping = new AbortController();

  /** Starts something and starts it again when it falls. */
  async keep<T extends Running>(name: string, turn: StopTurn, launch: Launch<T>): Promise<T> {
    const running = await this.launched(launch);
    if (running.process) {
      const member: Member = { turn, process: running.process };
      this.members.add(member);
      void this.watch(name, member, launch);
    }
    return running;
  }

  /** False once it has fallen too often. */
  isKept(name: string): boolean {
    return !this.givenUp.has(name);
  }

  /** Runs a piece of work to its end, which comes early when everything stops. */
  async run(work: () => Promise<OwnedProcess>): Promise<{ succeeded: boolean; output: string }> {
    const { process } = await this.launched(async () => ({ process: await work() }));
    const member: Member = { turn: 'services', process };
    this.members.add(member);
    const { code } = await process.ended;
    this.members.delete(member);
    this.stopping.signal.throwIfAborted();
    return { succeeded: code === 0, output: process.output() };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.launches);
    for (const turn of STOP_ORDER) {
      const members = [...this.members].filter((member) => member.turn === turn);
      await Promise.all(members.map((member) => member.process?.stop()));
    }
  }

  kill(): void {
    this.stopping.abort();
    for (const { process } of this.members) process?.kill();
  }

  /** What is just being started when a stop is asked for is not known yet: it is stopped as soon as it runs. */
  private async launched<T extends Running>(launch: Launch<T>): Promise<T> {
    this.stopping.signal.throwIfAborted();
    const work = launch(this.stopping.signal).then(async (running) => {
      if (this.stopping.signal.aborted) await running.process?.stop();
      return running;
    });
    this.launches.add(work);
    return work.finally(() => this.launches.delete(work));
  }

  private async watch(name: string, member: Member, launch: Launch<Running>): Promise<void> {
    for (let restarts = 0; ; restarts++) {
      if (member.process) {
        const begun = performance.now();
        const end = await member.process.ended;
        if (this.stopping.signal.aborted) return;
        tellFall(name, end, member.process.output());
        if (performance.now() - begun > STABLE_MS) restarts = 0;
      }
      if (restarts === RESTARTS_MAX) return this.giveUp(name);
      member.process = undefined;
      await delay(RESTART_DELAY_MS * 2 ** restarts);
      if (this.stopping.signal.aborted) return;
      sayAbout(name, `starts again (${restarts + 1} of ${RESTARTS_MAX})`);
      member.process = await this.relaunched(name, launch);
    }
  }

  private async relaunched(name: string, launch: Launch<Running>): Promise<OwnedProcess | undefined> {
    try {
      return (await this.launched(launch)).process;
    } catch (error) {
      say(`    | ${(error as Error).message}`);
      return undefined;
    }
  }

  private giveUp(name: string): void {
    this.givenUp.add(name);
    sayAbout(name, `is given up after ${RESTARTS_MAX} restarts; everything else stays up`);
  }
}

function tellFall(name: string, { code, signal }: ProcessEnd, log: string): void {
  const lines = lastLines(log);
  const why = saysDiskIsFull(log) ? ' because the disk is full: make room' : '';
  sayAbout(name, `has ended (${signal ?? `exit code ${code}`})${why}. ${lines.length > 0 ? 'It said last:' : 'It said nothing.'}`);
  for (const line of lines) say(`    | ${line}`);
}
