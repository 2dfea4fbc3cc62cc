import { Logger, type Provider } from '@nestjs/common';
import { ColumnCipher, Database } from '@fiksu/database';
import { Numbered } from '@fiksu/messaging';
import { KitConfig } from '../config.ts';
import { EventTypes } from '../events/event-types.ts';
import { EventsFeed } from '../events/events-feed.ts';
import { Deliveries } from './deliveries.ts';
import { DeliverAgain, DeliverWebhook } from './deliver-webhook.ts';
import { RESOLVE, resolveByDns, type Resolve } from './endpoint-address.ts';
import { sendToEndpoint } from './send-to-endpoint.ts';
import { WakeWebhooks } from './wake-webhooks.ts';
import { WebhookRepository } from './webhook.repository.ts';
import { WebhookSecrets } from './webhook-secrets.ts';
import { WriteWebhook } from './write-webhook.ts';

const log = new Logger('Webhooks');
const parts = [Database, WebhookRepository, WebhookSecrets, EventsFeed, EventTypes, KitConfig, RESOLVE];

/** What webhooks are made of. The two tasks are run by `Jobs`; `WakeWebhooks` is to be started and stopped with the service. */
export const wireWebhooks = (): Provider[] => [
  { provide: RESOLVE, useValue: resolveByDns },
  { provide: WebhookSecrets, useFactory: (cipher: ColumnCipher) => new WebhookSecrets(cipher), inject: [ColumnCipher] },
  WebhookRepository,
  WriteWebhook,
  Deliveries,
  ...[DeliverWebhook, DeliverAgain].map((task) => ({
    provide: task,
    useFactory: (
      db: Database,
      webhooks: WebhookRepository,
      secrets: WebhookSecrets,
      feed: EventsFeed,
      types: EventTypes,
      config: KitConfig,
      resolve: Resolve,
    ) => {
      const terms = { resolve, allowPrivate: config.WEBHOOKS_ALLOW_PRIVATE === 'true' };
      return new task({ db, webhooks, secrets, feed, types, log, send: (message, at, stop) => sendToEndpoint(message, at, stop, terms) });
    },
    inject: parts,
  })),
  { provide: WakeWebhooks, useFactory: (db: Database, numbered: Numbered) => new WakeWebhooks(db, numbered, log), inject: [Database, Numbered] },
];
