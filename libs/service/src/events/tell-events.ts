import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.ts';
import type { EventsQuery } from './ask-for-events.ts';
import { EventsFeed } from './events-feed.ts';
import { EventStreams } from './event-streams.ts';
import { readerOf } from './render-event.ts';

/** Tells a caller what has happened: a page of it, or live. */
@Injectable()
export class TellEvents {
  constructor(
    private readonly feed: EventsFeed,
    private readonly streams: EventStreams,
  ) {}

  async execute({ after, types, limit, live }: EventsQuery, by: Caller) {
    const asked = { types, reader: readerOf(by) };
    const position = after ? await this.feed.positionOf(after.id, after.fault) : null;
    if (live === null) return this.feed.page(asked, position ?? 0, limit);
    return this.streams.begin(asked, position ?? (await this.feed.head()), live, by.claims?.expiresAtMs ?? 0);
  }
}
