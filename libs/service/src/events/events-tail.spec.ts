import { Numbered } from '@fiksu/messaging';
import { isAsked, type AskedEvents } from './asked-events.ts';
import { EventTypes } from './event-types.ts';
import type { Batch, EventsFeed } from './events-feed.ts';
import { EventsTail } from './events-tail.ts';
import { FeedEvent } from './feed-event.ts';

const types = new EventTypes('notes', []);
const everything: AskedEvents = { types: null, reader: { roles: ['admin'], limits: null } };
const batchMax = 50;

/** A feed in memory: counts what is read of it. */
class Feed {
  readonly events: FeedEvent[] = [];
  read = 0;

  tell(count: number, text = ''): void {
    for (let told = 0; told < count; told++) {
      const position = this.events.length + 1;
      const data = { id: 'x', version: 1, change: {}, visibility: 'public', text };
      this.events.push(new FeedEvent(position, JSON.stringify({ id: String(position), type: 'fiksu.notes.note.changed.v1', data }), types));
    }
  }

  async head(): Promise<number> {
    return this.events.length;
  }

  async batch(asked: AskedEvents, after: number): Promise<Batch> {
    this.read += 1;
    const events = this.events.slice(after, after + batchMax).filter(({ event }) => isAsked(asked, event));
    return { events, upTo: Math.min(after + batchMax, this.events.length) };
  }
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

function start() {
  const feed = new Feed();
  const numbered = new Numbered();
  const tail = new EventsTail(feed as unknown as EventsFeed, numbered);
  const tell = async (count: number, text?: string) => {
    feed.tell(count, text);
    numbered.announce();
    await turns(count);
  };
  return { feed, numbered, tail, tell };
}

const positionsOf = ({ events }: Batch): number[] => events.map(({ position }) => position);

describe('the tail of the feed', () => {
  it('is read once, however many follow', async () => {
    const { feed, tail, tell } = start();
    const woken = { count: 0 };
    const leaving = Array.from({ length: 100 }, () => tail.join(() => (woken.count += 1)));
    await turns(10);
    const { read } = feed;
    await tell(1);
    expect(woken.count).toBeGreaterThanOrEqual(100);
    for (let follower = 0; follower < 100; follower++) expect(positionsOf(await tail.after(0, everything))).toEqual([1]);
    expect(feed.read - read).toBeLessThanOrEqual(2);
    for (const leave of leaving) leave();
  });

  it('is not read while nobody follows', async () => {
    const { feed, tell, tail } = start();
    await tell(3);
    expect(feed.read).toBe(0);
    tail.join(() => undefined)();
    await turns(10);
    const { read } = feed;
    await tell(3);
    expect(feed.read).toBe(read);
  });

  it('has the newest in memory; who is further behind reads on its own until it has caught up', async () => {
    const { feed, tail, tell } = start();
    const leave = tail.join(() => undefined);
    await turns(10);
    await tell(1500);
    const { read } = feed;
    const found: number[] = [];
    for (let position = 0; position < 1500;) {
      const batch = await tail.after(position, everything);
      found.push(...positionsOf(batch));
      position = batch.upTo;
    }
    expect(found).toEqual(Array.from({ length: 1500 }, (_, index) => index + 1));
    expect(feed.read - read).toBe(500 / batchMax);
    expect([tail.reachesBeyond(1499), tail.reachesBeyond(1500)]).toEqual([true, false]);
    leave();
  });

  it('does not keep more than a few megabytes of them', async () => {
    const { feed, tail, tell } = start();
    const leave = tail.join(() => undefined);
    await turns(10);
    await tell(100, 'x'.repeat(200_000));
    const { read } = feed;
    expect(positionsOf(await tail.after(80, everything))).toHaveLength(20);
    expect(feed.read).toBe(read);
    await tail.after(50, everything);
    expect(feed.read).toBe(read + 1);
    leave();
  });

  it('leads past what a reader does not get', async () => {
    const { tail, tell } = start();
    const leave = tail.join(() => undefined);
    await turns(10);
    await tell(3);
    expect(await tail.after(0, { ...everything, types: { types: [], beginnings: [] } })).toEqual({ events: [], upTo: 3 });
    leave();
  });
});
