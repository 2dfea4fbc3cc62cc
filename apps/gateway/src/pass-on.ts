import type { ServerResponse } from 'node:http';

import httpProxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { toClient, toService } from './forwarded-headers.ts';
import { sendProblem } from './problem.ts';

export interface PassingOn {
  /** Who answers, for the detail of a problem. */
  name: string;
  /** The beginning of the path, here and, unless `rewritePrefix` says otherwise, there. */
  prefix: string;
  rewritePrefix?: string;
  /** Its origin. */
  upstream: string;
  publicUrl: string;
  methods?: FastifyHttpProxyOptions['httpMethods'];
}

/** More at once wait their turn; a service's own database pool is far smaller than this. */
const CONNECTIONS_MAX = 128;
/** To the first byte of the answer. Long work answers 202, so nobody needs longer. */
const HEADERS_TIMEOUT_MS = 60_000;

/**
 * Passes on everything under a prefix. Bodies stream both ways without being gathered or counted: what is too large is
 * the service's to say, since each address has its own limit.
 */
export async function passOn(gateway: FastifyInstance, { name, prefix, rewritePrefix, upstream, publicUrl, methods }: PassingOn): Promise<void> {
  await gateway.register(httpProxy, {
    prefix,
    rewritePrefix: rewritePrefix ?? prefix,
    upstream,
    ...(methods ? { httpMethods: methods } : {}),
    disableRequestLogging: true,
    undici: {
      connections: CONNECTIONS_MAX,
      pipelining: 1,
      connect: { timeout: 5_000 },
      headersTimeout: HEADERS_TIMEOUT_MS,
      // A live stream of events may be silent for as long as nothing happens.
      bodyTimeout: 0,
    },
    // A 503 is the client's to repeat: by default the proxy would hold a GET back and try ten times by itself.
    retryMethods: [],
    replyOptions: {
      rewriteRequestHeaders: toService,
      rewriteHeaders: toClient,
      onResponse: (_request, reply, response) => {
        // Unlike its types, what arrives here is the client library's answer with the body as `stream`.
        reply.send((response as unknown as { stream: NodeJS.ReadableStream }).stream);
        // The head of an event stream goes out now and not with its first event.
        if (String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream')) (reply.raw as ServerResponse).flushHeaders();
      },
      onError: (reply) => {
        void sendProblem(reply.request, reply as unknown as FastifyReply, 'unavailable', `${name} does not answer at the moment`, publicUrl);
      },
    },
  });
}
