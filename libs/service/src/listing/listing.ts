import type { z } from 'zod';
import { LANGUAGES } from '@fiksu/contracts';
import { join, raw, sql, type Sql } from '@fiksu/database';
import type { Position } from './cursor.ts';

/** A filter of a collection: the schema of one value, and what it asks of the row. */
export interface Filter {
  /** What one value must be; a filter may be repeated and means either. */
  value: z.ZodType<string>;
  where: (values: string[]) => Sql;
  description?: string;
  /** What `counts?by=` groups by; absent where counting by it makes no sense. */
  countBy?: Sql;
  /** All values of an enumeration, which counts show also where they are zero. */
  values?: readonly string[];
  /** Whether it may be given once only. */
  single?: boolean;
}

export interface Listing {
  filters: Record<string, Filter>;
  /** Fields that can be sorted by beside `createdAt` and `updatedAt`, with their column and its type. */
  sorts: Record<string, { column: Sql; type: 'timestamptz' | 'integer' | 'numeric' | 'text' }>;
  /** The order without `sort=`, as a client would write it. */
  order: string;
  /** Full text search, where the collection has text. */
  search?: (words: string) => Sql;
}

/** A parsed query of a list. */
export interface ListQuery {
  limit: number;
  sort: { field: string; descending: boolean };
  after: Position | null;
  ids: string[];
  q: string | null;
  filters: [Filter, string[]][];
  by: string | null;
  /** Makes the cursor of the next page. */
  cursorOf: (position: Position) => string;
}

const always: Listing['sorts'] = {
  createdAt: { column: sql`created_at`, type: 'timestamptz' },
  updatedAt: { column: sql`updated_at`, type: 'timestamptz' },
};

/** The terms of a collection's list; `createdAt` and `updatedAt` can be sorted by everywhere (G14). */
export const defineListing = (listing: { filters: Listing['filters']; sorts?: Listing['sorts']; search?: Listing['search']; order?: string }): Listing => ({
  order: '-createdAt',
  ...listing,
  sorts: { ...always, ...listing.sorts },
});

/** Words anywhere in these columns, which hold texts in some languages, whatever the case. */
export const searchIn =
  (...columns: Sql[]): NonNullable<Listing['search']> =>
  (words) => {
    const texts = columns.flatMap((column) => LANGUAGES.map((language) => sql`${column} ->> ${raw(`'${language}'`)}`));
    return sql`lower(concat_ws(' ', ${join(texts, ', ')})) like '%' || lower(${words.replace(/[%_\\]/g, '\\$&')}) || '%'`;
  };

/** A scalar column that equals one of the values. */
export const equals = (value: z.ZodType<string>, column: Sql, more: Pick<Filter, 'values' | 'description'> = {}): Filter => ({
  value,
  where: (values) => sql`${column}::text = any(${values})`,
  countBy: sql`${column}::text`,
  ...more,
});

/** An enumeration: counts show all of its values. */
export const oneOf = (value: z.ZodEnum, column: Sql): Filter => ({
  value: value as unknown as z.ZodType<string>,
  where: (values) => sql`${column} = any(${values})`,
  countBy: column,
  values: value.options as string[],
});

/** A column of a list (`districts`) that has one of the values, filtered by its singular (`district`). */
export const includes = (value: z.ZodType<string>, column: Sql, more: Pick<Filter, 'values' | 'description'> = {}): Filter => ({
  value,
  where: (values) => sql`${column} && ${values}::text[]`,
  countBy: sql`unnest(${column})`,
  ...more,
});

/** `-createdAt`: the order as a client writes it. */
export const sortName = (sort: ListQuery['sort']): string => (sort.descending ? '-' : '') + sort.field;
