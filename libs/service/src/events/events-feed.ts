import { sql, type Database } from '@fiksu/database';
import type { Page } from '../listing/read-list.ts';
import { DomainError, malformed, type Fault } from '../problems/domain-error.ts';
import { whereAsked, type AskedEvents } from './asked-events.ts';
import type { EventTypes } from './event-types.ts';
import { FeedEvent } from './feed-event.ts';
import type { OutwardEvent } from './render-event.ts';

/** Some events of the feed, and the position up to which that is all there was for whoever asked. */
export interface Batch {
  events: FeedEvent[];
  upTo: number;
}

const batchMax = 50;

/** What has happened, in the one order that all ways out have: by the positions that the relay gives. What has none yet is not there. */
export class EventsFeed {
  constructor(
    private readonly db: Database,
    private readonly types: EventTypes,
  ) {}

  /** The oldest events after a position; `next` is the id of the last one shown, so that a reader of all of them can ask again later (G21). */
  async page(asked: AskedEvents, after: number, limit: number): Promise<Page<OutwardEvent>> {
    const events = await this.read(asked, after, limit);
    return { data: events.map((each) => each.as(asked.reader)), page: { next: events.at(-1)?.event.id ?? null } };
  }

  /** What a reader gets next, past everything in between that it does not get. */
  async batch(asked: AskedEvents, after: number, limit = batchMax): Promise<Batch> {
    // Positions become visible in their order: up to a head that was read before, nothing can turn up later.
    const head = await this.head();
    const events = await this.read(asked, after, limit);
    return { events, upTo: events.length < limit ? Math.max(after, head, events.at(-1)?.position ?? 0) : (events.at(-1) as FeedEvent).position };
  }

  /** The position of the newest event. */
  async head(): Promise<number> {
    const [row] = await this.db.run<{ last: number }>(sql`select last from outbox_head`);
    return row?.last ?? 0;
  }

  /**
   * The position of an event that somebody has read up to, whether or not it would get that event today.
   * @throws DomainError Gone (410) `cursor-expired` where it is older than what is kept; Malformed (400) where there never was one
   */
  async positionOf(id: string, fault: Fault): Promise<number> {
    const [found] = await this.db.run<{ position: number }>(sql`select position from outbox where event_id = ${id} and position is not null`);
    if (found) return found.position;
    const [oldest] = await this.db.run<{ id: string; recordedAt: string }>(
      sql`select event_id as id, recorded_at as "recordedAt" from outbox where position is not null order by position limit 1`,
    );
    // An id is drawn before its event is recorded: the later of the two is when the oldest was there for certain.
    if (!oldest || !isFromBefore(id, Math.max(timeOf(oldest.id) ?? 0, Date.parse(oldest.recordedAt)))) throw malformed([fault]);
    throw new DomainError('Gone', 'cursor-expired', 'What came after this event is not kept any more; begin without it, or with the oldest', {
      oldest: oldest.id,
    });
  }

  private async read(asked: AskedEvents, after: number, limit: number): Promise<FeedEvent[]> {
    const rows = await this.db.run<{ position: number; json: string }>(
      sql`select position, event::text as json from outbox where position > ${after} and ${whereAsked(asked)} order by position limit ${limit}`,
    );
    return rows.map(({ position, json }) => new FeedEvent(position, json, this.types));
  }
}

function isFromBefore(id: string, timeMs: number): boolean {
  const time = timeOf(id);
  return time !== null && time < timeMs;
}

/** The time with which a UUID of version 7 begins, in milliseconds since 1970; null for one of another version. */
const timeOf = (id: string): number | null => (id[14] === '7' ? Number.parseInt(id.slice(0, 13).replace('-', ''), 16) : null);
