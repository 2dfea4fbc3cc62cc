import { Id, Instant } from '@fiksu/contracts';
import { z } from 'zod';
import { TypePattern } from '../events/type-patterns.ts';
import { SILENCES, UNSENT } from './delivery-error.ts';
import { WEBHOOK_STATUSES, type Webhook } from './webhook.ts';

const urlLengthMax = 2000;
const typesMax = 100;

const Endpoint = z
  .url({ protocol: /^https?$/ })
  .max(urlLengthMax)
  .describe('https, at a public address');
const Types = z.array(TypePattern).min(1).max(typesMax).describe('What is sent: types of events of this service, or their beginnings with `.*`');

export const WebhookBody = z.strictObject({ url: Endpoint, types: Types }).meta({
  id: 'WebhookBody',
  examples: [{ url: 'https://platform.example.org/fiksu', types: ['fiksu.roadmap.need.*'] }],
});
export type WebhookBody = z.infer<typeof WebhookBody>;

export const WebhookView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(WEBHOOK_STATUSES),
    actions: z.array(z.string()).describe('What this caller may do now'),
    url: z.string(),
    types: z.array(z.string()),
    pausedBecause: z.string().nullable().describe('Why it is paused, where the platform has done it'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.infer<typeof WebhookView>;

/** What is read of a webhook, whoever reads it: never a secret. */
export const viewOf = ({ id, version, status, url, types, pausedBecause, createdAt, updatedAt }: Webhook): WebhookView => {
  const actions = status === 'paused' ? ['resume', 'test', 'rotate'] : ['test', 'rotate'];
  return { id, version, status, actions, url, types, pausedBecause, createdAt, updatedAt };
};

const secret = z.string().optional().describe('Shown once: it verifies the header webhook-signature (Standard Webhooks)');
export const WebhookCreated = WebhookView.extend({ secret }).meta({ id: 'WebhookCreated' });
export const WebhookRotated = WebhookView.extend({ secret }).meta({ id: 'WebhookRotated' });

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;

export const DeliveryView = z
  .object({
    id: Id,
    event: Id,
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.int(),
    lastStatusCode: z.int().nullable().describe('What the endpoint answered last; null where it did not answer'),
    lastError: z
      .enum([...SILENCES, ...UNSENT])
      .nullable()
      .describe('Why there was no answer, or why the event was not sent at all'),
    nextAttemptAt: Instant.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryView = z.infer<typeof DeliveryView>;
export const EmptyBody = z.strictObject({}).meta({ id: 'WebhookActionBody' });
