import { exampleEvent, webhookTestEvents, type CloudEvent } from '@fiksu/contracts';
import { newId, sql, type Database, type Runs, type Sql } from '@fiksu/database';
import { Task, addJob, type JobRun, type Log } from '@fiksu/messaging';
import { Caller } from '../access/caller.ts';
import type { EventTypes } from '../events/event-types.ts';
import type { EventsFeed } from '../events/events-feed.ts';
import { renderEvent } from '../events/render-event.ts';
import { matchesType, readPatterns, type TypePatterns } from '../events/type-patterns.ts';
import { waitAfter } from './retry-schedule.ts';
import { UNSENT, type Silence, type Unsent } from './delivery-error.ts';
import type { Answer, Message } from './send-to-endpoint.ts';
import type { WebhookRepository } from './webhook.repository.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';
import { readerFor, type Webhook } from './webhook.ts';

/** After so long, others get their turn. */
const turnMs = 20_000;
const gone = 410;

export interface Delivery {
  id: string;
  webhook: string;
  event: string;
  /** Null for what tries out an endpoint, which has no place in the order. */
  position: number | null;
  attempts: number;
  createdAt: string;
}

/** The job that delivers to an endpoint what is next for it: one waits at most, and one runs, whatever the number of replicas. */
export const deliverJob = (webhook: string, runAt: string | null = null): Sql =>
  addJob('deliver-webhook', { webhook }, { jobKey: jobKeyOf(webhook), queueName: jobKeyOf(webhook), runAt });

/** The job that delivers one event outside of the order; it waits for the one that is under way to the same endpoint. */
export const deliverAgainJob = ({ id, webhook }: Pick<Delivery, 'id' | 'webhook'>, runAt: string | null = null): Sql =>
  addJob('deliver-again', { delivery: id }, { queueName: jobKeyOf(webhook), runAt });

export const jobKeyOf = (webhook: string): string => `webhook:${webhook}`;

/**
 * Makes sure that the job is there for all endpoints with something to come. Where one waits already, nothing is done: so
 * it keeps the time of its next attempt. Beside one that runs, and may have looked too early, another one is added.
 */
export const wakeJobs: Sql = sql`
  select graphile_worker.add_job('deliver-webhook', json_build_object('webhook', id), queue_name => 'webhook:' || id, job_key => 'webhook:' || id,
    job_key_mode => 'preserve_run_at')
  from webhook where status = 'active' and position < (select last from outbox_head) and not exists (
    select from graphile_worker.jobs where key = 'webhook:' || webhook.id and locked_at is null and attempts < max_attempts)`;

interface Terms {
  db: Database;
  webhooks: WebhookRepository;
  secrets: WebhookSecrets;
  feed: EventsFeed;
  types: EventTypes;
  send: (message: Message, at: Date, stop: AbortSignal) => Promise<Answer>;
  log: Log;
}

/** What came of an attempt. */
interface Outcome {
  status: 'delivered' | 'pending' | 'failed';
  statusCode: number | null;
  lastError: Silence | Unsent | null;
  /** When it is tried again. */
  next: string | null;
}

const deliveryColumns = sql`id, webhook, event, position, attempts, created_at as "createdAt"`;

/**
 * Delivers to one endpoint in the order of the feed, one event at a time: what fails is tried again for three days, and
 * the later ones wait. After that the endpoint is paused, and its owner decides (API contract, "Events out").
 *
 * What holds the order is the row of the delivery: the next event is looked for when the one before has arrived. A process
 * that was taken for dead, and is not, can send an event a second time, and never one before another.
 */
export class DeliverWebhook extends Task {
  readonly name: string = 'deliver-webhook';

  constructor(protected readonly terms: Terms) {
    super();
  }

  async run(payload: unknown, { signal }: JobRun): Promise<void> {
    const { webhook: id } = payload as { webhook: string };
    const until = performance.now() + turnMs;
    while (performance.now() < until && !signal.aborted) {
      const webhook = await this.terms.webhooks.store.find(id);
      if (webhook?.status !== 'active') return;
      const delivery = await this.nextOf(webhook);
      if (!delivery || !(await this.attempt(webhook, delivery, signal))) return;
    }
    await this.terms.db.run(deliverJob(id));
  }

  /** What has not arrived yet, else the next event that the endpoint wants. */
  private async nextOf(webhook: Webhook): Promise<Delivery | null> {
    const { db, feed } = this.terms;
    const [begun] = await db.run<Delivery>(sql`
      select ${deliveryColumns} from webhook_delivery
      where webhook = ${webhook.id} and position > ${webhook.position} and status <> 'delivered' order by position limit 1`);
    if (begun) return begun;
    const { events, upTo } = await feed.batch({ types: readPatterns(webhook.types), reader: readerFor(webhook) }, webhook.position, 1);
    const [next] = events;
    if (!next) {
      await moveOn({ webhook: webhook.id, position: upTo }, db);
      return null;
    }
    const at = new Date().toISOString();
    // Whoever was quicker delivers it.
    const [added] = await db.run<Delivery>(sql`
      insert into webhook_delivery (id, webhook, event, position, status, attempts, created_at, updated_at)
      values (${newId()}, ${webhook.id}, ${next.event.id}, ${next.position}, 'pending', 0, ${at}, ${at})
      on conflict (webhook, position) do nothing returning ${deliveryColumns}`);
    return added ?? null;
  }

