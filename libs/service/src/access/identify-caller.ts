import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ColumnCipher } from '@fiksu/database';
import type { KitConfig } from '../config.ts';
import { malformed } from '../problems/domain-error.ts';
import { SealedAnswers } from '../recording/sealed-answers.ts';
import { SentBytes } from '../running/sent-bytes.ts';
import { Caller, type Claims, type IdempotentRequest } from './caller.ts';
import { keyedHash, sha256 } from './hashing.ts';
import { requireRule, unauthenticated } from './may.ts';
import type { Tokens } from './tokens.ts';

const keyPattern = /^[\x21-\x7e]{1,255}$/;

/**
 * Tells who asks and whether this role may, before a byte of the body is read: so 401 and 403
 * come before 413, 415 and 400 (G5), and nobody without a right can make the service parse.
 */
export function identifyCallers(fastify: FastifyInstance, tokens: Tokens, config: Pick<KitConfig, 'HASH_SECRET' | 'ENCRYPTION_KEYS'>): void {
  const answers = new SealedAnswers(new ColumnCipher(config.ENCRYPTION_KEYS));
  fastify.addHook('onRequest', async (request) => {
    const claims = await claimsOf(request, tokens);
    const identity = claims ? `sub ${claims.sub}` : `address ${request.ip}`;
    request.caller = new Caller({
      at: new Date().toISOString(),
      claims,
      ifMatch: request.headers['if-match'] ?? null,
      traceparent: `00-${request.id}-${randomBytes(8).toString('hex')}-01`,
      hashOf: (purpose) => keyedHash(config.HASH_SECRET, purpose, identity),
    });
    requireRule(request.routeOptions.config, request.caller);
  });
  fastify.addHook('preHandler', async (request) => {
    request.caller.idempotency = idempotencyOf(request, answers);
  });
}

async function claimsOf(request: FastifyRequest, tokens: Tokens): Promise<Claims | null> {
  const header = request.headers.authorization;
  if (header === undefined) return null;
  // Of two, Node keeps the first, and a proxy in front may have looked at the other.
  if (timesSent(request, 'authorization') > 1) throw unauthenticated('Authorization may be sent once', 'invalid_token');
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
  if (!token) throw unauthenticated('Authorization must be "Bearer <token>"', 'invalid_token');
  return tokens.remembered(token) ?? (await tokens.verify(token));
}

/** `rawHeaders` are names and values by turns. */
const timesSent = ({ raw }: FastifyRequest, name: string): number => raw.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name).length;

function idempotencyOf(request: FastifyRequest, answers: SealedAnswers): IdempotentRequest | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined || request.method !== 'POST') return null;
  if (typeof key !== 'string' || !keyPattern.test(key)) throw malformed([{ header: 'Idempotency-Key', detail: '1 to 255 visible characters' }]);
  const isStream = request.body instanceof SentBytes;
  // What is to be done with bytes stands in the query: another query is another request.
  const path = (isStream ? request.url : request.url.split('?', 1)[0]) ?? '';
  const bodyHash = isStream ? null : sha256(JSON.stringify(request.body ?? {}));
  const whose = { caller: request.caller.hash('idempotency'), path, key };
  return { ...whose, bodyHash, kept: false, seal: (answer) => answers.seal(whose, answer) };
}
