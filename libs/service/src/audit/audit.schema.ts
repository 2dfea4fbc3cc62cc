import { Id, Instant } from '@fiksu/contracts';
import { z } from 'zod';
import { ROLES } from '../access/caller.ts';

export const AuditRowView = z
  .object({
    id: Id,
    seq: z.int().describe('Its place in the log, without gaps'),
    at: Instant,
    action: z.string().describe('read, list, export, create, change, delete, or what an operator does: retry, redact; anchor, by the clock'),
    what: z.string().describe('<collection>/<id>, or the collection'),
    role: z.enum([...ROLES, 'clock', 'rule']),
    organisation: Id.nullable(),
    person: z.string().nullable().describe('The `sub` of who did it; null where nobody did, or without a token'),
    count: z.int().nullable().describe('How many things were read, of a list'),
    reason: z.string().nullable(),
    fields: z.array(z.string()).describe('Which members were read or changed, where not all were'),
    traceId: z.string().nullable(),
  })
  .meta({ id: 'AuditRow' });
export type AuditRowView = z.infer<typeof AuditRowView>;

export const FAULTS = ['changed', 'missing', 'reordered', 'cut'] as const;

const AuditFault = z
  .object({
    seq: z.int().describe('The place in the log'),
    kind: z.enum(FAULTS),
    detail: z.string(),
  })
  .meta({ id: 'AuditFault' });
export type AuditFault = z.infer<typeof AuditFault>;

export const AuditVerified = z
  .object({
    valid: z.boolean(),
    rows: z.int().describe('How many rows there are'),
    first: z.int().nullable().describe('The place of the oldest row: those before it were too old, and have been cut off'),
    last: z.int().nullable(),
    anchors: z.int().describe('How many days the end of the log is kept of outside of the database'),
    faults: z.array(AuditFault).describe('The first hundred'),
  })
  .meta({ id: 'AuditVerified' });
export type AuditVerified = z.infer<typeof AuditVerified>;

export const VerifyBody = z.strictObject({}).meta({ id: 'VerifyAudit' });
