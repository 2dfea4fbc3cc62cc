import { applyDecorators, HttpCode } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { extendRouteConfig } from './route-config.ts';
import { responseSchema } from './response-schema.ts';

interface Described {
  /** The `operationId`: `triageNeed`. */
  id: string;
  /** One line for the reader of the docs. */
  summary: string;
  description?: string;
}

const tagHeader = {
  ETag: {
    description: 'The version and a hash of what you read; send it as If-Match with a change',
    schema: { type: 'string' as const },
    example: '"7-1f0c9a3e5b7d9f10"',
  },
};

/** A route that answers 200 with this schema, and with nothing that the schema does not name. */
export function Answers(schema: z.ZodType, described: Described, headers: typeof tagHeader | undefined = undefined): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    RouteSchema({ response: { 200: responseSchema(schema) } }),
    ApiOperation({ operationId: described.id, summary: described.summary, description: described.description }),
    ApiResponse({ status: 200, description: 'As it is now', standardSchema: schema, headers }),
  );
}

/** A read of one resource: with an `ETag`, and 304 for `If-None-Match`. */
export function AnswersOne(schema: z.ZodType, described: Described): MethodDecorator {
  return applyDecorators(
    Answers(schema, described, tagHeader),
    ApiHeader({ name: 'If-None-Match', required: false, description: 'An ETag: 304 while nothing has changed', schema: { type: 'string' } }),
    ApiResponse({ status: 304, description: 'Not changed' }),
  );
}

export const idempotencyHeader = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description: 'The same key and body within 24 hours answers the first answer again',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
});

const matchHeader = ApiHeader({
  name: 'If-Match',
  required: true,
  description: 'The ETag of what you read',
  schema: { type: 'string' },
  example: '"1-1f0c9a3e5b7d9f10"',
});

/**
 * A `POST` that creates: 201 with `Location` and `ETag`.
 * @param options.location the address of what was made, under the service's prefix: `/needs/{id}`
 * @param options.once members that are answered once, never replayed and no part of the ETag
 */
export function Creates(schema: z.ZodType, described: Described & { location: string; once?: readonly string[] }): MethodDecorator {
  return applyDecorators(
    HttpCode(201),
    RouteSchema({ response: { 201: responseSchema(schema) } }),
    extendRouteConfig({ location: described.location, once: described.once }),
    ApiOperation({ operationId: described.id, summary: described.summary, description: described.description }),
    ApiResponse({
      status: 201,
      description: 'Created',
      standardSchema: schema,
      headers: { ...tagHeader, Location: { description: 'The address of what was created', schema: { type: 'string' } } },
    }),
    idempotencyHeader,
  );
}

/** An action that moves a state or changes what stands: needs `If-Match`, answers 200 with the resource as it now is (G3, G4). */
export function Acts(schema: z.ZodType, described: Described & { once?: readonly string[] }): MethodDecorator {
  return applyDecorators(Adds(schema, described), extendRouteConfig({ once: described.once }), matchHeader);
}

/** An action that only adds (a vote, a report): needs no `If-Match` (G4). */
export function Adds(schema: z.ZodType, described: Described): MethodDecorator {
  return applyDecorators(Answers(schema, described, tagHeader), idempotencyHeader);
}

/** A `PATCH`: JSON Merge Patch (RFC 7396), needs `If-Match` (G12). */
export function Patches(schema: z.ZodType, described: Described): MethodDecorator {
  return applyDecorators(Answers(schema, described, tagHeader), ApiConsumes('application/merge-patch+json', 'application/json'), matchHeader);
}

/** A `DELETE`: 204, then 404; needs `If-Match` (G11). */
export function Deletes(described: Described): MethodDecorator {
  return applyDecorators(
    HttpCode(204),
    ApiOperation({ operationId: described.id, summary: described.summary, description: described.description }),
    ApiResponse({ status: 204, description: 'Deleted' }),
    matchHeader,
  );
}

/**
 * A route whose body is not parsed, but read as bytes: its method has it by `@Sent() body: SentBytes`. More of them are 413, by the
 * length that is told or while they are read; another media type, or packed bytes, 415.
 * @param terms.mediaTypes those that are taken; any without
 */
export function TakesBytes(terms: { bytesMax: number; mediaTypes?: readonly string[]; description: string }): MethodDecorator {
  const { bytesMax, mediaTypes, description } = terms;
  return applyDecorators(
    extendRouteConfig({ streams: { bytesMax, mediaTypes } }),
    ApiConsumes(...(mediaTypes ?? ['*/*'])),
    ApiBody({ required: true, description: `${description}. Up to ${bytesMax} bytes`, schema: { type: 'string', format: 'binary' } }),
  );
}
