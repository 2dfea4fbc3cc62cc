import { cityServices, inOrder, keyOf } from './contract-entry.ts';
import type { ContractEntry, Service } from './contract-entry.ts';
import { get, post, promisesIn } from './promise.ts';
import type { Collection, Promised } from './promise.ts';
import { detailRowsOf, tableRowsOf } from './read-pages.ts';
import { promisesOfDetailRow } from './read-detail-row.ts';
import { readTableRow } from './read-table-row.ts';
import { everyServiceHas, theIssuerHas } from './what-every-service-has.ts';
import { readByHand, rowsReadByHand } from './what-prose-hides.ts';

interface OwnedCollection extends Collection {
  service: Service;
}

/** Reads the two pages of the contract and lists what they promise, sorted, each address and verb once. */
export function contractOf(apiPage: string, detailsPage: string): ContractEntry[] {
  const fromTables = readTables(apiPage, detailsPage);
  const read = [...fromTables.entries, ...readDetails(detailsPage, fromTables.entries), ...readNotes()];
  const collections = [...fromTables.collections, ...readByHand.flatMap(({ service, collections: owned = [] }) => owned.map((each) => ({ service, ...each })))];
  const misread = new Set(readByHand.flatMap(({ service, doesNotSay = [] }) => entriesOf(service, doesNotSay.flatMap(promisesIn), '').map(keyOf)));
  const all = [...read, ...whatFollowsFrom(collections, read), ...generalEntries()].filter((entry) => !misread.has(keyOf(entry)));
  // The first source wins: the table that a reader looks at first, then the details, then what follows.
  return [...new Map(all.toReversed().map((entry) => [keyOf(entry), entry])).values()].sort(inOrder);
}

function readTables(apiPage: string, detailsPage: string): { entries: ContractEntry[]; collections: OwnedCollection[] } {
  const detailed = detailRowsOf(detailsPage).flatMap((row) => promisesOfDetailRow(row).map(({ path }) => path));
  const entries: ContractEntry[] = [];
  const collections: OwnedCollection[] = [];
  for (const row of tableRowsOf(apiPage)) {
    const name = row.resources[0] ?? '';
    if (rowsReadByHand.includes(`${row.service} ${name}`)) continue;
    const read = readTableRow(row, detailed);
    entries.push(...entriesOf(row.service, read.promises, `api.md §${row.section} ${name}`));
    collections.push(...read.collections.map((each) => ({ service: row.service, ...each })));
  }
  return { entries, collections };
}

/** A row that names no service is about the one whose table has the same first word (`/needs`); others are general. */
function readDetails(detailsPage: string, known: ContractEntry[]): ContractEntry[] {
  const ownerOf = (path: string) => known.find((entry) => entry.path.split('/')[1] === path.split('/')[1])?.service;
  return detailRowsOf(detailsPage).flatMap((row) =>
    promisesOfDetailRow(row).flatMap((promise) => {
      const service = row.service ?? ownerOf(promise.path);
      return service ? entriesOf(service, [promise], `api-details.md ${row.name}`) : [];
    }),
  );
}

function readNotes(): ContractEntry[] {
  return readByHand.flatMap(({ service, source, says = [] }) => entriesOf(service, says.flatMap(promisesIn), source));
}

/** What the conventions add to every list and to every thing with an address. */
function whatFollowsFrom(collections: OwnedCollection[], read: ContractEntry[]): ContractEntry[] {
  return collections.flatMap(({ service, path, item }) => [
    ...entriesOf(service, [get(`${path}/counts`)], 'api-details.md Counts'),
    ...entriesOf(service, [get(`${path}/export`)], 'api-details.md G25'),
    ...entriesOf(service, item ? [get(`${item}/history`)] : [], 'api-details.md G26'),
    ...entriesOf(service, item && hasActions(service, item, read) ? [post(`${path}/batch`)] : [], 'api.md §1 Bulk'),
  ]);
}

/** `POST …/{id}/<word>` is an action where the word cannot be read as well; else it adds to a list. */
function hasActions(service: Service, item: string, read: ContractEntry[]): boolean {
  const words = (method: string) =>
    read
      .filter((entry) => entry.service === service && entry.method === method && entry.path.startsWith(`${item}/`))
      .map((entry) => entry.path.slice(item.length + 1))
      .filter((word) => !word.includes('/'));
  const readable = words('GET');
  return words('POST').some((word) => !readable.includes(word));
}

function generalEntries(): ContractEntry[] {
  const forAll = cityServices.flatMap((service) =>
    everyServiceHas.flatMap(({ source, says, under }) => {
      const place = { 'the service': `/${service}`, 'the pod': '' };
      return entriesOf(service, says.flatMap(promisesIn), source, under && place[under]);
    }),
  );
  return [...forAll, ...entriesOf('issuer', theIssuerHas.says.flatMap(promisesIn), theIssuerHas.source, '')];
}

function entriesOf(service: Service, promises: Promised[], source: string, under?: string): ContractEntry[] {
  return promises.map(({ method, path }) => ({ service, method, path, source, ...(under === undefined ? {} : { under }) }));
}
