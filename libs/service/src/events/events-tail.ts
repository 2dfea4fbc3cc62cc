import type { Numbered } from '@fiksu/messaging';
import { isAsked, type AskedEvents } from './asked-events.ts';
import type { Batch, EventsFeed } from './events-feed.ts';
import type { FeedEvent } from './feed-event.ts';

/** The safety net: another replica's word that something was numbered may be lost. */
const pollMs = 500;
const recentMax = 1000;
const recentBytesMax = 4_194_304;
const handedMax = 50;

/**
 * The end of the feed, read once for all who follow it. Some of the newest events are kept in memory; whoever is further
 * behind, since it came with an old cursor or reads slowly, reads from the database until it has caught up.
 */
export class EventsTail {
  private readonly followers = new Set<() => void>();
  /** All events after the position `from`, up to `last`. */
  private recent: FeedEvent[] = [];
  private recentBytes = 0;
  private from = 0;
  private last = 0;
  /** Whether those above say anything: only while somebody follows. */
  private known = false;
  private looking = false;
  private again = false;
  private poll: NodeJS.Timeout | undefined;

  constructor(
    private readonly feed: EventsFeed,
    numbered: Numbered,
  ) {
    numbered.on(() => this.look());
  }

  /**
   * Follows the feed.
   * @param wake called when there is more than before
   * @returns what ends it
   */
  join(wake: () => void): () => void {
    if (this.followers.size === 0) this.poll = setInterval(() => this.look(), pollMs).unref();
    this.followers.add(wake);
    this.look();
    return () => this.leave(wake);
  }

  /** What comes after a position. */
  async after(position: number, asked: AskedEvents): Promise<Batch> {
    if (!this.known || position < this.from) return this.feed.batch(asked, position);
    const next = this.recent.slice(this.recent.findLastIndex((each) => each.position <= position) + 1).slice(0, handedMax);
    return { events: next.filter(({ event }) => isAsked(asked, event)), upTo: next.at(-1)?.position ?? position };
  }

  /** Whether there is anything after a position, as far as is known here. */
  reachesBeyond(position: number): boolean {
    return this.known && this.last > position;
  }

  private leave(wake: () => void): void {
    this.followers.delete(wake);
    if (this.followers.size > 0) return;
    clearInterval(this.poll);
    this.known = false;
    this.forgetOldest(this.recent.length);
  }

  /** One look at a time; whoever asks for one meanwhile gets another one behind it. */
  private look(): void {
    this.again = true;
    if (!this.looking && this.followers.size > 0) void this.lookUntilDone();
  }

  private async lookUntilDone(): Promise<void> {
    this.looking = true;
    try {
      while (this.again && this.followers.size > 0) {
        this.again = false;
        if (await this.readOn()) for (const wake of this.followers) wake();
      }
    } catch {
      // The database is away: the next look tells. Whoever has to read from it is told by that.
    } finally {
      this.looking = false;
    }
  }

  private async readOn(): Promise<boolean> {
    if (!this.known) {
      const head = await this.feed.head();
      this.forgetOldest(this.recent.length);
      this.from = this.last = head;
      this.known = this.followers.size > 0;
      return true;
    }
    const { events, upTo } = await this.feed.batch(everything, this.last);
    if (!this.known || events.length === 0) return false;
    for (const each of events) this.keep(each);
    this.last = upTo;
    this.again = true;
    return true;
  }

  private keep(event: FeedEvent): void {
    // What was taken out of an event must not go out from here: all of them are read again.
    if (event.event.type.endsWith('.event.redacted.v1')) this.forgetOldest(this.recent.length);
    this.recent.push(event);
    this.recentBytes += event.bytes;
    let over = 0;
    let bytes = this.recentBytes;
    while (this.recent.length - over > recentMax || bytes > recentBytesMax) bytes -= (this.recent[over++] as FeedEvent).bytes;
    this.forgetOldest(over);
  }

  private forgetOldest(count: number): void {
    const gone = this.recent.splice(0, count);
    this.from = gone.at(-1)?.position ?? this.from;
    this.recentBytes -= gone.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

/** The tail reads for everybody: each takes from it what it may have. */
const everything: AskedEvents = { types: null, reader: { roles: ['admin'], limits: null } };
