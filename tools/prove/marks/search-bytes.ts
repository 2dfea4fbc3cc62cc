import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import pg from 'pg';
import { formsOf, type MarkedPerson } from './marked-person.ts';

/** Where something of the person stands: a column (`partners.contact.name`) or a file, and what of them. */
export interface Found {
  place: string;
  what: string;
  times: number;
}

const rowsAtOnceMax = 2000;

/** Looks for a person in bytes, whatever they are the bytes of. */
export class SearchBytes {
  private readonly marks: [what: string, forms: Buffer[]][];

  constructor(person: MarkedPerson) {
    this.marks = Object.entries(person).map(([what, text]) => [what, formsOf(text)]);
  }

  in(bytes: Buffer): string[] {
    return this.marks.filter(([, forms]) => forms.some((form) => bytes.includes(form))).map(([what]) => what);
  }

  /** Every file below a folder. */
  inFolder(folder: string): Found[] {
    return filesBelow(folder).flatMap((file) => this.in(readFileSync(file)).map((what) => ({ place: relative(folder, file), what, times: 1 })));
  }

  /** Every column of every table of a database, also of the job queue. */
  async inDatabase(url: string, name: string): Promise<Found[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const found = new Map<string, Found>();
    try {
      const { rows: tables } = await client.query<{ schema: string; table: string }>(
        `select schemaname as schema, tablename as table from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
      );
      for (const { schema, table } of tables) await this.inTable(client, { schema, table, database: name }, found);
    } finally {
      await client.end();
    }
    return [...found.values()];
  }

  private async inTable(
    client: pg.Client,
    { schema, table, database }: Record<'schema' | 'table' | 'database', string>,
    found: Map<string, Found>,
  ): Promise<void> {
    for (let from = 0; ; from += rowsAtOnceMax) {
      const { rows } = await client.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(each) as row from (select * from "${schema}"."${table}" order by ctid limit ${rowsAtOnceMax} offset ${from}) each`,
      );
      for (const [column, value] of rows.flatMap(({ row }) => Object.entries(row)))
        for (const what of this.in(Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')))) {
          const place = `${database}.${schema === 'public' ? '' : `${schema}.`}${table}.${column}`;
          const key = `${place} ${what}`;
          found.set(key, { place, what, times: (found.get(key)?.times ?? 0) + 1 });
        }
      if (rows.length < rowsAtOnceMax) return;
    }
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
