import { setTimeout as delay } from 'node:timers/promises';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { Worker } from '../running/background.ts';
import type { AskedEvents } from './asked-events.ts';
import { EventStream } from './event-stream.ts';
import type { EventsTail } from './events-tail.ts';

const partingMs = 2000;
/** As long as a timer can wait. A client whose stream ends comes again. */
const streamMsMax = 2_147_483_647;

interface Open {
  stream: EventStream;
  response: ServerResponse;
}

/** The clients that follow the feed live. */
export class EventStreams implements Worker {
  private readonly open = new Set<Open>();
  private stopping = false;

  constructor(private readonly tail: EventsTail) {}

  start(): void {
    // Streams begin when somebody asks for one.
  }

  /** Ends all of them: their clients come again, to another replica. One that does not read what it was sent is cut off. */
  async stop(): Promise<void> {
    this.stopping = true;
    const open = [...this.open];
    for (const { stream } of open) stream.end();
    await Promise.race([Promise.all(open.map(({ response }) => closed(response))), delay(partingMs, undefined, { ref: false })]);
    for (const { response } of this.open) response.destroy();
  }

  /** How many clients there are. */
  get count(): number {
    return this.open.size;
  }

  /**
   * What has happened after a position, and what happens from now on, as `text/event-stream`.
   * @param until when the caller's token expires, in milliseconds since 1970: the stream ends then
   */
  begin(asked: AskedEvents, after: number, response: ServerResponse, until: number): StreamableFile {
    const stream = new EventStream(this.tail, asked);
    // Whoever has gone while its cursor was looked up does not go again.
    if (this.stopping || response.closed) stream.end();
    else this.keep({ stream, response }, until);
    // Nothing is made before there is room for it: a client that reads slowly keeps a position here, and no events.
    return new StreamableFile(Readable.from(stream.blocks(after), { objectMode: false }), { type: 'text/event-stream' });
  }

  private keep(entry: Open, until: number): void {
    const { stream, response } = entry;
    const expiry = setTimeout(() => stream.end(), Math.min(until - Date.now(), streamMsMax)).unref();
    this.open.add(entry);
    response.once('close', () => {
      clearTimeout(expiry);
      stream.end();
      this.open.delete(entry);
    });
  }
}

const closed = async (response: ServerResponse): Promise<void> => {
  if (!response.closed) await once(response, 'close');
};
