import { randomBytes } from 'node:crypto';
import type { PersonNode } from '@fiksu/contracts';
import { raw, sql, type Runs, type Sql } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import { kitTables } from '../personal/kit-personal-data.ts';
import type { PersonalData } from '../personal/personal-data.ts';
import type { KnownPerson } from './known-person.ts';
import { personNode, type PersonHolder } from './persons.ts';

/** A column in which a `sub` may stand: the whole value, one of a list, or the member `sub` of what it holds, however deep. */
interface Column {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

/**
 * Who did it: the `sub` of whoever acted for the city or an organisation stands in history, in runs of imports, at webhooks,
 * and in what services keep beside. Where, the registry of personal data says, which a test holds to the whole: so none is
 * forgotten. Of who is erased the `sub` is taken out; that it was done, by which role and for whom, stays.
 */
export class NamedActors implements PersonHolder {
  readonly tables = [];
  private columns: Column[] | null = null;

  constructor(private readonly own: PersonalData['tables']) {}

  async gather({ subject }: KnownPerson, on: Runs): Promise<PersonNode[]> {
    if (subject === null) return [];
    const acts = await on.run<{ collection: string; action: string; times: number; first: string; last: string }>(sql`
      select collection, action, count(*) as times, min(at) as first, max(at) as last from history where by ->> 'sub' = ${subject}
      group by collection, action order by collection, action`);
    const held = acts.map(({ collection, action, times, first, last }) =>
      personNode('ACTED', { COLLECTION: collection, ACTION: action, TIMES: times, FIRST: first, LAST: last }),
    );
    for (const column of await this.columnsOn(on)) {
      if (column.table === 'history') continue;
      const [found] = await on.run<{ times: number }>(sql`select count(*) as times from ${quoted(column.table)} where ${names(column, subject)}`);
      if (found && found.times > 0) held.push(personNode('NAMED', { WHERE: `${column.table}.${column.column}`, TIMES: found.times }));
    }
    return held;
  }

  async erase({ subject }: KnownPerson, _by: Caller, tx: Runs): Promise<number> {
    if (subject === null) return 0;
    let erased = 0;
    for (const column of await this.columnsOn(tx)) {
      const [done] = await tx.run<{ times: number }>(sql`
        with done as (update ${quoted(column.table)} set ${quoted(column.column)} = ${without(column, subject)} where ${names(column, subject)} returning 1)
        select count(*) as times from done`);
      erased += done?.times ?? 0;
    }
    return erased;
  }

  private async columnsOn(on: Runs): Promise<Column[]> {
    if (this.columns) return this.columns;
    const personal = Object.entries({ ...kitTables, ...this.own }).flatMap(([table, data]) =>
      Object.keys(data.personal ?? {}).map((name) => `${table}.${name}`),
    );
    // What the database makes of other columns follows them. History comes last: an import that is at a part of its file holds
    // its run until what it writes there can be seen.
    this.columns = await on.run<Column>(sql`
      select table_name as "table", column_name as "column", data_type as type, is_nullable = 'YES' as nullable from information_schema.columns
      where table_schema = 'public' and is_generated = 'NEVER' and table_name || '.' || column_name = any(${personal}) and data_type in ('jsonb', 'text', 'ARRAY')
      order by table_name = 'history', table_name, column_name`);
    return this.columns;
  }
}

const quoted = (name: string): Sql => raw(`"${name}"`);

/** As `jsonb` writes the member. In a text inside of it the quotes would be escaped. */
const member = (subject: string): Sql => sql`('"sub": ' || to_json(${subject}::text)::text)`;

function names({ table, column, type }: Column, subject: string): Sql {
  if (table === 'history') return sql`by ->> 'sub' = ${subject}`;
  if (type === 'jsonb') return sql`position(${member(subject)} in ${quoted(column)}::text) > 0`;
  return type === 'ARRAY' ? sql`${subject} = any(${quoted(column)}::text[])` : sql`${quoted(column)} = ${subject}`;
}

function without({ table, column, type, nullable }: Column, subject: string): Sql {
  if (table === 'history') return sql`by - 'sub'`;
  if (type === 'ARRAY') return sql`array_remove(${quoted(column)}, ${subject})`;
  // Whoever has it keeps being somebody: another one, whom nobody knows.
  if (type === 'text') return nullable ? raw('null') : sql`${`erased-${randomBytes(8).toString('hex')}`}::text`;
  const text = sql`replace(replace(replace(${quoted(column)}::text, ${member(subject)} || ', ', ''), ', ' || ${member(subject)}, ''), ${member(subject)}, '')`;
  return sql`(${text})::jsonb`;
}
