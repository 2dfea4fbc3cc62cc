import { Inject, Injectable } from '@nestjs/common';
import { Database, newId, sql, type Runs } from '@fiksu/database';
import { Numbered, numberEvents, removeJob } from '@fiksu/messaging';
import type { Caller } from '../access/caller.ts';
import { patched } from '../changing/merge-patch.ts';
import { KitConfig } from '../config.ts';
import { EventTypes } from '../events/event-types.ts';
import { EventsFeed } from '../events/events-feed.ts';
import { matchesType, readPatterns } from '../events/type-patterns.ts';
import { Faults, illegalTransition, invalid, notFound } from '../problems/domain-error.ts';
import { deliverAgainJob, deliverJob, jobKeyOf } from './deliver-webhook.ts';
import { RESOLVE, checkEndpoint, type Resolve } from './endpoint-address.ts';
import { WebhookRepository } from './webhook.repository.ts';
import { WebhookSecrets } from './webhook-secrets.ts';
import type { Webhook } from './webhook.ts';
import { WebhookBody, type WebhookView } from './webhooks.schema.ts';

const formerSignsForMs = 24 * 3_600_000;

/** What an owner does with a webhook (API contract, G23 and "Webhooks, the rest"). */
@Injectable()
export class WriteWebhook {
  constructor(
    private readonly db: Database,
    private readonly webhooks: WebhookRepository,
    private readonly secrets: WebhookSecrets,
    private readonly feed: EventsFeed,
    private readonly numbered: Numbered,
    private readonly types: EventTypes,
    private readonly config: KitConfig,
    @Inject(RESOLVE) private readonly resolve: Resolve,
  ) {}

  /** It gets what is recorded from now on. */
  async create(body: WebhookBody, by: Caller): Promise<WebhookView & { secret: string }> {
    await this.check(body);
    const id = newId();
    const { secret, kept } = this.secrets.draw(id);
    const webhook: Webhook = {
      ...{ id, version: 1, status: 'active', url: body.url, types: body.types, secret: kept, createdAt: by.at, updatedAt: by.at },
      ...{ role: by.is('admin') ? 'admin' : 'platform', owner: by.claims?.sub ?? '' },
      ...{ formerSecret: null, formerUntil: null, pausedBecause: null, position: await this.now() },
    };
    // Shown here alone: the answer that is kept for a repeat of the request does not have it.
    return { ...(await this.webhooks.create(webhook, by)), secret };
  }

  /** Another address is tried at once, whatever the former one was waited for. */
  async change(id: string, { status, ...patch }: Record<string, unknown>, by: Caller): Promise<WebhookView> {
    const view = await this.webhooks.change(id, by, {
      action: 'change',
      decide: async (webhook) => {
        const { url, types } = webhook;
        const body = patched<WebhookBody>({ url, types }, patch, WebhookBody);
        await this.check(body);
        if (status === undefined) return { ...webhook, ...body };
        if (status !== 'paused') throw invalid([{ pointer: '/status', detail: 'Can be set to paused; resume makes it active' }]);
        return { ...webhook, ...body, status: 'paused', pausedBecause: webhook.status === 'paused' ? webhook.pausedBecause : null };
      },
    });
    if (patch.url !== undefined && view.status === 'active') await this.db.transaction((tx) => this.beginAnew(id, by, tx));
    return view;
  }

  /** With what was sent to it, and the job that sends. */
  async remove(id: string, by: Caller): Promise<void> {
    await this.webhooks.remove(id, by);
    await this.db.run(removeJob(jobKeyOf(id)));
  }

  /** Goes on with what could not be delivered, and then with all that has happened since. */
  async resume(id: string, by: Caller): Promise<WebhookView> {
    const { id: known } = await this.webhooks.get(id, by);
    return this.db.transaction(async (tx) => {
      const webhook = (await this.webhooks.store.findForUpdate([known], tx)).get(known);
      if (!webhook) throw notFound();
      if (webhook.status !== 'paused') throw illegalTransition('resume', webhook.status, ['test', 'rotate']);
      const view = await this.webhooks.save(webhook, { ...webhook, status: 'active', pausedBecause: null }, by, { action: 'resume' }, tx);
      await this.beginAnew(known, by, tx);
      return view;
    });
  }

  /** What has not arrived has three days again, beginning now. */
  private async beginAnew(id: string, by: Caller, tx: Runs): Promise<void> {
    await tx.run(sql`
      update webhook_delivery set status = 'pending', attempts = 0, next_attempt_at = null, updated_at = ${by.at}
      where webhook = ${id} and status <> 'delivered' and position > (select position from webhook where id = ${id})`);
    await tx.run(deliverJob(id));
  }

  /** The place in the order of what was recorded last, whether or not it has been given one: what comes later is later. */
  private async now(): Promise<number> {
    if ((await numberEvents(this.db)) > 0) this.numbered.announce();
    return this.feed.head();
  }

  /** The new secret, shown once; the old one signs beside it for a day. */
  async rotate(id: string, by: Caller): Promise<WebhookView & { secret?: string }> {
    const drawn: { secret?: string } = {};
    const view = await this.webhooks.change(id, by, {
      action: 'rotate',
      decide: (webhook) => {
        const { secret, kept } = this.secrets.draw(webhook.id);
        drawn.secret = secret;
        const formerUntil = new Date(Date.parse(by.at) + formerSignsForMs).toISOString();
        return { ...webhook, secret: kept, formerSecret: this.secrets.asFormer(webhook), formerUntil };
      },
    });
    return { ...view, ...drawn };
  }

  /** Sends an event of its own to this endpoint alone, which is in no feed. */
  async test(id: string, by: Caller): Promise<WebhookView> {
    const webhook = await this.webhooks.get(id, by);
    const delivery = newId();
    await this.db.transaction(async (tx) => {
      await tx.run(sql`
        insert into webhook_delivery (id, webhook, event, position, status, attempts, created_at, updated_at)
        values (${delivery}, ${webhook.id}, ${newId()}, null, 'pending', 0, ${by.at}, ${by.at})`);
      await tx.run(deliverAgainJob({ id: delivery, webhook: webhook.id }));
    });
    return this.webhooks.view(webhook);
  }

  private async check({ url, types }: WebhookBody): Promise<void> {
    const faults = new Faults();
    types.forEach((pattern, index) => {
      const patterns = readPatterns([pattern]);
      if (!this.types.all.some(({ type }) => matchesType(type, patterns))) faults.add(`/types/${index}`, 'Matches no event of this service');
    });
    faults.refuse();
    await checkEndpoint(url, this.config.WEBHOOKS_ALLOW_PRIVATE === 'true', this.resolve);
  }
}
