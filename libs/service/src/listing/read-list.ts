import { all, raw, sql, type Database, type Sql } from '@fiksu/database';
import { sortName, type Filter, type Listing, type ListQuery } from './listing.ts';

/** What a collection answers to a list. */
export interface Page<Item> {
  data: Item[];
  page: { next: string | null };
}

/** What a collection answers to `counts?by=`: enumerations show their zeros too. */
export interface Counts {
  by: string;
  counts: Record<string, number>;
  total: number;
}

interface Source {
  /** The table, as it stands after `from`. */
  from: Sql;
  /** The condition of what the caller may see. */
  visible: Sql;
  listing: Listing;
  query: ListQuery;
  /** Where only some were asked for: those of the sent ids that can be ids here at all. */
  ids: string[] | null;
}

function conditions(source: Source): Sql[] {
  const { visible, listing, query } = source;
  const found = [visible, ...query.filters.map(([filter, values]) => filter.where(values))];
  if (source.ids) found.push(sql`id = any(${source.ids})`);
  if (query.q !== null && listing.search) found.push(listing.search(query.q));
  return found;
}

/**
 * One page by keyset: rows after the position where the former page ended, so that a row
 * inserted meanwhile is neither skipped nor repeated. Reads one row more than the limit,
 * which tells whether there is a next page.
 */
export async function readPage<Row extends { id: string }>(db: Database, source: Source & { columns: Sql }): Promise<Page<Row>> {
  const { query, listing } = source;
  const key = listing.sorts[query.sort.field];
  if (!key) throw new Error(`No such sort: ${query.sort.field}`);
  const direction = raw(query.sort.descending ? 'desc' : 'asc');
  const where = conditions(source);
  if (query.after) {
    const further = raw(query.sort.descending ? '<' : '>');
    where.push(sql`(${key.column}, id) ${further} (${query.after.value}::${raw(key.type)}, ${query.after.id})`);
  }
  // As text, which is exact: an instant arrives here cut to milliseconds, and rows between two of them would be skipped.
  const rows = await db.run<Row & { sortedBy: string }>(
    sql`select ${source.columns}, ${key.column}::text as "sortedBy" from ${source.from} where ${all(where)} order by ${key.column} ${direction}, id ${direction} limit ${query.limit + 1}`,
  );
  const data = rows.slice(0, query.limit);
  const last = data.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return { data, page: { next: more ? query.cursorOf({ sort: sortName(query.sort), value: last.sortedBy, id: last.id }) : null } };
}

/** Counts what a list with the same filters would show, by one filterable field. */
export async function countBy(db: Database, source: Source): Promise<Counts> {
  const { query, listing } = source;
  const field = query.by as string;
  const { countBy: expression, values = [] } = listing.filters[field] as Filter;
  const where = all(conditions(source));
  const rows = await db.run<{ value: string | null; count: number; total: number }>(
    sql`with listed as (select * from ${source.from} where ${where})
        select value, count, total from (select count(*) as total from listed) everything
        left join (select value, count(*) as count from (select ${expression as Sql} as value from listed) valued group by value) counted on true order by value`,
  );
  const counts = Object.fromEntries(values.map((value) => [value, 0]));
  for (const row of rows) if (row.value !== null) counts[row.value] = row.count;
  const total = rows[0]?.total ?? 0;
  return { by: field, counts, total };
}
