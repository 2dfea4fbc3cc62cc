import { applyDecorators, createParamDecorator, Header, type ExecutionContext } from '@nestjs/common';
import { ApiExtension, ApiHeader, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { isId } from '@fiksu/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers } from '../answers/answers.ts';
import { extendRouteConfig } from '../answers/route-config.ts';
import { LIMIT_DEFAULT, LIMIT_MAX, readLimit } from '../listing/parse-query.ts';
import { malformed, type Fault } from '../problems/domain-error.ts';
import { EventPage } from './events.schema.ts';
import { prefersStream, streamType } from './prefers-stream.ts';
import { patternsFault, readPatterns, type TypePatterns } from './type-patterns.ts';

/** A request for events, read. */
export interface EventsQuery {
  /** The event after which to begin, and where the request names it; null for the beginning, and for now in a stream. */
  after: { id: string; fault: Fault } | null;
  types: TypePatterns | null;
  limit: number;
  /** Where to write a stream, where one is wanted rather than a page. */
  live: FastifyReply['raw'] | null;
}

/** The route of the feed: a page of it, or the live stream (API contract, G21). */
export function AsksForEvents(): MethodDecorator {
  return applyDecorators(
    Answers(EventPage, {
      id: 'listEvents',
      summary: 'What has happened, oldest first, complete and without gaps',
      description: `With \`Accept: ${streamType}\` the same as a live stream, which goes on until the token expires.`,
    }),
    extendRouteConfig({ query: ['after', 'types', 'limit'], alsoAnswers: streamType }),
    ApiExtension('x-also-answers', streamType),
    Header('Cache-Control', 'private, no-cache'),
    Header('Vary', 'Accept'),
    // A proxy that gathers an answer before it passes it on would hold events back.
    Header('X-Accel-Buffering', 'no'),
    ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT } }),
    ApiQuery({ name: 'after', required: false, description: 'The id of the last event that you have', schema: { type: 'string', format: 'uuid' } }),
    ApiQuery({
      name: 'types',
      required: false,
      description: 'Types of events with commas between them; one that ends in `.*` means all that begin with what stands before it',
      schema: { type: 'string' },
      example: 'fiksu.*',
    }),
    ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Of a stream: the last event that you have', schema: { type: 'string', format: 'uuid' } }),
    ApiResponse({
      status: 410,
      description: 'What came after this event is not kept any more; `oldest` is the oldest event that is',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );
}

/** The parsed request for events, as a parameter of a controller's method. */
export const AskedForEvents = createParamDecorator((_: unknown, context: ExecutionContext): EventsQuery => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const live = prefersStream(request.headers.accept) ? http.getResponse<FastifyReply>().raw : null;
  return { ...readEventsQuery(request.query as Sent, live ? request.headers['last-event-id'] : undefined), live };
});

type Sent = Record<string, string | string[] | undefined>;

/** @throws DomainError Malformed (400), naming each faulty parameter */
export function readEventsQuery(sent: Sent, lastEventId: string | string[] | undefined): Omit<EventsQuery, 'live'> {
  const errors: Fault[] = [];
  const fail = (parameter: string, detail: string) => errors.push({ parameter, detail });
  const valuesOf = (name: string): string[] => [sent[name] ?? []].flat();
  const single = (name: string): string | null => {
    const [value = null, ...more] = valuesOf(name);
    if (more.length > 0) fail(name, 'May be given once only');
    return value;
  };
  const after = single('after');
  const fault = { detail: 'Must be the id of an event of this service' };
  const named = [
    ...(lastEventId ? [{ id: String(lastEventId), fault: { header: 'Last-Event-ID', ...fault } }] : []),
    ...(after === null ? [] : [{ id: after, fault: { parameter: 'after', ...fault } }]),
  ];
  for (const each of named) if (!isId(each.id)) errors.push(each.fault);
  const query = { after: named[0] ?? null, types: readTypes(valuesOf('types'), fail), limit: readLimit(single('limit'), fail) };
  if (errors.length > 0) throw malformed(errors);
  return query;
}

/** Of a parameter that is given more than once, all. */
function readTypes(sent: readonly string[], fail: (parameter: string, detail: string) => void): TypePatterns | null {
  if (sent.length === 0) return null;
  const patterns = sent.flatMap((list) => list.split(',')).map((text) => text.trim());
  const fault = patternsFault(patterns);
  if (fault !== null) fail('types', fault);
  return readPatterns(patterns);
}
