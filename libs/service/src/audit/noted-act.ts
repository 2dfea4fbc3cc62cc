import { isId } from '@fiksu/contracts';
import type { AuditEntry } from './audit.ts';

/** What a route says of itself: what it does in the words of the audit log, and to what. */
export interface Audited {
  action: string;
  /** `contacts`, or `contacts/{id}` with a parameter of the path or a member of the body; read off the address without it. */
  what?: string;
}

export interface NotedRequest {
  method: string;
  /** The address as it was declared: `/roadmap/v1/operations/dead-letters/:id/retry`. */
  pattern: string;
  /** The members of the body, and over them the parameters of the path. */
  sent: Readonly<Record<string, unknown>>;
  audited?: Audited | undefined;
  /** Words of the service itself that may stand in an address where an id would: names of projections. */
  isKnown: (word: string) => boolean;
}

const actionsByMethod: Record<string, string> = { GET: 'read', HEAD: 'read', POST: 'create', PATCH: 'change', PUT: 'change', DELETE: 'delete' };
/** Behind the service and its version. */
const segmentsBefore = 3;

/**
 * What is noted of a request in the audit log, by the address alone, so that no route can be forgotten: everything that
 * operators see and do, every change of a webhook, and what a route itself says (`NotedInAudit`). Null for all else.
 */
export function notedAct({ method, pattern, sent, audited, isKnown }: NotedRequest): Omit<AuditEntry, 'reason'> | null {
  const segments = pattern.split('/').slice(segmentsBefore);
  const [first, ...others] = segments;
  // What was sent may be anything, a name too: only ids go into the log, and words that are the service's own.
  const known = (name: string) => {
    const value = sent[name];
    return typeof value === 'string' && (isId(value) || isKnown(value)) ? value : '…';
  };
  const filled = (parts: string[]) => parts.map((part) => (part.startsWith(':') ? known(part.slice(1)) : part)).join('/');
  if (audited) return { action: audited.action, what: audited.what?.replace(/\{(\w+)\}/g, (_, name: string) => known(name)) ?? filled(segments) };
  if (first === 'operations') return byAddress(method, others, filled);
  if (first === 'webhooks' && method !== 'GET' && method !== 'HEAD') return byAddress(method, segments, filled);
  return null;
}

/** `dead-letters/:id/retry` retries one of them, `dead-letters` lists them. */
function byAddress(method: string, segments: string[], filled: (parts: string[]) => string): Omit<AuditEntry, 'reason'> {
  const last = segments.at(-1) as string;
  const endsWithId = last.startsWith(':');
  if (method === 'GET' || method === 'HEAD') return { action: endsWithId ? 'read' : 'list', what: filled(segments) };
  const isAct = method === 'POST' && !endsWithId && (segments.length > 1 || !collections.includes(last));
  if (!isAct) return { action: actionsByMethod[method] ?? method.toLowerCase(), what: filled(segments) };
  return { action: last, what: filled(segments.slice(0, -1)) || 'operations' };
}

/** Where a `POST` adds one, instead of being an act by itself. */
const collections = ['webhooks'];
