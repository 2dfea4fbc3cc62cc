import type { AskedEvents } from './asked-events.ts';
import type { EventsTail } from './events-tail.ts';

/** Tells proxies and clients that the line is alive (G21). */
const commentEveryMs = 15_000;
const comment = ': still here\n\n';

/** The feed as one client gets it live. */
export class EventStream {
  private ended = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly tail: Pick<EventsTail, 'join' | 'after' | 'reachesBeyond'>,
    private readonly asked: AskedEvents,
    private readonly everyMs = commentEveryMs,
  ) {}

  /** Ends it, after the event that is on its way. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** The text of the stream, piece by piece. It begins with a comment, so that the client hears at once that it is open. */
  async *blocks(after: number): AsyncGenerator<string> {
    const leave = this.tail.join(() => this.wake());
    try {
      let position = after;
      let commentAt = performance.now();
      while (!this.ended) {
        if (performance.now() >= commentAt) {
          yield comment;
          commentAt = performance.now() + this.everyMs;
        }
        const { events, upTo } = await this.tail.after(position, this.asked);
        for (const event of events) {
          if (this.ended) return;
          yield event.blockFor(this.asked.reader);
        }
        position = upTo;
        if (!this.ended && !this.tail.reachesBeyond(position)) await this.pause(commentAt - performance.now());
      }
    } finally {
      leave();
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(ms, 0));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
