import type { BeforeApplicationShutdown } from '@nestjs/common';

/** Something that runs beside the answers to requests. */
export interface Worker {
  start: () => void | Promise<void>;
  /** Finishes what it has begun, and begins nothing more. */
  stop: () => Promise<void>;
}

/**
 * Starts and stops what runs in the background, in one place: what is started first is needed by the rest, and is
 * stopped last. All of it has ended when the connections to the database are closed.
 */
export class Background implements BeforeApplicationShutdown {
  private started: Worker[] = [];

  /** @param workers the connection first, then who uses it */
  constructor(private readonly workers: readonly Worker[]) {}

  async start(): Promise<void> {
    for (const worker of this.workers) {
      await worker.start();
      this.started.push(worker);
    }
  }

  /** Whether the service is on its way out, and gets no more requests. */
  stopping = false;

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const worker of this.started.reverse()) await worker.stop();
    this.started = [];
  }
}
