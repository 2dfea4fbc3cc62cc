import { createServer, type Server } from 'node:http';

import type Provider from 'oidc-provider';

/**
 * Puts the provider under the path of its issuer URL. The addresses in its discovery document are always those of
 * the issuer URL, also for a service that asks here directly and not through the gateway.
 */
export function makeServer(provider: Provider, issuerUrl: string): Server {
  const { pathname: mount, host, protocol } = new URL(issuerUrl);
  const answer = provider.callback();
  provider.proxy = true; // The two headers that are set below, and nothing else, tell it where it stands.

  return createServer((request, response) => {
    const url = request.url ?? '/';
    if (url !== mount && !url.startsWith(`${mount}/`)) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"error":"not_found"}');
      return;
    }
    // Koa tells a mount from the difference between the two.
    Object.assign(request, { originalUrl: url, url: url.slice(mount.length) || '/' });
    request.headers['x-forwarded-host'] = host;
    request.headers['x-forwarded-proto'] = protocol.replace(':', '');
    void answer(request, response);
  });
}