  /** @returns whether the next one may follow */
  private async attempt(webhook: Webhook, delivery: Delivery, stop: AbortSignal): Promise<boolean> {
    const outcome = outcomeOf(await this.send(webhook, delivery, stop, readPatterns(webhook.types)), delivery);
    await this.terms.db.transaction(async (tx) => {
      // Its owner may have changed or removed it meanwhile.
      const current = (await this.terms.webhooks.store.findForUpdate([webhook.id], tx)).get(webhook.id);
      if (!current || !(await note(delivery, outcome, tx))) return;
      if (isOver(outcome)) await moveOn(delivery, tx);
      else if (outcome.status === 'failed') await this.pause(current, outcome, tx);
      else await tx.run(deliverJob(webhook.id, outcome.next));
    });
    return isOver(outcome);
  }

  /** Tells of it where people look: at the endpoint, in its history, and in the log. */
  protected async pause(webhook: Webhook, { statusCode }: Outcome, tx: Runs): Promise<void> {
    if (webhook.status !== 'active') return;
    const because = statusCode === gone ? 'The endpoint says that it is gone (410)' : 'The endpoint has not taken an event for three days';
    const by = Caller.nobody(new Date().toISOString(), 'clock');
    const paused = { ...webhook, status: 'paused' as const, pausedBecause: because };
    await this.terms.webhooks.saveBeside(webhook, paused, by, { action: 'pause', reason: { en: because } }, tx);
    tx.afterCommit(() => this.terms.log.warn(`The webhook ${webhook.id} is paused: ${because}`));
  }

  /** Sends it as its owner may read it today. */
  protected async send(webhook: Webhook, delivery: Delivery, stop: AbortSignal, wanted: TypePatterns | null = null): Promise<Answer | Unsent> {
    const event = delivery.position === null ? tryOut(this.terms.types.service, webhook, delivery) : await this.eventOf(delivery.event);
    const rendered = event && renderEvent(event, this.terms.types.find(event.type)?.family, readerFor(webhook));
    if (!rendered) return 'not-kept';
    if (!matchesType(rendered.type, wanted)) return 'not-wanted';
    const at = new Date();
    const secrets = this.terms.secrets.signing(webhook, at.toISOString());
    return this.terms.send({ url: webhook.url, id: delivery.event, body: JSON.stringify(rendered), secrets }, at, stop);
  }

  private async eventOf(id: string): Promise<CloudEvent | null> {
    const [row] = await this.terms.db.run<{ event: CloudEvent }>(sql`select event from outbox where event_id = ${id}`);
    return row?.event ?? null;
  }
}

/** One delivery outside of the order: one that is sent again, or that tries out the endpoint; also where that is paused. */
export class DeliverAgain extends DeliverWebhook {
  override readonly name = 'deliver-again';

  override async run(payload: unknown, { signal }: JobRun): Promise<void> {
    const { db, webhooks } = this.terms;
    const { delivery: id } = payload as { delivery: string };
    const [delivery] = await db.run<Delivery>(sql`select ${deliveryColumns} from webhook_delivery where id = ${id} and status = 'pending'`);
    const webhook = delivery && (await webhooks.store.find(delivery.webhook));
    if (!delivery || !webhook) return;
    const outcome = outcomeOf(await this.send(webhook, delivery, signal), delivery);
    await db.transaction(async (tx) => {
      const current = (await webhooks.store.findForUpdate([webhook.id], tx)).get(webhook.id);
      if (!current || !(await note(delivery, outcome, tx))) return;
      if (isOver(outcome)) await moveOn(delivery, tx);
      if (outcome.statusCode === gone) await this.pause(current, outcome, tx);
      if (outcome.next) await tx.run(deliverAgainJob(delivery, outcome.next));
    });
  }
}

function outcomeOf(answer: Answer | Unsent, { attempts }: Delivery): Outcome {
  if (typeof answer === 'string') return { status: 'failed', statusCode: null, lastError: answer, next: null };
  const { statusCode, silence: lastError, retryAfterMs } = answer;
  if (statusCode !== null && statusCode >= 200 && statusCode < 300) return { status: 'delivered', statusCode, lastError, next: null };
  const waitMs = statusCode === gone ? null : waitAfter(attempts + 1, Math.random(), retryAfterMs);
  if (waitMs === null) return { status: 'failed', statusCode, lastError, next: null };
  return { status: 'pending', statusCode, lastError, next: new Date(Date.now() + waitMs).toISOString() };
}

/** Has arrived, or never will. */
const isOver = ({ status, lastError }: Outcome): boolean => status === 'delivered' || (UNSENT as readonly (string | null)[]).includes(lastError);

/**
 * Writes down what came of the attempt that was begun.
 * @returns false where somebody else has been there meanwhile, whose outcome it is that counts
 */
async function note({ id, attempts }: Delivery, { status, statusCode, lastError, next }: Outcome, on: Runs): Promise<boolean> {
  const noted = await on.run(sql`
    update webhook_delivery set status = ${status}, attempts = attempts + 1, last_status_code = ${statusCode}, last_error = ${lastError},
      next_attempt_at = ${next}, updated_at = now()
    where id = ${id} and attempts = ${attempts} and status <> 'delivered' returning id`);
  return noted.length > 0;
}

/** What is done is never looked at again: of what was sent once more, that was so already. */
async function moveOn({ webhook, position }: Pick<Delivery, 'webhook' | 'position'>, on: Runs): Promise<void> {
  if (position !== null) await on.run(sql`update webhook set position = ${position} where id = ${webhook} and position < ${position}`);
}

/** What is sent to try out an endpoint. */
function tryOut(service: string, { id, version, role }: Webhook, { event, createdAt }: Delivery): CloudEvent {
  const example = exampleEvent(webhookTestEvents(service), 'test');
  return {
    ...example,
    id: event,
    subject: `webhooks/${id}`,
    time: createdAt,
    aggregateversion: version,
    data: { ...example.data, id, version, change: { ...example.data.change, by: role } },
  };
}
