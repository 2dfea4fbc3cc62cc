import { Injectable } from '@nestjs/common';
import { Database, raw, sql } from '@fiksu/database';
import { Nats } from '@fiksu/messaging';
import type { EventsQuery } from '../events/ask-for-events.ts';
import { malformed } from '../problems/domain-error.ts';
import type { OutboxView } from './outbox.schema.ts';

type Counted = Pick<OutboxView, 'unnumbered' | 'unpublished' | 'unerased' | 'oldestAgeSeconds'>;
type Waiting = OutboxView['data'][number];

/** What was recorded and is not in the stream yet, and who should be working on it: what an operator looks at first. */
@Injectable()
export class Outbox {
  constructor(
    private readonly db: Database,
    private readonly nats: Nats,
  ) {}

  async read({ after, limit }: Pick<EventsQuery, 'after' | 'limit'>): Promise<OutboxView> {
    const [counted, relay, waiting] = await Promise.all([this.count(), this.relay(), this.waiting(after, limit)]);
    const data = waiting.slice(0, limit);
    return { ...counted, relay, nats: this.nats.state(), data, page: { next: waiting.length > limit ? (data.at(-1)?.id ?? null) : null } };
  }

  private async count(): Promise<Counted> {
    const [counted] = await this.db.run<Counted>(sql`
      select count(*) filter (where position is null) as unnumbered, count(*) as unpublished,
        (select count(*) from outbox where erase_seqs <> '{}') as unerased,
        floor(extract(epoch from clock_timestamp() - min(recorded_at)))::integer as "oldestAgeSeconds"
      from outbox where published_at is null`);
    return counted as Counted;
  }

  private async relay(): Promise<OutboxView['relay']> {
    const [relay] = await this.db.run<OutboxView['relay']>(sql`select holder, term, leased_until as "leasedUntil" from outbox_head`);
    return relay ?? { holder: null, term: 0, leasedUntil: null };
  }

  /** In the order in which they will go out: what has no position yet comes last. One more than the limit, which tells whether there are more. */
  private async waiting(after: EventsQuery['after'], limit: number): Promise<Waiting[]> {
    const behind = after ? await this.behind(after) : raw('true');
    return this.db.run<Waiting>(sql`
      select event_id as id, position, subject as type, aggregate as subject, recorded_at as "recordedAt" from outbox
      where published_at is null and ${behind} order by position nulls last, id limit ${limit + 1}`);
  }

  /** @throws DomainError Malformed (400) where there is no such event */
  private async behind({ id, fault }: NonNullable<EventsQuery['after']>) {
    const [last] = await this.db.run<{ position: number | null; drawn: number }>(sql`select position, id as drawn from outbox where event_id = ${id}`);
    if (!last) throw malformed([fault]);
    return last.position === null ? sql`(position is null and id > ${last.drawn})` : sql`(position > ${last.position} or position is null)`;
  }
}
