import fastify, { type FastifyInstance } from 'fastify';

import { frontPage, problemPage } from './pages.ts';
import { passOn } from './pass-on.ts';
import { problems, sendProblem, type ProblemCode } from './problem.ts';
import type { Routes } from './routes.ts';

/** One address for everything that runs, as an ingress gives it in production. */
export async function makeGateway(routes: Routes, publicUrl: string): Promise<FastifyInstance> {
  const gateway = fastify({
    // A service that does not answer is told to the caller; below this level the proxy logs each of them with its stack.
    logger: { level: 'error' },
    // Open connections of browsers would otherwise hold up the end.
    forceCloseConnections: true,
    frameworkErrors: (_error, request, reply) => void sendProblem(request, reply, 'malformed', 'The path is no valid URL', publicUrl),
  });

  // Fastify would gather bodies of text, up to a limit of its own, and pass them on as it has understood them.
  gateway.removeContentTypeParser('text/plain');
  gateway.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, 'not-found', `No service answers at ${request.raw.url?.split('?')[0]}`, publicUrl),
  );
  gateway.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if ((error.statusCode ?? 500) < 500) return sendProblem(request, reply, 'malformed', error.message, publicUrl);
    request.log.error(error);
    return sendProblem(request, reply, 'unavailable', 'The gateway could not pass this on', publicUrl);
  });

  gateway.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(frontPage(routes)));
  gateway.get('/healthz', (_request, reply) => reply.send({ status: 'up' }));
  gateway.get<{ Params: { code: string } }>('/docs/problems/:code', (request, reply) => {
    const { code } = request.params;
    return isProblem(code) ? reply.type('text/html; charset=utf-8').send(problemPage(code)) : reply.callNotFound();
  });

  await passOn(gateway, { name: 'The issuer', prefix: '/idp', upstream: routes.issuer, publicUrl });
  for (const [name, upstream] of Object.entries(routes.services)) {
    // A service answers these two at its root, without its prefix. Its /metrics stands there too and is not passed on.
    for (const probe of ['healthz', 'readyz']) {
      await passOn(gateway, { name, prefix: `/${name}/${probe}`, rewritePrefix: `/${probe}`, upstream, publicUrl, methods: ['GET', 'HEAD'] });
    }
    await passOn(gateway, { name, prefix: `/${name}`, upstream, publicUrl });
  }
  return gateway;
}

function isProblem(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
