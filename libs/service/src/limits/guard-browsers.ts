import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { KitConfig } from '../config.ts';

const preflightSecondsMax = 3600;
const hstsSeconds = 31_536_000;

/** What a page of another platform may read of an answer, beside its body. */
const exposed = ['ETag', 'Link', 'Location', 'Idempotency-Replayed', 'Retry-After', 'WWW-Authenticate', 'Allow', 'Content-Disposition', 'Content-Range'];
/** What it may send. */
const allowed = [
  ...['Authorization', 'Content-Type', 'Accept', 'Accept-Language', 'If-Match', 'If-None-Match', 'Idempotency-Key', 'Last-Event-ID'],
  ...['Range', 'If-Range', 'Content-Disposition', 'traceparent'],
];

/**
 * What browsers are told (API contract, "Who may"). Pages of other platforms may use the API: it is used with bearer
 * tokens and has no cookies, so that no page can act in somebody's name by itself, and none is allowed to send any.
 * An answer is data: whatever it holds, it is no page that runs, and stands in no frame.
 */
export async function guardBrowsers(fastify: FastifyInstance, config: Pick<KitConfig, 'CORS_ORIGINS' | 'PUBLIC_URL'>): Promise<void> {
  await fastify.register(fastifyCors, {
    origin: config.CORS_ORIGINS.includes('*') ? '*' : config.CORS_ORIGINS,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: allowed,
    exposedHeaders: exposed,
    credentials: false,
    maxAge: preflightSecondsMax,
    // What only looks like a preflight is a request with a method that there is not.
    strictPreflight: false,
  });
  await fastify.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: config.PUBLIC_URL.startsWith('https:') ? { maxAge: hstsSeconds } : false,
  });
}

/** The policy of a page of ours: what it says itself, and what stands beside it. */
export const pagePolicy = (scripts: readonly string[] = []): string =>
  `default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; script-src ${scripts.join(' ') || "'none'"}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
