import { Injectable } from '@nestjs/common';
import { redactionEvents, type CloudEvent } from '@fiksu/contracts';
import { Database, raw, sql, type Runs, type Sql } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import { EventTypes } from '../events/event-types.ts';
import { readerOf, renderEvent, type OutwardEvent } from '../events/render-event.ts';
import { notFound } from '../problems/domain-error.ts';
import { eventOf } from '../recording/event-of.ts';
import { authorOf } from '../recording/history.ts';
import { keepAnswer } from '../recording/record.ts';
import { redactPointers } from './redact-pointers.ts';
import type { RedactBody } from './redact.schema.ts';

interface Stored {
  event: CloudEvent;
  revision: number;
}

interface Redaction {
  next: CloudEvent;
  told: CloudEvent;
  answer: OutwardEvent;
  reason: string;
}

/**
 * Takes something out of an event that has gone out already (API contract, "Operations"): out of the feed at once, out of
 * the stream as soon as NATS can be reached, and everybody is told to read that event again.
 */
@Injectable()
export class RedactEvent {
  constructor(
    private readonly db: Database,
    private readonly types: EventTypes,
  ) {}

  execute({ event: id, pointers, reason }: RedactBody, by: Caller): Promise<OutwardEvent> {
    return this.db.transaction(async (tx) => {
      const [stored] = await tx.run<Stored>(sql`select event, revision from outbox where event_id = ${id} for update`);
      if (!stored) throw notFound('There is no such event');
      const next = redactPointers(stored.event, pointers, (event) => this.fits(event));
      const answer = renderEvent(next, this.types.find(next.type)?.family, readerOf(by)) as OutwardEvent;
      await this.save({ next, told: this.tell(id, pointers, stored.revision + 1, by), answer, reason }, by, tx);
      tx.afterCommit(() => this.db.announceRecorded());
      return answer;
    });
  }

  /** Of a type that is not sent any more nobody knows what it needs. */
  private fits(event: CloudEvent): boolean {
    const known = this.types.find(event.type);
    return known === undefined || known.family.schemaOf(known.action).safeParse(event).success;
  }

  /** What others hear of it: the redactions of one event are versions of it, from 1 on. */
  private tell(id: string, pointers: string[], version: number, by: Caller): CloudEvent {
    const next = { id, version, event: id, pointers, createdAt: by.at, updatedAt: by.at };
    const event = eventOf(redactionEvents(this.types.service), { before: null, next, action: 'redact', by, visibilityOf: () => 'public' });
    return { ...event, data: { ...event.data, change: { ...event.data.change, fields: pointers } } };
  }

  /** One statement, of which all parts select from the row that is changed: the relay erases the message that the stream has. */
  private async save({ next, told, answer, reason }: Redaction, by: Caller, tx: Runs): Promise<void> {
    const { idempotency } = by;
    const last: Sql = idempotency ? keepAnswer(idempotency, { status: 200, body: answer }) : raw('select id from saved');
    await tx.run(sql`
      with saved as (
        update outbox set event = ${JSON.stringify(next)}::jsonb, revision = revision + 1, published_at = null, stream_seq = null,
          erase_seqs = case when stream_seq is null then erase_seqs else erase_seqs || stream_seq end
        where event_id = ${next.id} returning event_id as id, revision as version),
      noted as (insert into history (collection, resource, version, at, by, action, reason)
        select 'events', id::text, version, ${by.at}::timestamptz, ${JSON.stringify(authorOf(by))}::jsonb, 'redact', ${JSON.stringify(reason)}::jsonb from saved),
      told as (insert into outbox (event_id, aggregate, subject, event)
        select ${told.id}::uuid, ${told.subject}, ${told.type}, ${JSON.stringify(told)}::jsonb from saved)
      ${last}`);
    if (idempotency) idempotency.kept = true;
  }
}
