import type { Provider } from '@nestjs/common';
import { ColumnCipher, Database } from '@fiksu/database';
import type { KitConfig } from '../config.ts';
import { Storage } from '../storage/storage.ts';
import { AuditAnchors } from './audit-anchors.ts';
import { AuditLog } from './audit-log.ts';
import { Audit } from './audit.ts';
import { Seals } from './seals.ts';
import { VerifyAudit } from './verify-audit.ts';

/** What the audit log is made of. `AuditAnchors` is to be kept once an hour. */
export const wireAudit = ({ HASH_SECRET, SERVICE }: Pick<KitConfig, 'HASH_SECRET' | 'SERVICE'>): Provider[] => [
  { provide: Seals, useFactory: () => new Seals(HASH_SECRET, SERVICE) },
  { provide: Audit, useFactory: (db: Database, cipher: ColumnCipher, seals: Seals) => new Audit(db, cipher, seals), inject: [Database, ColumnCipher, Seals] },
  {
    provide: AuditAnchors,
    useFactory: (db: Database, storage: Storage, seals: Seals, audit: Audit) => new AuditAnchors({ db, storage, seals, audit, service: SERVICE }),
    inject: [Database, Storage, Seals, Audit],
  },
  { provide: AuditLog, useFactory: (db: Database, cipher: ColumnCipher) => new AuditLog(db, cipher), inject: [Database, ColumnCipher] },
  {
    provide: VerifyAudit,
    useFactory: (db: Database, cipher: ColumnCipher, seals: Seals, anchors: AuditAnchors) => new VerifyAudit({ db, cipher, seals, anchors }),
    inject: [Database, ColumnCipher, Seals, AuditAnchors],
  },
];
