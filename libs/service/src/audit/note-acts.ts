import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, switchMap, type Observable } from 'rxjs';
import { extendRouteConfig } from '../answers/route-config.ts';
import type { Audit } from './audit.ts';
import { notedAct } from './noted-act.ts';

/** Notes each use of a route in the audit log: of one that shows personal data, or lets somebody take it along. */
export const NotedInAudit = (action: string, what?: string): MethodDecorator =>
  extendRouteConfig({ audited: what === undefined ? { action } : { action, what } });

/** What is read is counted before it is noted, and noted before it goes out; and a log is verified as it was found. */
const reads = ['read', 'list', 'verify'];

/**
 * Notes what operators see and do, and what routes say of themselves. What changes something is noted before it begins,
 * so that nothing happens that is not noted; what is refused after all stands in the log as well.
 */
@Injectable()
export class NoteActs implements NestInterceptor {
  constructor(
    private readonly audit: Pick<Audit, 'note'>,
    private readonly isKnown: (word: string) => boolean,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { url: pattern = '', config } = request.routeOptions;
    const sent = { ...(request.body as object | undefined), ...(request.params as object) };
    const entry = notedAct({ method: request.method, pattern, sent, audited: config.audited, isKnown: this.isKnown });
    if (!entry) return next.handle();
    if (!reads.includes(entry.action)) return from(this.audit.note(entry, request.caller)).pipe(switchMap(() => next.handle()));
    return next.handle().pipe(
      switchMap(async (answer: unknown) => {
        await this.audit.note({ ...entry, ...countOf(answer) }, request.caller);
        return answer;
      }),
    );
  }
}

function countOf(answer: unknown): { count?: number } {
  const { data } = (answer ?? {}) as { data?: unknown };
  return Array.isArray(data) ? { count: data.length } : {};
}
