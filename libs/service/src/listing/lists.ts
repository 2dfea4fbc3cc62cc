import { applyDecorators, createParamDecorator, HttpCode, type ExecutionContext } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { responseSchema } from '../answers/response-schema.ts';
import { extendRouteConfig } from '../answers/route-config.ts';
import type { Cursors } from './cursor.ts';
import type { Filter, Listing } from './listing.ts';
import { LIMIT_DEFAULT, LIMIT_MAX, listParameters, parseListQuery } from './parse-query.ts';

interface Described {
  id: string;
  summary: string;
}

const linkHeader = { Link: { description: 'The next page, `rel="next"`, where there is one', schema: { type: 'string' as const } } };

/** The page of a collection in OpenAPI: `NeedPage` of `Need`. */
export const pageOf = (item: z.ZodType) => {
  const id = `${item.meta()?.id ?? 'Item'}Page`;
  return z.object({ data: z.array(item), page: z.object({ next: z.string().nullable() }) }).meta({ id });
};

/** The schema of a parameter, written out: a parameter cannot refer to definitions of its own. */
function jsonSchemaOf(type: z.ZodType): Record<string, unknown> {
  const { $schema: _, $defs = {}, $ref, id: __, ...schema } = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  if (typeof $ref !== 'string') return schema;
  const { id: ___, ...definition } = ($defs as Record<string, Record<string, unknown>>)[$ref.replace('#/$defs/', '')] ?? {};
  return definition;
}

/** The route of a collection: filters, order, pages (G14). */
export function Lists(listing: Listing, item: z.ZodType, described: Described): MethodDecorator {
  const page = pageOf(item);
  const parameters = [...listParameters, ...(listing.search ? ['q'] : []), ...Object.keys(listing.filters)];
  return applyDecorators(
    HttpCode(200),
    RouteSchema({ response: { 200: responseSchema(page) } }),
    extendRouteConfig({ query: parameters }),
    ApiOperation({ operationId: described.id, summary: described.summary }),
    ApiResponse({ status: 200, description: described.summary, standardSchema: page, headers: linkHeader }),
    ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT } }),
    ApiQuery({ name: 'after', required: false, description: 'The cursor of the page before (`page.next`)', schema: { type: 'string' } }),
    ApiQuery({
      name: 'sort',
      required: false,
      description: 'A field; with `-` before it, downwards',
      schema: { type: 'string', enum: sortsOf(listing), default: listing.order },
    }),
    ApiQuery({ name: 'id', required: false, description: 'Only these', schema: { type: 'array', items: { type: 'string' } }, explode: true }),
    ...listParametersOf(listing),
  );
}

/** `GET …/counts?by=`: how many the same filters would list (API contract, "Counts"). */
export function CountsThem(listing: Listing, described: Described): MethodDecorator {
  const counts = z.object({ by: z.string(), counts: z.record(z.string(), z.int()), total: z.int() }).meta({ id: 'Counts' });
  const countable = Object.keys(listing.filters).filter((name) => listing.filters[name]?.countBy);
  return applyDecorators(
    HttpCode(200),
    RouteSchema({ response: { 200: responseSchema(counts) } }),
    extendRouteConfig({ query: ['by', 'id', ...(listing.search ? ['q'] : []), ...Object.keys(listing.filters)] }),
    ApiOperation({ operationId: described.id, summary: described.summary }),
    ApiResponse({ status: 200, description: described.summary, standardSchema: counts }),
    ApiQuery({ name: 'by', required: true, schema: { type: 'string', enum: countable }, example: countable[0] }),
    ApiQuery({ name: 'id', required: false, description: 'Only these', schema: { type: 'array', items: { type: 'string' } }, explode: true }),
    ...listParametersOf(listing),
  );
}

export const sortsOf = (listing: Listing): string[] => Object.keys(listing.sorts).flatMap((field) => [field, `-${field}`]);

/** The filters of a list, in OpenAPI, and the words that are looked for where it can be searched. */
export function listParametersOf({ search, filters }: Listing): MethodDecorator[] {
  const words = search ? [ApiQuery({ name: 'q', required: false, description: 'Words to look for', schema: { type: 'string', maxLength: 200 } })] : [];
  return [...words, ...filterParameters(filters)];
}

/** Query parameters in OpenAPI: a list of values, or a single one. */
export function filterParameters(filters: Record<string, Pick<Filter, 'value' | 'description' | 'single'>>): MethodDecorator[] {
  return Object.entries(filters).map(([name, { value, description, single }]) => {
    const one = jsonSchemaOf(value);
    return ApiQuery({
      name,
      required: false,
      description: description ?? (single ? undefined : 'Given more than once: either'),
      schema: single ? one : { type: 'array', items: one },
      explode: true,
    });
  });
}

/** The parsed query of a list, as a parameter of a controller's method. */
export const Listed = createParamDecorator((listing: Listing, context: ExecutionContext) => parse(listing, context, 'list'));

/** The parsed query of counts. */
export const Counted = createParamDecorator((listing: Listing, context: ExecutionContext) => parse(listing, context, 'counts'));

function parse(listing: Listing, context: ExecutionContext, purpose: 'list' | 'counts') {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return parseListQuery(listing, request.query as Record<string, string | string[]>, purpose, request.server.cursors.of(request.routeOptions.url ?? ''));
}

declare module 'fastify' {
  interface FastifyInstance {
    cursors: Cursors;
  }
}
