import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isId } from '@fiksu/contracts';
import { Injectable } from '@nestjs/common';

/** Where a thing has gone that was here: the id of the one that goes on, or null for one that has not moved. */
export type FindMoved = (id: string) => Promise<string | null>;

/** Collections of which things can become part of others: their addresses lead on. */
@Injectable()
export class Moved {
  private readonly collections = new Map<string, FindMoved>();

  add(collection: string, find: FindMoved): void {
    this.collections.set(collection, find);
  }

  /** The address that this one leads to now, whole: the same tail, the same query. */
  async addressOf(url: string, prefix: string): Promise<string | null> {
    const [, collection = '', id = '', rest = ''] = /^([^/?]+)\/([^/?]+)(.*)$/s.exec(url.startsWith(prefix) ? url.slice(prefix.length) : '') ?? [];
    const find = this.collections.get(collection);
    const survivor = find && isId(id) ? await find(id.toLowerCase()) : null;
    return survivor === null ? null : `${prefix}${collection}/${survivor}${rest}`;
  }
}

const isRefused = ({ statusCode }: FastifyReply): boolean => statusCode >= 400 && statusCode < 500 && statusCode !== 401 && statusCode !== 429;

/**
 * Whatever is asked of a thing that became part of another, and of what hangs on it, is answered with where it is now: 308,
 * by which a client repeats the same request there (API contract, P2). Nothing of it is found at its old address, so that only
 * what is refused needs to be looked at, and what is found costs nothing more.
 */
export function leadOn(fastify: FastifyInstance, prefix: string, moved: () => Moved): void {
  fastify.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload) => {
    if (!isRefused(reply) && !isAnonymous(request, reply)) return payload;
    const address = await moved().addressOf(request.url, prefix);
    if (address === null) return payload;
    void reply.code(308).header('Location', address).removeHeader('Content-Type').removeHeader('WWW-Authenticate');
    // An empty text and not null, which Fastify's own hook for HEAD cannot measure.
    return '';
  });
}

/** Without any token; one that is bad or has expired is told so first. */
const isAnonymous = (request: FastifyRequest, { statusCode }: FastifyReply): boolean => statusCode === 401 && request.headers.authorization === undefined;
