import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KitConfig } from '../config.ts';
import { DomainError, PROBLEM_STATUS, notFound, unavailable, type ProblemKind } from './domain-error.ts';
import { titleOf, type ProblemCode } from './problem-pages.ts';
import { isTransient } from '@fiksu/database';
import { RouteTable } from '../answers/route-table.ts';

/** What Fastify and Nest refuse by themselves, in the words of the contract (G18). */
const refusedByStatus: Record<number, [kind: ProblemKind, code: ProblemCode]> = {
  400: ['Malformed', 'malformed'],
  406: ['NotAcceptable', 'not-acceptable'],
  413: ['TooLarge', 'too-large'],
  414: ['Malformed', 'malformed'],
  415: ['Unsupported', 'unsupported-media-type'],
};

/** Every error of every route becomes one RFC 9457 problem, here alone. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly config: KitConfig,
    private readonly routes: RouteTable,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.answer(error, host.switchToHttp().getRequest<FastifyRequest>(), host.switchToHttp().getResponse<FastifyReply>());
  }

  /** Also for what Fastify refuses before there is a route: an address that cannot be decoded. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = this.toRefusal(error, request);
    const status = refusal ? PROBLEM_STATUS[refusal.kind] : 500;
    const code = refusal?.code ?? 'internal-error';
    if (status >= 500) request.log[refusal ? 'warn' : 'error']({ err: error, traceId: request.id }, refusal ? 'unavailable' : 'bug: unexpected error');
    const problem = {
      type: `${this.config.PUBLIC_URL}/${this.config.SERVICE}/docs/problems/${code}`,
      title: titleOf(code, status),
      status,
      detail: refusal?.message ?? 'Something went wrong on our side; it has been logged under this traceId',
      instance: pathOf(request.url),
      code,
      traceId: request.id,
      ...refusal?.members,
    };
    for (const [name, value] of Object.entries(refusal?.headers ?? {})) void reply.header(name, value);
    // Sent as a string: the success schema of the route must not filter a problem's own members.
    void reply.status(status).header('Content-Type', 'application/problem+json').send(JSON.stringify(problem));
  }

  private toRefusal(error: unknown, request: FastifyRequest): DomainError | null {
    if (error instanceof DomainError) return error;
    if (error instanceof HttpException && error.getStatus() === 404)
      return this.routes.refusalOf(request.method, pathOf(request.url)) ?? notFound('There is nothing at this address');
    if (isTransient(error)) return unavailable('The service cannot reach its database right now');
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
    const known = typeof status === 'number' ? refusedByStatus[status] : undefined;
    if (!known) return null;
    const [kind, code] = known;
    const detail = error instanceof Error ? error.message : '';
    return new DomainError(kind, code, detail, kind === 'Malformed' ? { errors: [{ pointer: '', detail }] } : {});
  }
}

/** The path of a URL without its query. A receipt's secret is part of the path and is not repeated. */
function pathOf(url: string): string {
  return (url.split('?', 1)[0] ?? url).replace(/\/receipts\/[^/]+/, '/receipts/…');
}
