import type { Provider } from '@nestjs/common';
import type { EventFamily } from '@fiksu/contracts';
import { Database } from '@fiksu/database';
import { Numbered } from '@fiksu/messaging';
import { Outbox } from '../operations/outbox.ts';
import { RedactEvent } from '../operations/redact-event.ts';
import { EventStreams } from './event-streams.ts';
import { EventTypes } from './event-types.ts';
import { EventsFeed } from './events-feed.ts';
import { EventsTail } from './events-tail.ts';
import { ListEventTypes } from './list-event-types.ts';
import { TellEvents } from './tell-events.ts';

/** What the feed of a service and its outbox are made of. `EventStreams` is to be started and stopped with the service. */
export const wireEvents = (service: string, publishes: readonly EventFamily[]): Provider[] => [
  { provide: EventTypes, useFactory: () => new EventTypes(service, publishes) },
  { provide: EventsFeed, useFactory: (db: Database, types: EventTypes) => new EventsFeed(db, types), inject: [Database, EventTypes] },
  { provide: EventsTail, useFactory: (feed: EventsFeed, numbered: Numbered) => new EventsTail(feed, numbered), inject: [EventsFeed, Numbered] },
  { provide: EventStreams, useFactory: (tail: EventsTail) => new EventStreams(tail), inject: [EventsTail] },
  TellEvents,
  ListEventTypes,
  Outbox,
  RedactEvent,
];
