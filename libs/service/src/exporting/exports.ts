import { applyDecorators, createParamDecorator, HttpCode, type ExecutionContext } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { extendRouteConfig } from '../answers/route-config.ts';
import { listParametersOf, sortsOf } from '../listing/lists.ts';
import type { Listing, ListQuery } from '../listing/listing.ts';
import { parseListQuery } from '../listing/parse-query.ts';
import { malformed } from '../problems/domain-error.ts';
import { EXPORT_FORMATS, exportTypes, type ExportFormat } from './export-formats.ts';

/** The route of an export: `GET …/export?format=ndjson|csv|geojson` (API contract, G25). */
export function ExportsThem(
  listing: Listing,
  item: z.ZodType,
  formats: readonly ExportFormat[],
  scope: string | undefined,
  described: { id: string; summary: string },
): MethodDecorator {
  const parameters = ['format', 'id', 'sort', ...(listing.search ? ['q'] : []), ...Object.keys(listing.filters)];
  const line = { type: 'string' as const, description: `Of ndjson each line is a ${item.meta()?.id ?? 'element'}, as the list has it` };
  const content = Object.fromEntries(formats.map((format) => [exportTypes[format].split(';', 1)[0] as string, { schema: line }]));
  return applyDecorators(
    HttpCode(200),
    extendRouteConfig({ query: parameters, alsoAnswers: '*' }),
    ApiExtension('x-streams', true),
    ...(scope === undefined ? [] : [ApiExtension('x-scope', scope)]),
    ApiOperation({ operationId: described.id, summary: described.summary }),
    ApiResponse({ status: 200, description: 'All of it, as a stream', content }),
    ApiQuery({ name: 'format', required: false, schema: { type: 'string', enum: [...formats], default: 'ndjson' } }),
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

/** What is to be exported, and how. */
export interface ExportQuery {
  format: ExportFormat;
  list: ListQuery;
  reply: FastifyReply;
}

/** The parsed query of an export, as a parameter of a controller's method. */
export const Exported = createParamDecorator((terms: { listing: Listing; formats: readonly ExportFormat[] }, context: ExecutionContext): ExportQuery => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { format = 'ndjson', ...sent } = request.query as Record<string, string | string[]>;
  const list = parseListQuery(terms.listing, sent, 'list', request.server.cursors);
  return { format: readFormat(format, terms.formats), list, reply: context.switchToHttp().getResponse<FastifyReply>() };
});

function readFormat(sent: string | string[], formats: readonly ExportFormat[]): ExportFormat {
  const known = formats.find((format) => format === sent);
  if (known) return known;
  const detail = EXPORT_FORMATS.some((format) => format === sent) ? 'There is no geometry here' : `Must be one of ${formats.join(', ')}`;
  throw malformed([{ parameter: 'format', detail }]);
}
