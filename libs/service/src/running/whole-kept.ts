import type { Kept } from '@fiksu/database';
import { InboxTables1763000000002, JobTables1763000000004, MessagingTables1763000000001 } from '@fiksu/messaging';
import { WebhookTables1763000000003 } from '../webhooks/webhook-tables.ts';
import { WebhookEntity } from '../webhooks/webhook.entity.ts';
import { encryptedColumns } from '../webhooks/webhook.ts';
import { KitTables1764000000000 } from '../recording/kit-tables.ts';

/** What a service keeps, with what every service keeps. */
export const wholeKept = (own: Kept): Kept => ({
  entities: [WebhookEntity, ...own.entities],
  encrypted: [...encryptedColumns, ...(own.encrypted ?? [])],
  migrations: [
    MessagingTables1763000000001,
    InboxTables1763000000002,
    WebhookTables1763000000003,
    JobTables1763000000004,
    KitTables1764000000000,
    ...own.migrations,
  ],
});
