import { methods } from '../contract/contract-entry.ts';
import type { Method } from '../contract/contract-entry.ts';

/** The part of an OpenAPI document that the coverage looks at. */
export interface OpenApiDocument {
  servers?: { url: string }[];
  paths?: Record<string, Record<string, unknown>>;
}

export interface Operation {
  method: Method;
  /** The whole path, with the prefix of the service. */
  path: string;
}

/** What a service says it can do. Paths without the service's prefix take it from the document's server. */
export function operationsOf(service: string, document: OpenApiDocument): Operation[] {
  const server = new URL(document.servers?.[0]?.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '');
  return Object.entries(document.paths ?? {}).flatMap(([path, verbs]) => {
    const whole = path.startsWith(`/${service}/`) ? path : `${server}${path}`;
    return methods.filter((method) => method.toLowerCase() in verbs).map((method) => ({ method, path: whole }));
  });
}
