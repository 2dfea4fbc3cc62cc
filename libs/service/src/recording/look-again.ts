import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { of, retry, throwError, type Observable } from 'rxjs';
import { DomainError } from '../problems/domain-error.ts';

/** So often is looked again at most. Each time somebody else has been first, so that work gets done in any case. */
const againMax = 10;

/**
 * Whoever sends `If-Match: *` asks for no version, and nothing is stale for it (API contract, G4). Where somebody else has
 * changed the thing between the look at it and the change, the whole of the work is done anew on what it is now: refused in
 * that way, a request has written nothing. It stands here once, for work in a transaction of its own as for any other.
 */
@Injectable()
export class LooksAgain implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!caller.takesAnyVersion) return next.handle();
    const again = (error: unknown) => (error instanceof DomainError && error.kind === 'Stale' ? of(true) : throwError(() => error));
    return next.handle().pipe(retry({ count: againMax, delay: again }));
  }
}
