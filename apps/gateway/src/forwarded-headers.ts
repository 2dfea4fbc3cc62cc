import type { IncomingHttpHeaders } from 'node:http';

/** The little that is read of a request. */
interface Asked {
  headers: IncomingHttpHeaders;
  raw: { socket: { remoteAddress?: string | undefined }; rawHeaders: readonly string[] };
}

/**
 * Headers that are about one connection and not about the request. The HTTP client below refuses some of them, and
 * `expect` has been answered by this server already.
 */
const OF_ONE_CONNECTION = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'expect'];

/** Other ways of saying where a request came from. Services do not read them, and nothing may smuggle them in. */
const CLAIMS = ['forwarded', 'x-real-ip', 'x-forwarded-port', 'x-forwarded-prefix', 'x-forwarded-ssl', 'x-forwarded-scheme'];

/**
 * The gateway is the edge: what a client says about where it comes from is replaced by what the socket says, so that
 * a service that trusts one hop reads the truth. The host is what the client asked for.
 */
export function toService(request: Asked, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const sent: IncomingHttpHeaders = { ...headers };
  for (const name of [...OF_ONE_CONNECTION, ...CLAIMS]) delete sent[name];
  return {
    ...sent,
    ...allAuthorizations(request),
    'x-forwarded-for': addressOf(request),
    'x-forwarded-host': request.headers.host ?? 'localhost',
    'x-forwarded-proto': 'http',
  };
}

/** Node keeps the first of several: the service is told of all of them, and refuses what is not one. */
function allAuthorizations({ raw: { rawHeaders } }: Asked): IncomingHttpHeaders {
  const values = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'authorization');
  return values.length > 1 ? { authorization: values.join(', ') } : {};
}

/** A server that listens on IPv6 sees an IPv4 client as ::ffff:192.0.2.1. */
function addressOf(request: Asked): string {
  return request.raw.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? 'unknown';
}

/** The service's connection to us is not the client's. */
export function toClient<H extends Record<string, unknown>>(headers: H): H {
  const sent = { ...headers };
  for (const name of OF_ONE_CONNECTION) delete sent[name];
  return sent;
}
