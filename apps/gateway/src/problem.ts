import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyReply } from 'fastify';

/** The few things that go wrong in the gateway itself. Everything else is the service's answer. */
export const problems = {
  'not-found': {
    status: 404,
    title: 'Nothing answers at this address',
    help: 'The first part of the path names a service. The front page lists those that run.',
  },
  malformed: { status: 400, title: 'The address or the request cannot be read', help: 'The path holds something that is no valid URL, or steps like "..".' },
  unavailable: { status: 503, title: 'The service does not answer', help: 'It is starting, restarting or down. Try again after the time in Retry-After.' },
} as const;

export type ProblemCode = keyof typeof problems;

const RETRY_AFTER_SECONDS = 2;

/** The little that is read of a request. */
interface Asked {
  headers: IncomingHttpHeaders;
  raw: { url?: string | undefined };
}

export function sendProblem(request: Asked, reply: FastifyReply, code: ProblemCode, detail: string, publicUrl: string): FastifyReply {
  const { status, title } = problems[code];
  if (code === 'unavailable') reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply
    .code(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `${publicUrl}/docs/problems/${code}`,
        title,
        status,
        detail,
        instance: request.raw.url?.split('?')[0],
        code,
        traceId: traceIdOf(request),
      }),
    );
}

/** W3C Trace Context: the caller's trace where it sent one, so that both sides find the same request. */
function traceIdOf(request: Asked): string {
  const [, traceId] = /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(String(request.headers['traceparent'] ?? '')) ?? [];
  return traceId ?? randomBytes(16).toString('hex');
}
