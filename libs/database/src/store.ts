import type { EntityMetadata, EntityTarget } from 'typeorm';
import type { Database, Runs } from './database.ts';
import { keptForm, ordered } from './kept-form.ts';
import { Sql, any, join, raw, sql } from './sql.ts';

/** What every stored resource has (API contract §1). */
export interface Stored {
  id: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

interface Column {
  property: string;
  column: string;
  /** The same without quotes. */
  name: string;
  type: unknown;
  json: boolean;
  array: boolean;
}

/**
 * The rows of one entity, read and written by SQL made from TypeORM's mapping.
 * Rows are plain objects by property names; an update writes only what changed, so that
 * a counter which somebody else raises meanwhile is not set back.
 */
export class Store<Row extends Stored> {
  private known: { table: string; columns: Column[]; selected: Sql } | null = null;

  constructor(
    private readonly db: Database,
    private readonly entity: EntityTarget<Row>,
  ) {}

  get name(): string {
    return this.db.dataSource.getMetadata(this.entity).tableName;
  }

  get table(): Sql {
    return raw(this.mapping.table);
  }

  /** `id, created_at as "createdAt", …` of the table or of its alias. */
  get columns(): Sql {
    return this.mapping.selected;
  }

  async find(id: string, where: Sql = raw('true'), on: Runs = this.db): Promise<Row | null> {
    const [row] = await on.run<Row>(sql`select ${this.columns} from ${this.table} where id = ${id} and (${where})`);
    return row ?? null;
  }

  /** Locks the rows in the order of their ids, so that two requests over the same rows cannot wait for one another. */
  async findForUpdate(ids: readonly string[], on: Runs): Promise<Map<string, Row>> {
    const rows = await on.run<Row>(sql`select ${this.columns} from ${this.table} where id = any(${ids}) order by id for update`);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The part that saves: `insert … returning id, version`, an update guarded by the version, or a delete likewise. */
  saving(before: Row | null, next: Row | null): Sql {
    if (before === null) return this.insert(next as Row);
    if (next === null) return sql`delete from ${this.table} where id = ${before.id} and version = ${before.version} returning id, version + 1 as version`;
    const sets = this.changed(before, next).map((column) => sql`${raw(column.column)} = ${encode(column, next)}`);
    return sql`update ${this.table} set ${join(sets, ', ')} where id = ${before.id} and version = ${before.version} returning id, version`;
  }

  /** The part that adds many rows at once: `insert … returning id, version`. */
  adding(rows: readonly Row[]): Sql {
    const { columns, table } = this.mapping;
    const names = raw(columns.map(({ column }) => column).join(', '));
    const records = rows.map((row) =>
      Object.fromEntries(columns.map(({ property, name }) => [name, (row as unknown as Record<string, unknown>)[property] ?? null])),
    );
    // As `json`, which keeps what it is given to the letter: a column of that type would lose it by way of `jsonb`.
    return sql`insert into ${raw(table)} (${names}) select ${names} from json_populate_recordset(null::${raw(table)}, ${JSON.stringify(records)}::json) returning id, version`;
  }

  /** The row as it will be read again. */
  asKept(row: Row): Row {
    const kept = this.mapping.columns.map(({ property, type }) => [property, keptForm(type, (row as unknown as Record<string, unknown>)[property])]);
    return { ...row, ...Object.fromEntries(kept) };
  }

  /** The condition that one of these members holds an id: is it, lists it, or says it somewhere within. */
  holding(properties: readonly (keyof Row & string)[], id: string): Sql {
    return any(this.mapping.columns.filter(({ property }) => (properties as readonly string[]).includes(property)).map((column) => holds(column, id)));
  }

  /** Whether anything but the version and the time differs. */
  differs(before: Row, next: Row): boolean {
    return this.changed(before, next).some(({ property }) => property !== 'version' && property !== 'updatedAt');
  }

  private insert(row: Row): Sql {
    const { columns } = this.mapping;
    const values = join(
      columns.map((column) => sql`${encode(column, row)}`),
      ', ',
    );
    return sql`insert into ${this.table} (${raw(columns.map(({ column }) => column).join(', '))}) values (${values}) returning id, version`;
  }

  private changed(before: Row, next: Row): Column[] {
    return this.mapping.columns.filter((column) => encoded(column, before) !== encoded(column, next));
  }

  private get mapping() {
    this.known ??= describe(this.db.dataSource.getMetadata(this.entity));
    return this.known;
  }
}

function describe(metadata: EntityMetadata): { table: string; columns: Column[]; selected: Sql } {
  const columns = metadata.columns
    .filter((column) => column.isInsert)
    .map((column) => ({
      property: column.propertyName,
      column: `"${column.databaseName}"`,
      name: column.databaseName,
      type: column.type,
      json: column.type === 'jsonb' || column.type === 'json',
      array: column.isArray,
    }));
  return { table: `"${metadata.tableName}"`, columns, selected: raw(columns.map(({ column, property }) => `${column} as "${property}"`).join(', ')) };
}

function holds({ column, json, array }: Column, id: string): Sql {
  if (json) return sql`jsonb_path_exists(${raw(column)}, '$.** ? (@ == $id)', jsonb_build_object('id', ${id}::text))`;
  return array ? sql`${raw(column)} @> array[${id}::uuid]` : sql`${raw(column)} = ${id}::uuid`;
}

/** As the driver wants it: JSON as text, since it would take an array for one of PostgreSQL's. */
function encode(column: Column, row: object): unknown {
  const value = (row as Record<string, unknown>)[column.property] ?? null;
  return column.json && value !== null ? JSON.stringify(value) : value;
}

/** To compare by: the order of members says nothing. */
function encoded({ property, type, json }: Column, row: object): string {
  const value = (row as Record<string, unknown>)[property] ?? null;
  return JSON.stringify(json ? ordered(value) : keptForm(type, value));
}
