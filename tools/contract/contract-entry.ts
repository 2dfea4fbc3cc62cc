/** One address and verb that the contract promises. */
export interface ContractEntry {
  service: Service;
  method: Method;
  /** Below `/<service>/v1`, unless `under` says that the contract puts it elsewhere. */
  path: string;
  /** Where the pages say so: the page and its row. */
  source: string;
  /** What the path stands under when that is not `/<service>/v1`: `/roadmap` for the docs, empty for a pod's own `/metrics`. */
  under?: string;
}

/** The five services of the city, in the order of the pages. */
export const cityServices = ['partners', 'roadmap', 'pilots', 'funding', 'impact'] as const;

/** The issuer is in the contract too, although it exists for development only. */
const services = [...cityServices, 'issuer'] as const;
export type Service = (typeof services)[number];

/** In the order in which a reader expects them: look, make, change, take away. */
export const methods = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];

export function isService(word: string): word is Service {
  return (services as readonly string[]).includes(word);
}

/** The whole path, as a client asks for it through the gateway. */
export function fullPath(entry: Pick<ContractEntry, 'service' | 'path' | 'under'>): string {
  return `${entry.under ?? `/${entry.service}/v1`}${entry.path}`;
}

/** `{id}`, `{needId}` and `{secret}` are the same place in a path: what a parameter is called is no promise. */
export function withoutParameterNames(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}');
}

/** Two entries with the same key promise the same thing, whatever their sources are. */
export function keyOf(entry: Pick<ContractEntry, 'service' | 'method' | 'path' | 'under'>): string {
  return `${entry.service} ${withoutParameterNames(fullPath(entry))} ${entry.method}`;
}

/** By service in the order of the pages, then by path, then by verb: a change of the pages is then a small diff. */
export function inOrder(a: ContractEntry, b: ContractEntry): number {
  return (
    services.indexOf(a.service) - services.indexOf(b.service) ||
    compareText(a.under ?? '', b.under ?? '') ||
    compareText(a.path, b.path) ||
    methods.indexOf(a.method) - methods.indexOf(b.method)
  );
}

/** Plain code-unit order: the list must not depend on the locale of whoever writes it. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
