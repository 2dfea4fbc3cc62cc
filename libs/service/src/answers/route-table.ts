import type { FastifyInstance } from 'fastify';
import { DomainError, malformed } from '../problems/domain-error.ts';
import { isText } from '../problems/unkeepable.ts';

interface KnownRoute {
  methods: string[];
  pattern: RegExp;
}

/**
 * The routes of a service: knows which methods an address takes, refuses to start with a route
 * that states no rule, and refuses query parameters that a route does not know.
 */
export class RouteTable {
  private readonly known: KnownRoute[] = [];

  /** @param contractPrefix `/roadmap/v1/`: what stands below it is the contract and needs a rule */
  constructor(readonly contractPrefix: string) {}

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      const methods = [route.method].flat();
      // The answer to browsers that ask before they send: it is at every address, and makes none of them exist.
      if (methods.includes('OPTIONS')) return;
      if (route.url.startsWith(this.contractPrefix) && route.config?.may === undefined)
        throw new Error(`${methods.join(', ')} ${route.url} states no rule: add @May(…)`);
      if (route.config?.bodyBytesMax !== undefined) route.bodyLimit = route.config.bodyBytesMax;
      const pattern = new RegExp(
        `^${route.url
          .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
          .replace(/\*/g, '.*')
          .replace(/:[A-Za-z]+/g, '[^/]+')}$`,
      );
      this.known.push({ methods, pattern });
    });
    fastify.addHook('preHandler', async (request) => {
      if (!request.routeOptions.url?.startsWith(this.contractPrefix)) return;
      const taken = request.routeOptions.config.query ?? [];
      const sent = Object.entries(request.query as Record<string, string | string[]>);
      const unknown = sent.filter(([name]) => !taken.includes(name)).map(([parameter]) => ({ parameter, detail: 'There is no such parameter here' }));
      const noText = sent
        .filter(([name, values]) => taken.includes(name) && ![values].flat().every(isText))
        .map(([parameter]) => ({ parameter, detail: 'Has a character that is no text' }));
      if (unknown.length + noText.length > 0) throw malformed([...unknown, ...noText]);
    });
  }

  /** 405 with `Allow` where the address exists for other methods, else null. */
  refusalOf(method: string, path: string): DomainError | null {
    const allowed = [...new Set(this.known.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods))].sort();
    // It takes the method, and there is nothing: an address with a wildcard.
    if (allowed.length === 0 || allowed.includes(method)) return null;
    return new DomainError('MethodNotAllowed', 'method-not-allowed', `${method} is not possible here`, { allowed }, { Allow: allowed.join(', ') });
  }
}
