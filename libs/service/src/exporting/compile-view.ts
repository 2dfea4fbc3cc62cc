import build from 'fast-json-stringify';
import type { z } from 'zod';
import { responseSchema } from '../answers/response-schema.ts';

/** The serialiser with which Fastify writes an answer of this schema: what the schema does not name is not written. */
export function compileView(view: z.ZodType): (element: object) => string {
  return build(responseSchema(view));
}
