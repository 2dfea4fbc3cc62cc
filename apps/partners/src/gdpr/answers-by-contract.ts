import { extendRouteConfig } from '@fiksu/service';
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtension, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { GdprErrors, personTree } from './gdpr.schema.ts';
import { form } from './take-forms.ts';

interface Described {
  id: string;
  summary: string;
  description?: string;
  /** The parameters of its query, beside `dry_run`. */
  query?: readonly string[];
  /** What the person's own token must have; an admin needs none. */
  scope?: string;
}

const errors = (status: number, description: string) => ApiResponse({ status, description, content: undefined, standardSchema: GdprErrors } as never);

const email = ApiQuery({ name: 'email', required: true, schema: { type: 'string', format: 'email' }, description: 'The address by which the person is known' });

const common = ({ id, summary, description, scope, query = [] }: Described) => [
  ...(scope === undefined ? [] : [ApiExtension('x-scope', scope)]),
  ApiOperation({ operationId: id, summary, ...(description === undefined ? {} : { description }) }),
  ...(query.includes('email') ? [email] : []),
  errors(403, 'Not with this token, or a duty to keep forbids it: each reason with a code and words in three languages'),
];

/** `GET` of the Helsinki Profile GDPR API. */
export const TellsPerson = (described: Described): MethodDecorator =>
  applyDecorators(
    extendRouteConfig({ query: [...(described.query ?? [])] }),
    ...common(described),
    ApiResponse({ status: 200, description: 'All that is held', content: { 'application/json': { schema: personTree } } }),
    ApiResponse({ status: 204, description: 'Nothing is held' }),
    errors(500, 'A service cannot be reached: all is told, or nothing'),
  );

/** `DELETE` of the Helsinki Profile GDPR API. */
export const ErasesPerson = (described: Described): MethodDecorator =>
  applyDecorators(
    extendRouteConfig({ query: ['dry_run', ...(described.query ?? [])] }),
    ...common(described),
    ApiQuery({
      name: 'dry_run',
      required: false,
      schema: { type: 'string', enum: ['true', 'True', '1', 'false', 'False', '0'] },
      description: 'Changes nothing',
    }),
    ApiConsumes('application/json', form),
    ApiBody({ required: false, schema: { type: 'object', properties: { dry_run: { type: 'boolean' } } } }),
    ApiResponse({
      status: 204,
      description: 'All services have confirmed, or there was nothing; in a dry run: all of it could be erased',
      headers: { Location: { description: 'The erasure, where there was something to erase', schema: { type: 'string' } } },
    }),
    errors(500, 'Not all services have confirmed within 8 s: it goes on by itself; ask again'),
  );
