import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Filter } from '../listing/listing.ts';
import { filterParameters } from '../listing/lists.ts';
import { valuesNamed } from '../listing/parse-query.ts';
import { malformed, type Fault } from '../problems/domain-error.ts';
import { extendRouteConfig } from './route-config.ts';

/** The query parameters of a route that is no list: what each value must be, and whether there is one at most. */
export type Parameters = Record<string, Pick<Filter, 'value' | 'description' | 'single'>>;

/** States the query parameters that a route takes; any other is a 400. */
export const Asks = (parameters: Parameters): MethodDecorator =>
  applyDecorators(extendRouteConfig({ query: Object.keys(parameters) }), ...filterParameters(parameters));

/**
 * The values of each of these parameters, as a parameter of a controller's method: an empty list of what is not asked for.
 * @throws DomainError Malformed (400), naming each faulty parameter (G14)
 */
export const Asked = createParamDecorator((parameters: Parameters, context: ExecutionContext): Record<string, string[]> => {
  const { query } = context.switchToHttp().getRequest<FastifyRequest>();
  const errors: Fault[] = [];
  const fail = (parameter: string, detail: string) => errors.push({ parameter, detail });
  const named = Object.entries(parameters).map(([name, parameter]) => [name, valuesNamed(name, parameter, query as Record<string, string | string[]>, fail)]);
  if (errors.length > 0) throw malformed(errors);
  return Object.fromEntries(named) as Record<string, string[]>;
});
