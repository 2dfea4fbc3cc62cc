import { Injectable } from '@nestjs/common';
import { isId } from '@fiksu/contracts';
import { Database, raw, sql } from '@fiksu/database';
import { Consumers, deadLetterColumns, type DeadLetter, type Unresolvable } from '@fiksu/messaging';
import { z } from 'zod';
import { defineListing, equals, type ListQuery } from '../listing/listing.ts';
import { readPage, type Page } from '../listing/read-list.ts';
import { illegalTransition, notFound } from '../problems/domain-error.ts';
import type { DeadLetterView } from './dead-letters.schema.ts';

const consumerLengthMax = 100;

export const deadLetterListing = defineListing({
  filters: {
    consumer: equals(z.string().max(consumerLengthMax), raw('consumer')),
    resolved: {
      value: z.enum(['true', 'false']),
      where: (values) => sql`(resolved_at is not null)::text = any(${values})`,
      countBy: raw('(resolved_at is not null)::text'),
      values: ['true', 'false'],
    },
  },
});

/** With the names that every list sorts by. */
const table = raw('(select *, dead_at as created_at, coalesce(resolved_at, dead_at) as updated_at from dead_letters) dead_letter');

/** What could not be handled, and what operators do about it (API contract, "Operations"). */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly db: Database,
    private readonly consumers: Consumers,
  ) {}

  async list(query: ListQuery): Promise<Page<DeadLetterView>> {
    const ids = query.ids.length > 0 ? query.ids.filter(isId) : null;
    const page = await readPage<DeadLetter>(this.db, { from: table, columns: deadLetterColumns, visible: raw('true'), listing: deadLetterListing, query, ids });
    return { ...page, data: page.data.map(view) };
  }

  /** @throws DomainError NotFound (404) */
  async read(id: string): Promise<DeadLetterView> {
    const [letter] = isId(id) ? await this.db.run<DeadLetter>(sql`select ${deadLetterColumns} from dead_letters where id = ${id}`) : [];
    if (!letter) throw notFound();
    return view(letter);
  }

  /** @throws DomainError NotFound (404), Conflict (409) where it is resolved, or nothing in this service handles it any more */
  async retry(id: string): Promise<DeadLetterView> {
    return this.outcome('retry', id, isId(id) ? await this.consumers.retry(id) : 'unknown');
  }

  /** @throws DomainError NotFound (404), Conflict (409) where it is resolved */
  async discard(id: string, reason: string): Promise<DeadLetterView> {
    return this.outcome('discard', id, isId(id) ? await this.consumers.discard(id, reason) : 'unknown');
  }

  private outcome(action: string, id: string, outcome: DeadLetter | Unresolvable): DeadLetterView {
    if (outcome === 'unknown') throw notFound();
    if (typeof outcome === 'string') throw illegalTransition(action, outcome, outcome === 'orphaned' ? ['discard'] : []);
    return view(outcome);
  }
}

const view = ({ event, text, ...letter }: DeadLetter): DeadLetterView => ({ ...letter, event: event ?? text });
