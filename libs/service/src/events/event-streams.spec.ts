import type { ServerResponse } from 'node:http';
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { AskedEvents } from './asked-events.ts';
import { EventStream } from './event-stream.ts';
import { EventStreams } from './event-streams.ts';
import type { EventsTail } from './events-tail.ts';
import { FeedEvent } from './feed-event.ts';
import { EventTypes } from './event-types.ts';

const asked: AskedEvents = { types: null, reader: { roles: ['admin'], limits: null } };
const types = new EventTypes('notes', []);
const bytes = 10_000;
const eventAt = (position: number): FeedEvent =>
  new FeedEvent(
    position,
    JSON.stringify({ id: `event ${position}`, type: 't', data: { id: 'x', version: 1, change: {}, visibility: 'public', text: 'x'.repeat(bytes) } }),
    types,
  );

/** A feed without an end. */
class Endless {
  read = 0;
  followers = 0;

  join(): () => void {
    this.followers += 1;
    return () => void (this.followers -= 1);
  }

  async after(position: number) {
    this.read += 1;
    return { events: [eventAt(position + 1)], upTo: position + 1 };
  }

  reachesBeyond(_position: number): boolean {
    return true;
  }
}

/** One in which nothing happens. */
class Quiet extends Endless {
  override async after(position: number) {
    this.read += 1;
    return { events: [], upTo: position };
  }

  override reachesBeyond(_position: number): boolean {
    return false;
  }
}

/** One with much that the reader does not get. */
class Hidden extends Endless {
  override async after(position: number) {
    this.read += 1;
    return { events: [], upTo: Math.min(position + 50, 1000) };
  }

  override reachesBeyond(position: number): boolean {
    return position < 1000;
  }
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

describe('a client that does not read', () => {
  it('is not read for either: what waits for it is bounded', async () => {
    const tail = new Endless();
    const response = new EventEmitter() as ServerResponse;
    const stream = new EventStreams(tail as unknown as EventsTail).begin(asked, 0, response, Date.now() + 60_000).getStream();
    stream.pipe(new Writable({ write: () => undefined }));
    await turns(2000);
    expect(tail.read * bytes).toBeLessThan(300_000);
    response.emit('close');
    stream.destroy();
    await turns(10);
    expect(tail.followers).toBe(0);
  });
});

describe('a client that has gone already', () => {
  it('is not waited for', async () => {
    const tail = new Endless();
    const streams = new EventStreams(tail as unknown as EventsTail);
    const response = Object.assign(new EventEmitter(), { closed: true }) as unknown as ServerResponse;
    const said: unknown[] = [];
    for await (const chunk of streams.begin(asked, 0, response, Date.now() + 60_000).getStream()) said.push(chunk);
    expect([said, tail.read, streams.count]).toEqual([[], 0, 0]);
  });
});

describe('a stream in which nothing happens', () => {
  it('says from time to time that it is there', async () => {
    const stream = new EventStream(new Quiet(), asked, 1);
    const said: string[] = [];
    for await (const block of stream.blocks(0)) if (said.push(block) === 3) stream.end();
    expect(said).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^:.*\n\n$/)));
  });

  it('reads nothing again before it is told that there is more', async () => {
    const tail = new Quiet();
    const stream = new EventStream(tail, asked);
    const reading = (async () => {
      for await (const block of stream.blocks(0)) expect(block).toMatch(/^:/);
    })();
    await turns(100);
    expect(tail.read).toBe(1);
    stream.end();
    await reading;
    expect(tail.followers).toBe(0);
  });

  it('is led past what it does not get, and waits then', async () => {
    const tail = new Hidden();
    const stream = new EventStream(tail, asked);
    const reading = (async () => {
      for await (const block of stream.blocks(0)) expect(block).toMatch(/^:/);
    })();
    await turns(100);
    expect(tail.read).toBe(1000 / 50);
    stream.end();
    await reading;
  });
});
