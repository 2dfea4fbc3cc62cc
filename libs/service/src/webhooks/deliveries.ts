import { Injectable } from '@nestjs/common';
import { isId } from '@fiksu/contracts';
import { Database, raw, sql } from '@fiksu/database';
import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import { defineListing, oneOf, type ListQuery } from '../listing/listing.ts';
import { readPage, type Page } from '../listing/read-list.ts';
import { illegalTransition, notFound } from '../problems/domain-error.ts';
import { deliverAgainJob } from './deliver-webhook.ts';
import { WebhookRepository } from './webhook.repository.ts';
import { DELIVERY_STATUSES, type DeliveryView } from './webhooks.schema.ts';

export const deliveryListing = defineListing({ filters: { status: oneOf(z.enum(DELIVERY_STATUSES), raw('status')) } });

const columns = raw(
  `id, event, status, attempts, last_status_code as "lastStatusCode", last_error as "lastError", next_attempt_at as "nextAttemptAt", created_at as "createdAt", updated_at as "updatedAt"`,
);

/** What was sent to an endpoint, and what came of it. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly db: Database,
    private readonly webhooks: WebhookRepository,
  ) {}

  async list(webhook: string, query: ListQuery, by: Caller): Promise<Page<DeliveryView>> {
    const { id } = await this.webhooks.get(webhook, by);
    const ids = query.ids.length > 0 ? query.ids.filter(isId) : null;
    return readPage<DeliveryView>(this.db, { from: raw('webhook_delivery'), columns, visible: sql`webhook = ${id}`, listing: deliveryListing, query, ids });
  }

  /** Sends it once more, outside of the order. */
  async resend(webhook: string, delivery: string, by: Caller): Promise<DeliveryView> {
    const { id } = await this.webhooks.get(webhook, by);
    if (!isId(delivery)) throw notFound();
    return this.db.transaction(async (tx) => {
      const [found] = await tx.run<{ status: string }>(sql`select status from webhook_delivery where id = ${delivery} and webhook = ${id} for update`);
      if (!found) throw notFound();
      if (found.status === 'pending') throw illegalTransition('resend', 'pending', []);
      const [view] = await tx.run<DeliveryView>(sql`
        update webhook_delivery set status = 'pending', attempts = 0, next_attempt_at = null, updated_at = ${by.at}
        where id = ${delivery} returning ${columns}`);
      await tx.run(deliverAgainJob({ id: delivery, webhook: id }));
      return view as DeliveryView;
    });
  }
}
