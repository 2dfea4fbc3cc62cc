import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where things stand. All that a start makes, less the builds, is in `.fiksu`: remove it to begin anew. */
export const CLONE = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');
export const STATE = join(CLONE, '.fiksu');

export const folders = {
  apps: join(CLONE, 'apps'),
  libs: join(CLONE, 'libs'),
  sample: join(CLONE, 'sample'),
  postgres: join(STATE, 'postgres'),
  nats: join(STATE, 'nats'),
  /** Files and imports, of each service in a folder of its own. */
  storage: join(STATE, 'storage'),
  logs: join(STATE, 'logs'),
  /** Which processes run: the next start ends those that this one could not. */
  processes: join(STATE, 'processes'),
  /** Programs that were fetched or copied. */
  tools: join(STATE, 'tools'),
};

export const files = {
  /** Addresses and ports of the last start, for people and tools. */
  state: join(STATE, 'state.json'),
  secrets: join(STATE, 'secrets.json'),
  built: join(STATE, 'built.json'),
  sampleLoaded: join(STATE, 'sample-loaded.json'),
  routes: join(STATE, 'gateway-routes.json'),
  issuerKeys: join(STATE, 'issuer-keys.json'),
};

export function logOf(name: string): string {
  return join(folders.logs, `${name}.log`);
}
