import type { Kept } from '@fiksu/database';
import { InboxTables1763000000002, JobTables1763000000004, MessagingTables1763000000001 } from '@fiksu/messaging';
import { AuditTables1763000000005 } from '../audit/audit-tables.ts';
import { FileEntity } from '../files/file.entity.ts';
import { FileTables1763000000008 } from '../files/file-tables.ts';
import { ImportRunEntity } from '../imports/import-run.entity.ts';
import { ImportTables1763000000007 } from '../imports/import-tables.ts';
import { LimitTables1763000000009 } from '../limits/limit-tables.ts';
import { MergedOrganisationTables1763000000010 } from '../organisations/merged-organisation-tables.ts';
import { PersonTables1764000000000 } from '../persons/person-tables.ts';
import { WebhookTables1763000000003 } from '../webhooks/webhook-tables.ts';
import { WebhookEntity } from '../webhooks/webhook.entity.ts';
import { encryptedColumns } from '../webhooks/webhook.ts';
import { KitTables1764000000000 } from '../recording/kit-tables.ts';

/** What a service keeps, with what every service keeps. */
export const wholeKept = (own: Kept): Kept => ({
  entities: [ImportRunEntity, FileEntity, WebhookEntity, ...own.entities],
  encrypted: [...encryptedColumns, { table: 'audit', column: 'person' }, ...(own.encrypted ?? [])],
  migrations: [
    MessagingTables1763000000001,
    InboxTables1763000000002,
    WebhookTables1763000000003,
    JobTables1763000000004,
    AuditTables1763000000005,
    ImportTables1763000000007,
    FileTables1763000000008,
    LimitTables1763000000009,
    MergedOrganisationTables1763000000010,
    KitTables1764000000000,
    PersonTables1764000000000,
    ...own.migrations,
  ],
});
