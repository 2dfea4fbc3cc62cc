import { Id, Instant } from '@fiksu/contracts';
import { z } from 'zod';
import { IMPORT_STATUSES } from './import-run.ts';

const Fault = z
  .object({
    record: z.int().describe('The place in the file, from 1; 0 is the file as a whole'),
    pointer: z.string().describe('Where within the record (RFC 6901)'),
    detail: z.string(),
  })
  .meta({ id: 'ImportFault' });

/** A run of an import (API contract, G24): `read = created + updated + unchanged + failed`. */
export const ImportRunView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(IMPORT_STATUSES),
    source: z.string().nullable().describe('The kind of file; null until it is recognised'),
    dryRun: z.boolean().describe('Whether it only reports, and writes nothing'),
    read: z.int().describe('Records of the file, as far as it has been read'),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    errors: z.array(Fault).describe('The first thousand faults'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'ImportRun' });
export type ImportRunView = z.infer<typeof ImportRunView>;
