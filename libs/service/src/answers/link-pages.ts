import type { FastifyInstance } from 'fastify';

/** Gives a page of a list the header `Link: <…>; rel="next"`, with the filters repeated (G14). */
export function linkPages(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', async (request, reply, payload) => {
    const next = (payload as { page?: { next?: unknown } } | null)?.page?.next;
    if (typeof next !== 'string') return payload;
    const url = new URL(request.url, 'http://local');
    url.searchParams.set('after', next);
    void reply.header('Link', `<${url.pathname}${url.search}>; rel="next"`);
    return payload;
  });
}
