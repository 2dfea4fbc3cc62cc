import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, of, switchMap, type Observable } from 'rxjs';
import type { IdempotentRequest } from '../access/caller.ts';
import { Database, sql } from '@fiksu/database';
import { DomainError } from '../problems/domain-error.ts';
import { SentBytes } from '../running/sent-bytes.ts';
import { keepUnchanged } from './record.ts';
import type { SealedAnswers } from './sealed-answers.ts';

const retryAfterSeconds = 2;

interface Kept {
  bodyHash: Buffer;
  status: number;
  /** Encrypted (`SealedAnswers`). */
  answer: string;
}

/**
 * Answers a repeat of a `POST` with what the first one was answered (G16). What makes it exact
 * is that `record` writes the answer in the statement of the change; here it is only read:
 * before the work, and again where the work is refused, since the first holder may have won meanwhile.
 */
@Injectable()
export class RepeatsAnswers implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly answers: SealedAnswers,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { idempotency } = request.caller;
    if (!idempotency) return next.handle();
    return from(this.replay(request, idempotency, reply)).pipe(
      switchMap((kept) => {
        if (kept) return of(kept);
        return next.handle().pipe(
          switchMap(async (body: object) => {
            await keepUnchanged(this.db, request.caller, { status: reply.statusCode, body });
            return body;
          }),
          catchError((error: unknown) => from(this.answerOfFirst(request, idempotency, reply, error))),
        );
      }),
    );
  }

  private async answerOfFirst(request: FastifyRequest, idempotency: IdempotentRequest, reply: FastifyReply, error: unknown): Promise<object> {
    const code = (error as { code?: unknown }).code;
    if (code === '55P03')
      throw new DomainError('Conflict', 'in-progress', 'The same request is still being worked on', {}, { 'Retry-After': String(retryAfterSeconds) });
    const mayBeRepeat = code === '23505' || (error instanceof DomainError && ['NotFound', 'Conflict', 'Stale', 'Invalid'].includes(error.kind));
    const kept = mayBeRepeat ? await this.replay(request, idempotency, reply) : null;
    if (!kept) throw error;
    return kept;
  }

  private async replay(request: FastifyRequest, idempotency: IdempotentRequest, reply: FastifyReply): Promise<object | null> {
    const { caller, path, key } = idempotency;
    await this.db.run(sql`delete from idempotency where caller = ${caller} and path = ${path} and key = ${key} and made_at <= now() - interval '24 hours'`);
    const [kept] = await this.db.run<Kept>(
      sql`select body_hash as "bodyHash", status, answer from idempotency where caller = ${caller} and path = ${path} and key = ${key}`,
    );
    if (!kept) return null;
    // Of bytes the hash is known when all have been read: here they are read for nothing else.
    if (request.body instanceof SentBytes) await request.body.skip();
    if (idempotency.bodyHash === null || !kept.bodyHash.equals(idempotency.bodyHash))
      throw new DomainError('Invalid', 'idempotency-key-reused', 'This Idempotency-Key was used with another body', {
        errors: [{ header: 'Idempotency-Key', detail: 'Used with another body' }],
      });
    const answer = this.answers.open(idempotency, kept.answer);
    idempotency.kept = true;
    void reply.status(kept.status).header('Idempotency-Replayed', 'true');
    return answer;
  }
}

/** Answers are kept for 24 hours (domain: retention). */
export const forgetOldAnswers = (db: Database): Promise<unknown> => db.run(sql`delete from idempotency where made_at <= now() - interval '24 hours'`);
