import { isId, isSlug } from '@fiksu/contracts';
import { malformed, type Fault } from '../problems/domain-error.ts';
import type { Cursors, Position } from './cursor.ts';
import { sortName, type Filter, type Listing, type ListQuery } from './listing.ts';

export const LIMIT_DEFAULT = 20;
export const LIMIT_MAX = 200;
const wordsLengthMax = 200;
const valuesMax = 100;

/** Names of parameters that every list takes beside its filters. */
export const listParameters = ['limit', 'after', 'id', 'sort'] as const;

type Sent = Record<string, string | string[]>;
type Fail = (parameter: string, detail: string) => void;

const valuesOf = (sent: Sent, name: string): string[] => (sent[name] === undefined ? [] : [sent[name]].flat());

/**
 * Reads the query of a list, or of its counts.
 * @throws DomainError Malformed (400), naming each faulty parameter (G14)
 */
export function parseListQuery(listing: Listing, sent: Sent, purpose: 'list' | 'counts', cursors: Cursors): ListQuery {
  const errors: Fault[] = [];
  const fail: Fail = (parameter, detail) => errors.push({ parameter, detail });
  const single = (name: string): string | null => {
    const values = valuesOf(sent, name);
    if (values.length > 1) fail(name, 'May be given once only');
    return values[0] ?? null;
  };
  const sort = readSort(listing, single('sort'), fail);
  const query: ListQuery = {
    limit: readLimit(single('limit'), fail),
    sort,
    after: readCursor(cursors, single('after'), sort, fail),
    cursorOf: (position) => cursors.write(position),
    ids: readIds(valuesOf(sent, 'id'), fail),
    q: readWords(single('q'), fail),
    filters: readFilters(listing, sent, fail),
    by: purpose === 'counts' ? readBy(listing, single('by'), fail) : null,
  };
  if (errors.length > 0) throw malformed(errors);
  return query;
}

export function readLimit(sent: string | null, fail: Fail): number {
  if (sent === null) return LIMIT_DEFAULT;
  const limit = /^\d{1,4}$/.test(sent) ? Number(sent) : 0;
  if (limit < 1 || limit > LIMIT_MAX) fail('limit', `Must be an integer from 1 to ${LIMIT_MAX}`);
  return limit;
}

function readSort(listing: Listing, sent: string | null, fail: Fail): ListQuery['sort'] {
  const asked = sent ?? listing.order;
  const field = asked.replace(/^-/, '');
  if (!Object.hasOwn(listing.sorts, field)) fail('sort', `Can be sorted by ${Object.keys(listing.sorts).join(', ')}; with "-" before it, downwards`);
  return { field, descending: asked.startsWith('-') };
}

function readCursor(cursors: Cursors, sent: string | null, sort: ListQuery['sort'], fail: Fail): Position | null {
  if (sent === null) return null;
  const position = cursors.read(sent);
  if (position?.sort === sortName(sort)) return position;
  fail('after', position ? 'Belongs to a list sorted otherwise' : 'Is no cursor of this list');
  return null;
}

function readIds(sent: string[], fail: Fail): string[] {
  if (sent.length > LIMIT_MAX) fail('id', `At most ${LIMIT_MAX}`);
  if (sent.some((id) => !isId(id) && !isSlug(id))) fail('id', 'Must be the id of a resource');
  return sent.map((id) => id.toLowerCase());
}

function readWords(sent: string | null, fail: Fail): string | null {
  if (sent === null) return null;
  if (sent.trim() === '' || sent.length > wordsLengthMax) fail('q', `Words to look for, at most ${wordsLengthMax} characters`);
  return sent.trim();
}

function readFilters(listing: Listing, sent: Sent, fail: Fail): [Filter, string[]][] {
  return Object.entries(listing.filters).flatMap(([name, filter]): [Filter, string[]][] => {
    const values = valuesNamed(name, filter, sent, fail);
    return values.length === 0 ? [] : [[filter, values]];
  });
}

/** The values of one parameter; `fail` hears of each fault. */
export function valuesNamed(name: string, { value: type, single }: Pick<Filter, 'value' | 'single'>, sent: Sent, fail: Fail): string[] {
  const values = valuesOf(sent, name);
  if (values.length > (single ? 1 : valuesMax)) fail(name, single ? 'May be given once only' : `At most ${valuesMax} values`);
  const read = values.map((value) => type.safeParse(value));
  const fault = read.find((result) => !result.success)?.error?.issues[0];
  if (fault) fail(name, fault.message);
  return read.flatMap((result) => (result.success ? [result.data] : []));
}

function readBy(listing: Listing, sent: string | null, fail: Fail): string | null {
  const countable = Object.keys(listing.filters).filter((name) => listing.filters[name]?.countBy);
  if (sent === null || !countable.includes(sent)) fail('by', `Must be one of ${countable.join(', ')}`);
  return sent;
}
