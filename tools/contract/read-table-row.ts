import { codeSpansOf } from './read-pages.ts';
import type { TableRow } from './read-pages.ts';
import { everythingWith, get, importsUnder, itemOf, post, promisesIn } from './promise.ts';
import type { Collection, Promised } from './promise.ts';

export interface ReadRow {
  promises: Promised[];
  collections: Collection[];
}

interface Resource extends Required<Collection> {
  /** `CRUD`, `read`, `create` or `POST`: there are many of it, and an action belongs to one of them. */
  isMany: boolean;
  isReadOnly: boolean;
  /** The addresses that `api-details.md` spells out: they settle where a table's bare `/milestones` stands. */
  detailed: readonly string[];
}

export function readTableRow(row: TableRow, detailed: readonly string[]): ReadRow {
  const resources = resourcesOf(row, detailed);
  const clauses = clausesOf(row.verbs).flatMap((clause) => resources.map((resource) => readClause(clause, resource)));
  const rules = clausesOf(row.rules)
    .flatMap(codeSpansOf)
    .flatMap((code) => resources.flatMap((resource) => readRule(code, resource)));
  return {
    promises: [...clauses.flatMap((read) => read.promises), ...rules],
    collections: clauses.flatMap((read) => read.collections),
  };
}

/** `/applications/{id}` beside `/challenges/{id}/applications` is the address of one of them, not a second resource. */
function resourcesOf(row: TableRow, detailed: readonly string[]): Resource[] {
  const isItem = (path: string) => row.resources.some((other) => other !== path && other.endsWith(withoutLastParameter(path)));
  const isMany = /(?<!\w )\bCRUD\b|\bread\b|\bcreate\b|`POST`/.test(row.verbs);
  const isReadOnly = !/\bCRUD\b|\bcreate\b|`POST\b/.test(row.verbs);
  return row.resources
    .filter((path) => !isItem(path))
    .map((path) => {
      const item = row.resources.find((other) => isItem(other) && path.endsWith(withoutLastParameter(other))) ?? itemOf(path);
      return { path, item, isMany, isReadOnly, detailed };
    });
}

/** Clauses are separated by semicolons; what stands in parentheses explains and promises nothing. */
function clausesOf(cell: string): string[] {
  return cell.replace(/\([^()]*\)/g, '').split(';');
}

function readClause(clause: string, resource: Resource): ReadRow {
  const words = clause.replace(/`[^`]*`/g, ' ');
  const whole = readWords(words, resource);
  // The words after "CRUD" and "read", up to the semicolon, are filters; elsewhere a bare word is an action.
  const wordsAreFilters = /\b(CRUD|read)\b/.test(words);
  const spelledOut = codeSpansOf(clause).flatMap((code) => {
    if (/^(GET|POST)( \?\S*)?$/.test(code)) return readVerb(code, resource);
    const promises = promisesIn(code);
    if (promises.length > 0) return promises.map((promise) => ({ ...promise, path: placed(promise.path, resource) }));
    if (code.startsWith('/')) return subResource(placed(code.replace(/ .*/, ''), resource), resource);
    return wordsAreFilters || !isAction(code) ? [] : [post(`${resource.isMany ? resource.item : resource.path}/${code.replace(/ .*/, '')}`)];
  });
  return { promises: [...whole.promises, ...spelledOut], collections: whole.collections };
}

function readWords(words: string, resource: Resource): ReadRow {
  const { path, item } = resource;
  // "entries CRUD": a collection below this one.
  const below = /(\w+) CRUD/.exec(words)?.[1];
  if (below) return collection({ path: `${path}/${below}`, item: `${path}/${below}/{id}` }, everythingWith);
  if (/\bCRUD\b/.test(words)) return collection(resource, everythingWith);
  const written: Promised[] = [];
  if (/\bwrite\b/.test(words)) written.push(...everythingWith(resource));
  if (/\bedit\b/.test(words)) written.push({ method: 'PATCH', path: item });
  if (/\bcreate\b/.test(words)) return collection(resource, () => [get(path), post(path), get(item), ...written]);
  if (/\bread\b/.test(words)) return collection(resource, () => [get(path), get(item), ...written]);
  return { promises: written, collections: [] };
}

function collection({ path, item }: Required<Collection>, promises: (of: Required<Collection>) => Promised[]): ReadRow {
  return { promises: promises({ path, item }), collections: [{ path, item }] };
}

/** A bare `POST` makes one; a bare `GET`, with or without a query, reads it, or the list and one of it. */
function readVerb(code: string, { path, item, isMany }: Resource): Promised[] {
  if (code === 'POST') return [post(path)];
  return isMany ? [get(path), get(item)] : [get(path)];
}

/** A name of at least two letters, perhaps with its body: `decline {reason}`. `q` is the one filter that stands alone. */
function isAction(code: string): boolean {
  return /^[a-z][a-z-]+( \{.*)?$/.test(code);
}

/** In the rules only what is spelled out or clearly stands below the resource is an address; the rest is prose. */
function readRule(code: string, resource: Resource): Promised[] {
  const promises = promisesIn(code);
  if (promises.length > 0) return promises.map((promise) => ({ ...promise, path: placed(promise.path, resource) }));
  const path = code.replace(/ .*/, '');
  const isBelow = path !== resource.path && (path.startsWith('/{') || (path.startsWith('/') && firstWord(path) === firstWord(resource.path)));
  return isBelow ? subResource(placed(path, resource), resource) : [];
}

/** Where a path of a table stands: as it is written, below the resource, or where the details have it. */
function placed(path: string, resource: Resource): string {
  const base = withoutLastParameter(resource.item);
  if (path.startsWith('/{')) return `${base}${path}`;
  if (path.startsWith('…')) return `${resource.item}${path.slice(1)}`;
  if (firstWord(path) === firstWord(base)) return path;
  if (path === '/imports') return `${base}${path}`;
  const there = new RegExp(`^(${base}(?:/\\{\\w+\\})?)/${firstWord(path)}(?:/|$)`);
  const head = resource.detailed.map((known) => there.exec(known)?.[1]).find((found) => found !== undefined);
  return `${head ?? ''}${path}`;
}

/** A path without a verb. Where the details spell it out they also say what can be done there. */
function subResource(path: string, resource: Resource): Promised[] {
  if (path.endsWith('/imports')) return importsUnder(path.replace(/\/imports$/, ''));
  if (resource.detailed.includes(path)) return [];
  const isOneThing = path.endsWith('}') || /\.\w+$/.test(path);
  return isOneThing || resource.isReadOnly ? [get(path)] : [get(path), post(path)];
}

function withoutLastParameter(path: string): string {
  return path.replace(/\/\{\w+\}$/, '');
}

function firstWord(path: string): string {
  return path.split(/[/.]/)[1] ?? '';
}
