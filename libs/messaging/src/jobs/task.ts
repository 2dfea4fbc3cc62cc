/** On which terms a job runs. */
export interface JobRun {
  /** Aborted where the service stops and does not wait any longer; the job is run again, elsewhere or later. */
  signal: AbortSignal;
}

/**
 * Work that happens by itself: what a job of this name does. It may be run more than once, also beside a run that was
 * given up for dead, so that what it writes has to allow for it. What it throws is tried again, later and later.
 */
export abstract class Task {
  /** Never changes: jobs that wait are found by it. */
  abstract readonly name: string;
  abstract run(payload: unknown, job: JobRun): Promise<void>;
}
