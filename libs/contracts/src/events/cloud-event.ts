import { z } from 'zod';
import { Id } from '../values/identifiers.ts';
import { EventText } from './event-text.ts';
import { Instant } from '../values/moments.ts';

/** What happened: `data.change` of every event (API contract, G22). */
export const EventChange = z
  .object({
    action: z.string().describe('create, change, delete, or the action in the path'),
    from: z.string().nullable().describe('The state before, where the resource has states'),
    to: z.string().nullable(),
    fields: z.array(z.string()).describe('JSON pointers of the members that changed'),
    by: z.string().describe('The role of who did it; clock or rule where nobody did'),
    reason: EventText.optional(),
  })
  .meta({ id: 'EventChange' });
export type EventChange = z.infer<typeof EventChange>;

/**
 * Who may read the state that an event carries: everybody, or the services and those whom a service shows it to.
 * A word that is not known yet says that not everybody may.
 */
export const Visibility = z.enum(['public', 'internal']).catch('internal');
export type Visibility = z.infer<typeof Visibility>;

/** What every event's data have, whatever it is about. `version` is that of the resource after the change. */
export interface EventData {
  id: string;
  version: number;
  change: EventChange;
  visibility: Visibility;
}

/** A CloudEvents 1.0 event in structured JSON; `type` is also the NATS subject, `subject` is `<collection>/<id>`. */
export interface CloudEvent<Data extends EventData = EventData> {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  aggregateversion: number;
  traceparent?: string;
  data: Data;
}

/** The schema of an event of this type with this state. Members that it does not name are ignored: within `v1` some may be added. */
export function cloudEvent<State extends z.ZodRawShape>(type: string | null, state: z.ZodObject<State>) {
  return z.object({
    specversion: z.literal('1.0'),
    id: Id,
    source: z.string().startsWith('/'),
    type: type === null ? z.string() : z.literal(type),
    subject: z.string().includes('/'),
    time: Instant,
    datacontenttype: z.literal('application/json'),
    aggregateversion: z.int().positive(),
    traceparent: z.string().optional(),
    data: state.extend({ change: EventChange, visibility: Visibility }),
  });
}
