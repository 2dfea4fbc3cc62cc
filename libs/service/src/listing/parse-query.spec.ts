import fc from 'fast-check';
import { z } from 'zod';
import { raw, sql } from '@fiksu/database';
import { DomainError } from '../problems/domain-error.ts';
import { Cursors } from './cursor.ts';
import { defineListing, equals, includes, oneOf } from './listing.ts';
import { parseListQuery } from './parse-query.ts';

const cursors = new Cursors('secret').of('/notes');
const listing = defineListing({
  filters: {
    status: oneOf(z.enum(['draft', 'published']), raw('status')),
    topic: includes(z.string().max(5), raw('topics')),
    code: { ...equals(z.string(), raw('code')), single: true },
  },
  sorts: { priority: { column: raw('priority'), type: 'integer' } },
  search: (words) => sql`title = ${words}`,
});
const parse = (sent: Record<string, string | string[]>, purpose: 'list' | 'counts' = 'list') => parseListQuery(listing, sent, purpose, cursors);

const faults = (sent: Record<string, string | string[]>, purpose: 'list' | 'counts' = 'list'): unknown[] => {
  try {
    parse(sent, purpose);
  } catch (error) {
    expect(error).toMatchObject({ kind: 'Malformed', code: 'malformed' });
    return ((error as DomainError).members.errors ?? []).map((fault) => (fault as { parameter: string }).parameter);
  }
  return [];
};

describe('the query of a list', () => {
  it('without anything asks for the 20 newest', () => {
    expect(parse({})).toMatchObject({ limit: 20, sort: { field: 'createdAt', descending: true }, after: null, ids: [], q: null, filters: [], by: null });
  });

  it.each([
    [{ sort: 'priority' }, { field: 'priority', descending: false }],
    [{ sort: '-priority' }, { field: 'priority', descending: true }],
    [{ sort: 'updatedAt' }, { field: 'updatedAt', descending: false }],
  ])('sorts as %j says', (sent, sort) => {
    expect(parse(sent).sort).toEqual(sort);
  });

  it('takes a filter once or more often', () => {
    const conditions = ({ filters }: ReturnType<typeof parse>) => filters.map(([filter, values]) => filter.where(values).compile());
    expect(conditions(parse({ status: 'draft', topic: ['a', 'b'] }))).toEqual([
      { text: 'status = any($1)', values: [['draft']] },
      { text: 'topics && $1::text[]', values: [['a', 'b']] },
    ]);
  });

  it('takes the cursor of its own order alone', () => {
    const cursor = (sort: string) => cursors.write({ sort, value: '5', id: 'x' });
    expect(parse({ sort: '-priority', after: cursor('-priority') }).after).toEqual({ sort: '-priority', value: '5', id: 'x' });
    expect(faults({ sort: 'priority', after: cursor('-priority') })).toEqual(['after']);
    expect(faults({ after: cursor('-priority') })).toEqual(['after']);
  });

  it.each<[Record<string, string | string[]>, string[]]>([
    [{ limit: '0', sort: 'x', after: 'x', q: '', status: 'x', topic: 'too long', id: '!' }, ['sort', 'limit', 'after', 'id', 'q', 'status', 'topic']],
    [{ limit: ['5', '5'], code: ['a', 'b'] }, ['limit', 'code']],
    [{ status: ['draft', 'x'] }, ['status']],
    [{ topic: Array.from({ length: 101 }, () => 'a') }, ['topic']],
    [{ id: Array.from({ length: 201 }, () => 'a') }, ['id']],
  ])('names each fault of %j', (sent, expected) => {
    expect(faults(sent).sort()).toEqual([...expected].sort());
  });

  it('is read or refused as malformed, and nothing else, whatever it is', () => {
    const value = fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 3 }));
    const sent = fc.dictionary(fc.constantFrom('limit', 'sort', 'after', 'id', 'q', 'status', 'topic', 'code', 'by'), value);
    fc.assert(fc.property(sent, fc.constantFrom('list' as const, 'counts' as const), (query, purpose) => void faults(query, purpose)));
  });

  it.each(['__proto__', 'toString', 'constructor', 'hasOwnProperty'])('knows no field %s', (name) => {
    expect(faults({ sort: name })).toEqual(['sort']);
    expect(faults({ by: name }, 'counts')).toEqual(['by']);
  });

  it('counts by one of its filters', () => {
    expect(parse({ by: 'status' }, 'counts').by).toBe('status');
    expect(parse({ by: 'status', status: 'draft' }, 'counts').filters).toHaveLength(1);
    expect(faults({}, 'counts')).toEqual(['by']);
    expect(faults({ by: 'priority' }, 'counts')).toEqual(['by']);
  });
});
