import { fullPath, withoutParameterNames } from '../contract/contract-entry.ts';
import type { ContractEntry, Method } from '../contract/contract-entry.ts';
import type { Operation } from './openapi-operations.ts';

/** One path of the contract: which of its verbs a service has, and which it does not have yet. */
export interface Place {
  path: string;
  built: Method[];
  notYet: Method[];
  sources: string[];
}

export interface ServiceCoverage {
  service: string;
  places: Place[];
  beyondTheContract: Operation[];
  /** Docs, health and the machine contracts answer, but no OpenAPI document lists them. */
  besideOpenApi: ContractEntry[];
  built: number;
  promised: number;
}

export function compare(service: string, contract: readonly ContractEntry[], operations: readonly Operation[]): ServiceCoverage {
  const promised = contract.filter((entry) => entry.service === service);
  const offered = new Set(operations.map(keyOf));
  const keys = new Set(promised.map((entry) => keyOf({ method: entry.method, path: fullPath(entry) })));
  const counted = promised.filter((entry) => !standsBesideOpenApi(entry));
  const places = placesOf(counted, offered);
  return {
    service,
    places,
    beyondTheContract: operations.filter((operation) => !keys.has(keyOf(operation))),
    besideOpenApi: promised.filter(standsBesideOpenApi),
    built: places.reduce((sum, place) => sum + place.built.length, 0),
    promised: counted.length,
  };
}

function placesOf(entries: readonly ContractEntry[], offered: ReadonlySet<string>): Place[] {
  const places = new Map<string, Place>();
  for (const entry of entries) {
    const path = fullPath(entry);
    const place = places.get(withoutParameterNames(path)) ?? { path, built: [], notYet: [], sources: [] };
    places.set(withoutParameterNames(path), place);
    (offered.has(keyOf({ method: entry.method, path })) ? place.built : place.notYet).push(entry.method);
    if (!place.sources.includes(entry.source)) place.sources.push(entry.source);
  }
  return [...places.values()];
}

function standsBesideOpenApi(entry: ContractEntry): boolean {
  return entry.under !== undefined || /^\/(openapi|asyncapi)\.json$/.test(entry.path);
}

function keyOf({ method, path }: Operation): string {
  return `${method} ${withoutParameterNames(path)}`;
}
