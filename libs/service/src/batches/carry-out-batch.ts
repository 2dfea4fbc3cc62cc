import type { FastifyRequest } from 'fastify';
import { sha256 } from '../access/hashing.ts';
import type { BatchAnswer, BatchBody } from './batch.schema.ts';

/** Of the request, what each of its actions comes with as well. */
const passedOn = ['authorization', 'accept-language', 'traceparent', 'x-forwarded-for'] as const;
const actionPattern = /^[a-z][a-z-]*$/;
/** A word that is no action anywhere. */
const noAction = '-';
const methodNotAllowed = 405;

/**
 * Carries out the actions one after the other, each as if it had been sent by itself: the same rules of who may, the
 * same refusals, a transaction of its own. They are requests that never leave the process.
 *
 * Each has a key of its own made of the batch's `Idempotency-Key`: a batch that is sent again, because the process died
 * in the middle of it, repeats the answers of what was done and goes on with the rest.
 */
export async function carryOutBatch(request: FastifyRequest, rows: BatchBody): Promise<BatchAnswer> {
  const data: BatchAnswer['data'] = [];
  for (const [index, row] of rows.entries()) {
    const answer = await send(request, row, index, actionPattern.test(row.action) ? row.action : noAction);
    // `history` is an address that takes another method: as an action it is not there.
    const told = answer.statusCode === methodNotAllowed ? await send(request, row, index, noAction) : answer;
    data.push({ id: row.id, status: told.statusCode, etag: told.headers.etag ?? null, body: told.body === '' ? null : (told.json() as unknown) });
  }
  return { data };
}

function send(request: FastifyRequest, { id, ifMatch, body = {} }: BatchBody[number], index: number, action: string) {
  const collection = request.routeOptions.url?.replace(/\/batch$/, '') ?? '';
  const headers = passedOn.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]]));
  const key = request.caller.idempotency?.key;
  return request.server.inject({
    method: 'POST',
    url: `${collection}/${encodeURIComponent(id)}/${action}`,
    headers: {
      ...(Object.fromEntries(headers) as Record<string, string>),
      'content-type': 'application/json',
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(key === undefined ? {} : { 'idempotency-key': keyOfRow(key, index) }),
    },
    ...(request.socket.remoteAddress === undefined ? {} : { remoteAddress: request.socket.remoteAddress }),
    payload: JSON.stringify(body),
  });
}

/** Visible characters, and never longer than a key may be. */
const keyOfRow = (key: string, index: number): string => `batch-${sha256(key).toString('base64url')}-${index}`;
