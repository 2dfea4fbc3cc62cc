import type { Method } from './contract-entry.ts';

/** What one place of the pages promises, before it is known what follows from it. */
export interface Promised {
  method: Method;
  path: string;
}

/** Things of one kind with a list and, mostly, an address for each: counts, exports and histories follow from it. */
export interface Collection {
  path: string;
  /** The address of one of them; absent where the contract gives none. */
  item?: string;
}

export function get(path: string): Promised {
  return { method: 'GET', path };
}

export function post(path: string): Promised {
  return { method: 'POST', path };
}

/** `CRUD` of the tables. */
export function everythingWith({ path, item }: Required<Collection>): Promised[] {
  return [get(path), post(path), get(item), { method: 'PATCH', path: item }, { method: 'DELETE', path: item }];
}

/** `POST /…/imports` of §1: a run is started, listed (G6 names the collection) and looked at. */
export function importsUnder(resource: string): Promised[] {
  return [get(`${resource}/imports`), post(`${resource}/imports`), get(`${resource}/imports/{id}`)];
}

/** The address of one thing in a collection; below another thing the parameter says whose id it is. */
export function itemOf(collection: string): string {
  if (!collection.includes('{')) return `${collection}/{id}`;
  const noun = collection.slice(collection.lastIndexOf('/') + 1);
  const singular = noun.replace(/ies$/, 'y').replace(/s$/, '');
  return `${collection}/{${singular}Id}`;
}

/** Parses `POST /needs/{id}/triage`, as it is written in code spans and in the notes read by hand. */
export function promisesIn(code: string): Promised[] {
  return [...code.matchAll(/\b(GET\|DELETE|GET|POST|PATCH|DELETE) (…?\/[^\s?,]*)/g)].flatMap((match) => {
    const path = match[2] ?? '';
    return (match[1] ?? '').split('|').map((method) => ({ method: method as Method, path }));
  });
}
