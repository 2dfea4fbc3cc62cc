import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError, malformed } from '../problems/domain-error.ts';
import { unkeepableIn } from '../problems/unkeepable.ts';
import { tooLarge } from './sent-bytes.ts';

export const bodyBytesMax = 1_048_576;
const mergePatch = 'application/merge-patch+json';

const unsupported = (type: string) => new DomainError('Unsupported', 'unsupported-media-type', `${type} is not taken here`);
const notJson = () => malformed([{ pointer: '', detail: 'Is not JSON' }]);

/**
 * Reads JSON bodies and nothing else. An absent or empty one is `{}`, so that an action
 * without mandatory members needs none (G3); a create takes `application/json` alone (G20).
 */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const read = (request: FastifyRequest, body: Buffer, done: (error: Error | null, body?: unknown) => void) => {
    if (body.length === 0) return done(null, {});
    if (!isUtf8(body)) return done(notJson());
    void parse(request, String(body), (error, parsed) => {
      if (error) return done(notJson());
      const faults = parsed === null ? [{ pointer: '', detail: 'Is null, where an object is due' }] : unkeepableIn(parsed, String(body));
      done(faults.length > 0 ? malformed(faults) : null, parsed);
    });
  };
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, read);
  fastify.addContentTypeParser<Buffer>(mergePatch, { parseAs: 'buffer' }, (request, body, done) =>
    request.method === 'PATCH' ? read(request, body, done) : done(unsupported(mergePatch)),
  );
  fastify.addHook('preValidation', async (request) => {
    if (request.body === undefined || request.body === null) if (request.method === 'POST' || request.method === 'PATCH') request.body = {};
    const { bodyRowsMax } = request.routeOptions.config;
    if (bodyRowsMax !== undefined && Array.isArray(request.body) && request.body.length > bodyRowsMax)
      throw new DomainError('TooLarge', 'too-large', `A list here may have ${bodyRowsMax} elements`);
  });
}

/** 413 by the length that is told, before the type is looked at: in the contract's order (G5). One that is not told is measured while it is read. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request) => {
    const bytesMax = request.routeOptions.config.streams?.bytesMax ?? request.routeOptions.bodyLimit;
    if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax);
  });
}

/** 406 where `Accept` excludes JSON, and what else the route answers (G18). */
export function requireAcceptable(fastify: FastifyInstance, contractPrefix: string): void {
  fastify.addHook('onRequest', async (request) => {
    const { accept } = request.headers;
    const { alsoAnswers } = request.routeOptions.config;
    if (alsoAnswers === '*' || (alsoAnswers && accept?.includes(alsoAnswers))) return;
    if (accept === undefined || /json|\*\/\*|application\/\*/.test(accept) || !request.routeOptions.url?.startsWith(contractPrefix)) return;
    throw new DomainError('NotAcceptable', 'not-acceptable', 'This address answers application/json');
  });
}
