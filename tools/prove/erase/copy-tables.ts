import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Every table of a database, also of the job queue, as PostgreSQL copies it out: the bytes of all that a reader of the database could have. */
export async function copyTables(url: string, each: (table: string, bytes: Buffer) => void): Promise<number> {
  // The server writes them, which may be another account than ours.
  const folder = mkdtempSync(join(tmpdir(), 'fiksu-copies-'));
  chmodSync(folder, 0o777);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ schema: string; table: string }>(
      `select schemaname as schema, tablename as table from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
    );
    for (const { schema, table } of rows) {
      const file = join(folder, `${schema}.${table}`);
      // Quoted by what no text has, so that all values stand there as they are.
      await client.query(`copy "${schema}"."${table}" to '${file.replaceAll("'", "''")}' with (format csv, quote E'\\x01')`);
      each(schema === 'public' ? table : `${schema}.${table}`, readFileSync(file));
    }
    return rows.length;
  } finally {
    await client.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
