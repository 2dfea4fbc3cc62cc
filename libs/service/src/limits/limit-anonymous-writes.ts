import type { FastifyInstance } from 'fastify';
import type { AnonymousWrites } from './anonymous-writes.ts';

const writes = ['POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Counts what somebody without a token sends to change something, after the rule of who may and before a byte of the body
 * is read. Whoever has a token is known, and not counted (G29).
 * @param limits asked for at each request: it is made after the hooks are
 */
export function limitAnonymousWrites(fastify: FastifyInstance, contractPrefix: string, limits: () => AnonymousWrites): void {
  fastify.addHook('onRequest', async (request) => {
    if (request.caller.claims !== null || !writes.includes(request.method) || !request.routeOptions.url?.startsWith(contractPrefix)) return;
    await limits().count(request.ip, request.caller.at);
  });
}
