import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * `"7-1f0c9a3e"`: the version, and a hash of what this caller reads. It changes whenever the
 * answer would (API contract §1), also by a derived field that raises no version.
 */
export const etagOf = (version: number, body: string): string => `"${version}-${createHash('sha1').update(body).digest('hex').slice(0, 16)}"`;

/** The path of what was made: its members stand where the path names them, as in `/organisations/{organisation}/contacts/{id}`. */
const addressOf = (location: string, made: object): string =>
  location.replace(/\{(\w+)\}/g, (_, name: string) => String((made as Record<string, unknown>)[name]));

const omit = (view: object, names: readonly string[]): object => Object.fromEntries(Object.entries(view).filter(([name]) => !names.includes(name)));

/** Gives every answer that is one resource its `ETag`, answers `If-None-Match` with 304, and names what was created in `Location`. */
export function tagAnswers(fastify: FastifyInstance, prefix: string): void {
  fastify.addHook('preSerialization', async (request, reply, payload) => {
    if (payload === null || typeof payload !== 'object' || !('version' in payload) || typeof payload.version !== 'number') return payload;
    reply.tagged = payload as FastifyReply['tagged'];
    const { location } = request.routeOptions.config;
    if (location && [201, 202].includes(reply.statusCode) && 'id' in payload) void reply.header('Location', prefix + addressOf(location, payload));
    return payload;
  });
  fastify.addHook('onSend', async (request, reply, body) => {
    if (!reply.tagged || typeof body !== 'string') return body;
    const tag = etagOf(reply.tagged.version, untold(request, reply) ?? body);
    void reply.header('ETag', tag);
    if (request.method !== 'GET' && request.method !== 'HEAD') return body;
    void reply.header('Cache-Control', 'private, no-cache');
    if (!matches(request.headers['if-none-match'], tag)) return body;
    void reply.code(304).removeHeader('Content-Type');
    // Fastify's own hook for HEAD measures what is left out, and cannot measure null.
    return request.method === 'HEAD' ? '' : null;
  });
}

/** The answer without what is shown once, so that a replay without it has the same tag (G16). */
function untold(request: FastifyRequest, reply: FastifyReply): string | null {
  const { once } = request.routeOptions.config;
  if (!once || !reply.tagged) return null;
  return String(reply.serialize(omit(reply.tagged, once)));
}

function matches(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch === '*' || ifNoneMatch.split(',').some((sent) => sent.trim().replace(/^W\//, '') === tag);
}

declare module 'fastify' {
  interface FastifyReply {
    /** The resource that this answer is, where it is one. */
    tagged?: { version: number } & Record<string, unknown>;
  }
}
