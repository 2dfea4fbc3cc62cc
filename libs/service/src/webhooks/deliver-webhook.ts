import { exampleEvent, webhookTestEvents, type CloudEvent } from '@fiksu/contracts';
import { newId, sql, type Database, type Runs, type Sql } from '@fiksu/database';
import { Task, addJob, type Log } from '@fiksu/messaging';
import { Caller } from '../access/caller.ts';
import type { EventTypes } from '../events/event-types.ts';
import type { EventsFeed } from '../events/events-feed.ts';
import { renderEvent } from '../events/render-event.ts';
import { readPatterns } from '../events/type-patterns.ts';
import { waitAfter } from './retry-schedule.ts';
import type { Answer, Message } from './send-to-endpoint.ts';
import type { WebhookRepository } from './webhook.repository.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';
import { readerFor, type Webhook } from './webhook.ts';

/** After so many, others get their turn. */
const atOnceMax = 100;
const gone = 410;

export interface Delivery {
  id: string;
  webhook: string;
  event: string;
  position: number | null;
  attempts: number;
}

/** The job that delivers to an endpoint what is next for it: one waits at most, and one runs, whatever the number of replicas. */
export const deliverJob = (webhook: string, runAt: string | null = null): Sql =>
  addJob('deliver-webhook', { webhook }, { jobKey: `webhook:${webhook}`, queueName: `webhook:${webhook}`, runAt });

/** Makes sure that the job is there for all endpoints with something to come; one that waits for its next attempt keeps its time. */
export const wakeJobs: Sql = sql`
  select graphile_worker.add_job('deliver-webhook', json_build_object('webhook', id), queue_name => 'webhook:' || id, job_key => 'webhook:' || id,
    job_key_mode => 'preserve_run_at') from webhook where status = 'active' and position < (select last from outbox_head)`;

interface Terms {
  db: Database;
  webhooks: WebhookRepository;
  secrets: WebhookSecrets;
  feed: EventsFeed;
  types: EventTypes;
  send: (message: Message, at: Date) => Promise<Answer>;
  log: Log;
}

const deliveryColumns = sql`id, webhook, event, position, attempts`;

/**
 * Delivers to one endpoint in the order of the feed, one event at a time: what fails is tried again for three days, and
 * the later ones wait. After that the endpoint is paused, and its owner decides (API contract, "Events out").
 */
export class DeliverWebhook extends Task {
  readonly name: string = 'deliver-webhook';

  constructor(protected readonly terms: Terms) {
    super();
  }

  async run(payload: unknown): Promise<void> {
    const { webhook: id } = payload as { webhook: string };
    for (let done = 0; done < atOnceMax; done++) {
      const webhook = await this.terms.webhooks.store.find(id);
      if (webhook?.status !== 'active') return;
      const delivery = await this.nextOf(webhook);
      if (!delivery || !(await this.attempt(webhook, delivery))) return;
    }
    await this.terms.db.run(deliverJob(id));
  }

  /** What failed and comes again, else the next event that the endpoint wants. */
  private async nextOf(webhook: Webhook): Promise<Delivery | null> {
    const { db, feed } = this.terms;
    const [begun] = await db.run<Delivery>(
      sql`select ${deliveryColumns} from webhook_delivery where webhook = ${webhook.id} and in_turn and status = 'pending' order by position limit 1`,
    );
    if (begun) return begun;
    const { events, upTo } = await feed.batch({ types: readPatterns(webhook.types), reader: readerFor(webhook) }, webhook.position);
    const [next] = events;
    if (!next) {
      await db.run(sql`update webhook set position = ${upTo} where id = ${webhook.id} and position < ${upTo}`);
      return null;
    }
    const delivery: Delivery = { id: newId(), webhook: webhook.id, event: next.event.id, position: next.position, attempts: 0 };
    const at = new Date().toISOString();
    const [added] = await db.run<Delivery>(sql`
      insert into webhook_delivery (id, webhook, event, position, in_turn, status, attempts, created_at, updated_at)
      values (${delivery.id}, ${webhook.id}, ${delivery.event}, ${delivery.position}, true, 'pending', 0, ${at}, ${at})
      on conflict (webhook, position) where in_turn do nothing returning ${deliveryColumns}`);
    return added ?? null;
  }

