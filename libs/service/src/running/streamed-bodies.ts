import { Socket } from 'node:net';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { KitConfig } from '../config.ts';
import { DomainError } from '../problems/domain-error.ts';
import { SentBytes } from './sent-bytes.ts';

/** Stands for whatever type a body has that is handed over unread: Fastify chooses the reader of a body by its type alone. */
const unread = 'application/vnd.fiksu.unread';
const mediaTypePattern = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/;
/** For how long what is still being sent is thrown away after a refusal, so that the sender gets to read it. */
const lingerMs = 5000;

const refuse = (detail: string) => new DomainError('Unsupported', 'unsupported-media-type', detail);

/** The body of a route that `@TakesBytes`, as a parameter of a controller's method. */
export const Sent = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().body);

/**
 * Hands the bodies of routes that take bytes over unread (`SentBytes`), whatever their type.
 * 415 comes after 413 (G5): for a type that the route does not take, and for bytes that are packed.
 */
export function streamBodies(fastify: FastifyInstance, config: Pick<KitConfig, 'UPLOAD_SILENCE_SECONDS'>): void {
  fastify.addHook('onRequest', async (request) => {
    const { streams } = request.routeOptions.config;
    if (!streams) return;
    const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (!mediaTypePattern.test(mediaType)) throw refuse('Content-Type must say what the bytes are');
    if (streams.mediaTypes && !streams.mediaTypes.includes(mediaType))
      throw refuse(`${mediaType} is not taken here; taken are ${streams.mediaTypes.join(', ')}`);
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding.trim().toLowerCase() !== 'identity') throw refuse('The bytes must be sent as they are, without Content-Encoding');
    request.mediaTypeSent = mediaType;
    request.headers['content-type'] = unread;
  });
  fastify.addContentTypeParser(unread, (request, _payload, done) => {
    const { streams } = request.routeOptions.config;
    if (!streams || request.mediaTypeSent === undefined) return done(refuse(`${unread} is not taken here`));
    done(
      null,
      new SentBytes(request.raw, {
        mediaType: request.mediaTypeSent,
        bytesMax: streams.bytesMax,
        silenceSecondsMax: config.UPLOAD_SILENCE_SECONDS,
        onRead: (hash) => void (request.caller.idempotency && (request.caller.idempotency.bodyHash = hash)),
      }),
    );
  });
}

/** A request that is answered before all of it was read lets its sender read the answer, and then has the connection closed. */
export function closeUnread(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', async ({ raw }) => {
    // A request that never leaves the process, as those of a batch, has no connection.
    if (raw.complete || raw.destroyed || !(raw.socket instanceof Socket)) return;
    const closing = setTimeout(() => raw.socket.destroy(), lingerMs).unref();
    for (const ending of ['end', 'close']) raw.once(ending, () => clearTimeout(closing));
    raw.resume();
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The media type of a body that is handed over unread. */
    mediaTypeSent?: string;
  }
}
