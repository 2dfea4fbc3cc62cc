import { wordsOfFailure } from '@fiksu/database';
import type { Database } from '@fiksu/database';
import type { Log, Numbered } from '@fiksu/messaging';
import { wakeJobs } from './deliver-webhook.ts';

/** The safety net; and for as long, events that follow one another are told of at once. */
const pollMs = 2000;
const lingerMs = 50;

/** Sees to it that the jobs of endpoints are there when events have got their places in the order. */
export class WakeWebhooks {
  private timer: NodeJS.Timeout | undefined;
  private stopListening: () => void = () => undefined;
  private waking: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Database,
    private readonly numbered: Numbered,
    private readonly log: Log,
  ) {}

  start(): void {
    this.stopListening = this.numbered.on(() => this.wakeIn(lingerMs));
    this.wakeIn(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.stopListening();
    clearTimeout(this.timer);
    await this.waking;
  }

  private soon = false;

  /** The first of several events sets the time, so that a stream of them does not put it off. */
  private wakeIn(ms: number): void {
    if (this.stopped || (this.soon && ms === lingerMs)) return;
    this.soon = ms === lingerMs;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.waking = this.wake()), ms);
  }

  private async wake(): Promise<void> {
    this.soon = false;
    await this.db.run(wakeJobs).catch((error: unknown) => this.log.warn(`Webhooks wait: ${wordsOfFailure(error)}`));
    if (!this.soon) this.wakeIn(pollMs);
  }
}