  /** @returns whether it has arrived */
  private async attempt(webhook: Webhook, delivery: Delivery): Promise<boolean> {
    const answer = await this.send(webhook, delivery);
    if (arrived(answer)) {
      await this.terms.db.transaction(async (tx) => {
        await this.note(delivery, 'delivered', answer, null, tx);
        await tx.run(sql`update webhook set position = ${delivery.position} where id = ${webhook.id} and position < ${delivery.position}`);
      });
      return true;
    }
    const waitMs = answer.statusCode === gone ? null : waitAfter(delivery.attempts + 1, Math.random(), answer.retryAfterMs);
    if (waitMs === null) await this.giveUp(webhook, delivery, answer);
    else {
      const next = new Date(Date.now() + waitMs).toISOString();
      await this.note(delivery, 'pending', answer, next);
      await this.terms.db.run(deliverJob(webhook.id, next));
    }
    return false;
  }

  private async giveUp(webhook: Webhook, delivery: Delivery, answer: Answer): Promise<void> {
    const because = answer.statusCode === gone ? 'The endpoint says that it is gone (410)' : 'The endpoint has not taken an event for three days';
    await this.note(delivery, 'failed', answer, null);
    const by = Caller.nobody(new Date().toISOString(), 'clock');
    const paused = { ...webhook, status: 'paused' as const, pausedBecause: because };
    await this.terms.webhooks.saveBeside(webhook, paused, by, { action: 'pause', reason: { en: because } }, this.terms.db);
    this.terms.log.warn(`The webhook ${webhook.id} is paused: ${because}`);
  }

  /** Sends it as its owner may read it today. What is not kept any more counts as taken. */
  protected async send(webhook: Webhook, { event: id, position }: Delivery): Promise<Answer> {
    const event = position === null ? tryOut(this.terms.types.service, webhook, id) : await this.eventOf(id);
    const rendered = event && renderEvent(event, this.terms.types.find(event.type)?.family, readerFor(webhook));
    if (!rendered) return { statusCode: null, retryAfterMs: null, nothingToSend: true };
    const at = new Date();
    const secrets = this.terms.secrets.signing(webhook, at.toISOString());
    return this.terms.send({ url: webhook.url, id, body: JSON.stringify(rendered), secrets }, at);
  }

  protected async note({ id }: Delivery, status: string, { statusCode }: Answer, next: string | null, on: Runs = this.terms.db): Promise<void> {
    await on.run(sql`
      update webhook_delivery set status = ${status}, attempts = attempts + 1, last_status_code = ${statusCode}, next_attempt_at = ${next}, updated_at = now()
      where id = ${id}`);
  }

  private async eventOf(id: string): Promise<CloudEvent | null> {
    const [row] = await this.terms.db.run<{ event: CloudEvent }>(sql`select event from outbox where event_id = ${id}`);
    return row?.event ?? null;
  }
}

/** One delivery outside of the order: one that is sent again, or that tries out the endpoint. */
export class DeliverAgain extends DeliverWebhook {
  override readonly name = 'deliver-again';

  override async run(payload: unknown): Promise<void> {
    const { db, webhooks } = this.terms;
    const { delivery: id } = payload as { delivery: string };
    const [delivery] = await db.run<Delivery>(sql`select ${deliveryColumns} from webhook_delivery where id = ${id} and status = 'pending'`);
    const webhook = delivery && (await webhooks.store.find(delivery.webhook));
    if (!delivery || !webhook) return;
    const answer = await this.send(webhook, delivery);
    if (arrived(answer)) return this.note(delivery, 'delivered', answer, null);
    const waitMs = answer.statusCode === gone ? null : waitAfter(delivery.attempts + 1, Math.random(), answer.retryAfterMs);
    const next = waitMs === null ? null : new Date(Date.now() + waitMs).toISOString();
    await this.note(delivery, next === null ? 'failed' : 'pending', answer, next);
    if (next !== null) await db.run(addJob('deliver-again', { delivery: id }, { runAt: next }));
  }
}

const arrived = ({ statusCode, nothingToSend }: Answer): boolean => nothingToSend === true || (statusCode !== null && statusCode >= 200 && statusCode < 300);

/** What is sent to try out an endpoint. */
function tryOut(service: string, { id, version }: Webhook, event: string): CloudEvent {
  const example = exampleEvent(webhookTestEvents(service), 'test');
  return {
    ...example,
    id: event,
    subject: `webhooks/${id}`,
    time: new Date().toISOString(),
    aggregateversion: version,
    data: { ...example.data, id, version },
  };
}
