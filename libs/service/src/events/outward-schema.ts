import { exampleEvent } from '@fiksu/contracts';
import { z } from 'zod';
import { withoutSafeBounds } from '../openapi/describe-service.ts';
import type { KnownType } from './event-types.ts';
import { renderEvent, type OutwardEvent } from './render-event.ts';

/** The schema of events of one type as they go out: without what is for inside. */
export function outwardSchema({ family, action }: KnownType): z.ZodObject {
  const stored = family.schemaOf(action) as unknown as z.ZodObject<{ data: z.ZodObject<{ visibility: z.ZodType }> }>;
  return stored.extend({ data: stored.shape.data.omit({ visibility: true }) });
}

/** The same as JSON Schema. Members that it does not name are allowed: within `v1` some may be added. */
export function jsonSchemaOf(known: KnownType, target: 'draft-2020-12' | 'draft-7' = 'draft-2020-12'): Record<string, unknown> {
  return z.toJSONSchema(outwardSchema(known), { io: 'input', target, unrepresentable: 'any', override: plain }) as Record<string, unknown>;
}

/** What zod says in words of its own, which would mean something else to a reader of the schema, or nothing. */
export function plain(context: { jsonSchema: { id?: string; format?: string; minimum?: number; maximum?: number } }): void {
  const { jsonSchema } = context;
  withoutSafeBounds(context);
  delete jsonSchema.id;
  if (jsonSchema.format === 'starts_with' || jsonSchema.format === 'includes') delete jsonSchema.format;
}

/** An event of this type as it goes out, to those who read all of it. */
export const outwardExample = ({ family, action }: KnownType): OutwardEvent =>
  renderEvent(exampleEvent(family, action), family, { roles: ['admin'], limits: null }) as OutwardEvent;
