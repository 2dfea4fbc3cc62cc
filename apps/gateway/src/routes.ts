import { readFileSync } from 'node:fs';

/** Who answers what: `/idp/…` goes to the issuer, `/<service>/…` to the service of that name. */
export interface Routes {
  issuer: string;
  services: Record<string, string>;
}

const NAME = /^[a-z][a-z0-9-]*$/;
const OURS = ['idp', 'docs'];

export function readRoutes(file: string): Routes {
  const routes = JSON.parse(readFileSync(file, 'utf8')) as Routes;
  for (const [name, origin] of [['idp', routes.issuer], ...Object.entries(routes.services)] as const) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new Error(`${file}: ${name} has to be an origin like http://127.0.0.1:3000, not ${origin}`);
  }
  for (const name of Object.keys(routes.services)) {
    if (!NAME.test(name) || OURS.includes(name)) throw new Error(`${file}: no service can be called ${JSON.stringify(name)}`);
  }
  return routes;
}
