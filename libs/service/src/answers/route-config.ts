import { RouteConfig } from '@nestjs/platform-fastify';
import type { Role } from '../access/caller.ts';
import type { Audited } from '../audit/noted-act.ts';

/** Who may use a route: everybody, everybody with a token, or these roles. */
export type Rule = 'anyone' | 'signed-in' | readonly Role[];

/** What the kit knows of a route beyond its path; read by hooks before anything of the body is. */
export interface KitRoute {
  may?: Rule;
  /** Whether it is one thing that those who may not read cannot tell from nothing. */
  hides?: boolean;
  /** Names of the query parameters that the route takes; any other is a 400. */
  query?: readonly string[];
  /** The media type that the route answers beside JSON, where it is asked for; `*` where the address or its query says what it answers. */
  alsoAnswers?: string;
  /** Where the body is not parsed, but read as bytes: how many there may be, and of which media types (any without). */
  streams?: { bytesMax: number; mediaTypes?: readonly string[] };
  /** How large a JSON body may be, where another maximum holds than everywhere, in bytes. */
  bodyBytesMax?: number;
  /** How many elements a body may have that is a list. */
  bodyRowsMax?: number;
  /** The path of what was created, under the service's prefix: `/needs/{id}`. */
  location?: string;
  /** Members shown once and not part of the ETag: a receipt. */
  once?: readonly string[];
  /** What is noted in the audit log whenever it is used. */
  audited?: Audited;
}

const configKey = '__fastify_route_config__';

/** Adds to the route's configuration; Nest's own `RouteConfig` would replace what another decorator has set. */
export function extendRouteConfig(part: KitRoute): MethodDecorator {
  return (target, property, descriptor) => {
    const handler = descriptor.value as object;
    const before = Reflect.getMetadata(configKey, handler) as KitRoute | undefined;
    return RouteConfig({ ...before, ...part })(target, property, descriptor);
  };
}

declare module 'fastify' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges the kit's configuration into Fastify's
  interface FastifyContextConfig extends KitRoute {}
}
