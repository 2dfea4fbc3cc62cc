import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { By, type Caller } from '../access/caller.ts';
import { May } from '../access/may.ts';
import { Shows, type Sees } from '../access/shows.ts';
import { Acts, Adds, Creates, Deletes, Patches } from '../answers/answers.ts';
import { patchOf } from '../changing/merge-patch.ts';
import { collectionController } from '../listing/collection-controller.ts';
import type { ListQuery } from '../listing/listing.ts';
import { Listed, Lists } from '../listing/lists.ts';
import { Deliveries, deliveryListing } from './deliveries.ts';
import { WebhookRepository, webhookListing } from './webhook.repository.ts';
import { DeliveryView, EmptyBody, WebhookBody, WebhookCreated, WebhookRotated, WebhookView } from './webhooks.schema.ts';
import { WriteWebhook } from './write-webhook.ts';

/** `status` can be patched here, and only to `paused`. */
const WebhookPatch = patchOf(WebhookBody.extend({ status: z.enum(['active', 'paused']) }), 'WebhookPatch').meta({ examples: [{ status: 'paused' }] });

const sees: Sees = { admin: 'all, without their secrets', platform: 'its own, without their secrets' };

/** Where other platforms have events sent to (API contract, G23). */
@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController extends collectionController(webhookListing, WebhookView, {
  one: 'Webhook',
  many: 'Webhooks',
  may: ['admin', 'platform'],
  sees,
}) {
  constructor(
    webhooks: WebhookRepository,
    private readonly write: WriteWebhook,
    private readonly sent: Deliveries,
  ) {
    super(webhooks);
  }

  @Post()
  @May('admin', 'platform')
  @Creates(WebhookCreated, {
    id: 'createWebhook',
    summary: 'Have events sent to an endpoint; its secret is shown once',
    location: '/webhooks/{id}',
    once: ['secret'],
  })
  create(@Body({ schema: WebhookBody }) body: WebhookBody, @By() by: Caller) {
    return this.write.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'platform')
  @Patches(WebhookView, { id: 'changeWebhook', summary: 'Change a webhook, or pause it' })
  change(@Param('id') id: string, @Body({ schema: WebhookPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.write.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'platform')
  @Deletes({ id: 'deleteWebhook', summary: 'Remove a webhook' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.write.remove(id, by);
  }

  @Post(':id/resume')
  @May('admin', 'platform')
  @Adds(WebhookView, { id: 'resumeWebhook', summary: 'Go on with what could not be delivered, and all since' })
  resume(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.write.resume(id, by);
  }

  @Post(':id/rotate')
  @May('admin', 'platform')
  @Acts(WebhookRotated, { id: 'rotateWebhook', summary: 'Get a new secret; the old one signs beside it for a day', once: ['secret'] })
  rotate(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.write.rotate(id, by);
  }

  @Post(':id/test')
  @May('admin', 'platform')
  @Adds(WebhookView, { id: 'testWebhook', summary: 'Send an event that tries out the endpoint, to it alone' })
  test(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.write.test(id, by);
  }

  @Get(':id/deliveries')
  @May('admin', 'platform')
  @Shows({ admin: 'of all webhooks', platform: 'of its own webhooks' })
  @Lists(deliveryListing, DeliveryView, { id: 'listWebhookDeliveries', summary: 'List what was sent, and what came of it' })
  deliveries(@Param('id') id: string, @Listed(deliveryListing) query: ListQuery, @By() by: Caller) {
    return this.sent.list(id, query, by);
  }

  @Post(':id/deliveries/:delivery/resend')
  @May('admin', 'platform')
  @Adds(DeliveryView, { id: 'resendWebhookDelivery', summary: 'Send it once more, outside of the order' })
  resend(@Param('id') id: string, @Param('delivery') delivery: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.sent.resend(id, delivery, by);
  }
}
