import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RouteTable } from '../answers/route-table.ts';
import type { KitConfig } from '../config.ts';
import { notFound } from '../problems/domain-error.ts';

const preflightSecondsMax = 3600;
const hstsSeconds = 31_536_000;

/** What a page of another platform may read of an answer, beside its body. */
const exposed = ['ETag', 'Link', 'Location', 'Idempotency-Replayed', 'Retry-After', 'WWW-Authenticate', 'Allow', 'Content-Disposition', 'Content-Range'];
/** What it may send. */
const allowed = [
  ...['Authorization', 'Content-Type', 'Accept', 'Accept-Language', 'If-Match', 'If-None-Match', 'Idempotency-Key', 'Last-Event-ID'],
  ...['Range', 'If-Range', 'Content-Disposition', 'traceparent'],
];

/** An answer is data: whatever it holds, it is no page that runs, and stands in no frame. */
const dataPolicy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/**
 * What browsers are told (API contract, "Who may"). Pages of other platforms may use the API: it is used with bearer
 * tokens and has no cookies, so that no page can act in somebody's name by itself, and none is allowed to send any.
 * All of it also stands in refusals, so that a page can read why.
 */
export async function guardBrowsers(
  fastify: FastifyInstance,
  config: Pick<KitConfig, 'CORS_ORIGINS' | 'PUBLIC_URL'>,
  routes: Pick<RouteTable, 'refusalOf'>,
): Promise<void> {
  await fastify.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives: dataPolicy },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: config.PUBLIC_URL.startsWith('https:') ? { maxAge: hstsSeconds } : false,
  });
  await fastify.register(fastifyCors, {
    origin: config.CORS_ORIGINS.includes('*') ? '*' : config.CORS_ORIGINS,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: allowed,
    exposedHeaders: exposed,
    credentials: false,
    maxAge: preflightSecondsMax,
    // What is a preflight, and of which address, is judged below.
    strictPreflight: false,
    preflightContinue: true,
  });
  answerPreflights(fastify, routes);
}

/**
 * A browser asks without a token whether it may send, so it is answered before the rules of roles; but no address exists by
 * being asked about (404), and `OPTIONS` that asks for nothing is a method like any other that an address does not take (405).
 */
function answerPreflights(fastify: FastifyInstance, routes: Pick<RouteTable, 'refusalOf'>): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'OPTIONS') return;
    const refusal = routes.refusalOf('OPTIONS', request.url.split('?', 1)[0] ?? '');
    if (!refusal) throw notFound('There is nothing at this address');
    if (request.headers.origin === undefined || request.headers['access-control-request-method'] === undefined) throw refusal;
    return reply.status(204).send();
  });
}

/** The same for what is refused before there is a route, and so before any hook: an address that cannot be decoded. */
export function markUnrouted(request: FastifyRequest, reply: FastifyReply, { CORS_ORIGINS }: Pick<KitConfig, 'CORS_ORIGINS'>): FastifyReply {
  const { origin } = request.headers;
  if (CORS_ORIGINS.includes('*')) void reply.header('Access-Control-Allow-Origin', '*');
  else {
    void reply.header('Vary', 'Origin');
    if (origin !== undefined && CORS_ORIGINS.includes(origin)) void reply.header('Access-Control-Allow-Origin', origin);
  }
  return reply.header('Content-Security-Policy', "default-src 'none';frame-ancestors 'none'").header('X-Content-Type-Options', 'nosniff');
}

/** The policy of a page of ours: what it says itself, and what stands beside it. */
export const pagePolicy = (scripts: readonly string[] = []): string =>
  `default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; script-src ${scripts.join(' ') || "'none'"}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
