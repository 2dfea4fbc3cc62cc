import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isTransient, sql, wordsOfFailure, type Database } from '@fiksu/database';
import { runTaskList, type Job, type RunnerOptions, type TaskList, type WorkerEvents, type WorkerPool } from 'graphile-worker';
import type { Log } from '../relay/relay.ts';
import { LifeSigns, endOfLife, signEveryMs } from './life-signs.ts';
import { PatientPool } from './patient-pool.ts';
import { silent } from './silent-logger.ts';
import type { Task } from './task.ts';

const atOnceMax = 5;
/** One that listens for new jobs, and one that gets and ends them; the work itself runs on the service's own pool. */
const connectionsMax = 2;
/** The safety net, and all there is where a pooler in front of the database lets nobody listen. */
const pollMs = 2000;
const nextOfQueueMs = 20;
/** When the service stops, for how long a job may go on before it is told to end, and before it is left behind. */
const abortAfterMs = 5000;
const leaveAfterMs = 10_000;
const backOffMinMs = 100;
const backOffMaxMs = 2000;

const workerTerms: RunnerOptions = {
  logger: silent,
  noHandleSignals: true,
  concurrency: atOnceMax,
  pollInterval: pollMs,
  gracefulShutdownAbortTimeout: abortAfterMs,
  // Without a batch, nobody would hear where the end of a job cannot be written down, and the process would end of it.
  preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
};

interface Terms {
  /** Asked for when they are started. */
  tasks: () => readonly Task[];
  databaseUrl: string;
  service: string;
  /** How often it says that it is alive, in milliseconds. */
  signEveryMs?: number;
}

/**
 * Works off the jobs of a service; every replica does, and each job is one replica's at a time. The worker inside ends
 * when the database goes away, so it is watched here and made anew: an outage delays jobs and loses none.
 */
export class Jobs {
  private readonly stopping = new AbortController();
  private readonly pool: PatientPool;
  private readonly atWork = new Set<Promise<void>>();
  /** Workers of earlier lives, whose jobs may be held still. */
  private readonly ended = new Set<string>();
  private running: Promise<void> = Promise.resolve();
  private failures = 0;
  /** The newest schema of the queue that this build knows; told when the worker is made. */
  private schemaMax = Infinity;

  constructor(
    private readonly db: Database,
    private readonly terms: Terms,
    private readonly log: Log,
  ) {
    const { databaseUrl, service } = terms;
    this.pool = new PatientPool({ connectionString: databaseUrl, max: connectionsMax, application_name: `${service} jobs` });
  }

  start(): void {
    const tasks = this.terms.tasks();
    const names = tasks.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`There are two tasks with the name "${twice}"`);
    // Without a task there is nothing that a job could be.
    if (tasks.length > 0) this.running = this.run(this.listOf(tasks));
  }

  /** Asks for no more jobs, and lets those that it has end; what takes too long is left to others. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.pool.giveUp();
    const left = delay(leaveAfterMs, undefined, { ref: false });
    await Promise.race([this.running, left]);
    await this.freeEnded().catch(() => undefined);
    await Promise.race([this.pool.end(), left]);
  }

  private async run(tasks: TaskList): Promise<void> {
    for (let inVain = 0; !this.stopping.signal.aborted;) {
      try {
        await this.live(tasks);
        inVain = 0;
      } catch (error) {
        this.failed(error);
        const waitMs = Math.min(backOffMaxMs, backOffMinMs * 2 ** inVain++) * (0.5 + Math.random() / 2);
        await delay(waitMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  /** One life of the worker inside, until it ends by itself or is ended. */
  private async live(tasks: TaskList): Promise<void> {
    await this.checkSchema();
    await this.freeEnded();
    if (this.stopping.signal.aborted) return;
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ ctx }) => void (this.schemaMax = ctx.maxMigrationNumber));
    const worker = runTaskList({ ...workerTerms, events }, tasks, this.pool);
    this.ended.add(worker.id);
    const end = () => {
      if (!worker._shuttingDown) Promise.resolve(worker.gracefulShutdown()).catch(() => undefined);
    };
    const signs = new LifeSigns(this.db, worker.id, {
      everyMs: this.terms.signEveryMs ?? signEveryMs,
      failed: (error) => this.failed(error),
      given: () => this.recovered(),
      freed: () => nudge(worker, atOnceMax),
    });
    this.listen(events, worker, end);
    this.stopping.signal.addEventListener('abort', end);
    const signing = signs.give();
    try {
      await worker.promise;
    } finally {
      this.stopping.signal.removeEventListener('abort', end);
      await Promise.allSettled(this.atWork);
      signs.end();
      await signing;
    }
  }

  private listen(events: WorkerEvents, worker: WorkerPool, end: () => void): void {
    const lost = (error: unknown) => {
      this.failed(error);
      setImmediate(end);
    };
    // The job of an answer that was lost is its own, and it does not know; only when it has ended is it freed. So is what
    // a database holds still that has come back without its last moments.
    events.on('worker:getJob:error', ({ error }) => lost(error));
    events.on('pool:listen:error', ({ error }) => void (isTransient(error) && lost(error)));
    events.on('job:error', ({ job, error }) => this.jobFailed(job, error));
    // The next job of its queue can be had when the end of this one has been written down, long before the next poll.
    events.on('job:complete', ({ job }) => void (job.job_queue_id === null || setTimeout(nudge, nextOfQueueMs, worker, 1).unref()));
  }

  /** @throws Error where there is no queue, or one that is made for a later release than this */
  private async checkSchema(): Promise<void> {
    const [found] = await this.db.run<{ breaking: number | null }>(sql`select max(id) filter (where breaking) as breaking from graphile_worker.migrations`);
    if ((found?.breaking ?? 0) > this.schemaMax) throw new Error('The schema graphile_worker has been migrated for a later release than this');
  }

  private async freeEnded(): Promise<void> {
    for (const worker of this.ended) {
      await endOfLife(this.db, worker);
      this.ended.delete(worker);
    }
  }

  private listOf(tasks: readonly Task[]): TaskList {
    const runs = tasks.map((task): [string, TaskList[string]] => [
      task.name,
      async (payload, { abortSignal }) => {
        const work = task.run(payload, { signal: abortSignal });
        this.atWork.add(work);
        await work.finally(() => this.atWork.delete(work));
      },
    ]);
    return Object.fromEntries(runs);
  }

  private jobFailed({ id, task_identifier: task, attempts, max_attempts: attemptsMax }: Job, error: unknown): void {
    const again = attempts < attemptsMax ? 'is tried again' : 'is not tried again';
    this.log[attempts < attemptsMax ? 'warn' : 'error'](`The job ${id} (${task}) ${again}, after ${attempts} attempts: ${wordsOfFailure(error)}`);
  }

  private failed(error: unknown): void {
    // Said once for an outage, not for every try of it.
    if (this.failures++ === 0) this.log.warn(`The jobs wait: ${wordsOfFailure(error)}`);
  }

  private recovered(): void {
    if (this.failures > 0) this.log.log('The jobs go on');
    this.failures = 0;
  }
}

function nudge(worker: WorkerPool, times: number): void {
  if (worker._active && !worker._shuttingDown) worker.nudge(times);
}
