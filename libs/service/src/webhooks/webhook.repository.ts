import { Injectable } from '@nestjs/common';
import { Database, raw, sql, type Sql } from '@fiksu/database';
import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import { defineListing, oneOf } from '../listing/listing.ts';
import { Repository } from '../recording/repository.ts';
import { WebhookEntity } from './webhook.entity.ts';
import { WEBHOOK_STATUSES, type Webhook } from './webhook.ts';
import { viewOf, type WebhookView } from './webhooks.schema.ts';

export const webhookListing = defineListing({ filters: { status: oneOf(z.enum(WEBHOOK_STATUSES), raw('status')) } });

@Injectable()
export class WebhookRepository extends Repository<Webhook, WebhookView> {
  constructor(db: Database) {
    super(db, WebhookEntity, 'webhooks');
  }

  /** A platform sees its own, an administrator all. */
  override visibleTo(by: Caller): Sql {
    return by.is('admin') ? raw('true') : sql`owner = ${by.claims?.sub ?? ''} and role = 'platform'`;
  }

  override view(webhook: Webhook): WebhookView {
    return viewOf(webhook);
  }
}
