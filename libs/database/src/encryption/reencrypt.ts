import type { Database } from '../database.ts';
import { raw, sql, type Sql } from '../sql.ts';
import { Unreadable, type Encryption } from './encryption.ts';

/** A column whose values are encrypted: listed where a service says what it keeps, so that a change of keys finds it. */
export interface EncryptedColumn {
  table: string;
  column: string;
  /** The column of the row's id, `id` without. */
  id?: string;
}

/** What is kept in one column after a change of keys. */
export interface KeyUse {
  table: string;
  column: string;
  /** How many values each key has encrypted. A key with none may be taken away. */
  values: Record<string, number>;
  /** How many could not be read, and stay as they are. */
  unreadable: number;
}

const batchMax = 500;

/**
 * Encrypts again, with the first key, what another one has encrypted. It may run beside the service, be ended and be
 * repeated: a value that is changed meanwhile is left to who changes it.
 */
export async function reencrypt(db: Database, encryption: Encryption, columns: readonly EncryptedColumn[]): Promise<KeyUse[]> {
  const uses: KeyUse[] = [];
  for (const column of columns) {
    const unreadable = await reencryptColumn(db, encryption, column);
    uses.push({ table: column.table, column: column.column, values: await countByKey(db, column), unreadable });
  }
  return uses;
}

async function reencryptColumn(db: Database, encryption: Encryption, { table, column, id = 'id' }: EncryptedColumn): Promise<number> {
  const [ofTable, ofColumn, ofId] = [nameOf(table), nameOf(column), nameOf(id)];
  let unreadable = 0;
  for (let after = ''; ; ) {
    const rows = await db.run<{ row: string; kept: string }>(sql`
      select ${ofId}::text as row, ${ofColumn} as kept from ${ofTable}
      where ${ofId}::text > ${after} and ${ofColumn} not like ${`${encryption.current}:%`} order by ${ofId}::text limit ${batchMax}`);
    for (const { row, kept } of rows) {
      const fresh = again(encryption, kept, { table, column, row });
      if (fresh === null) unreadable += 1;
      else await db.run(sql`update ${ofTable} set ${ofColumn} = ${fresh} where ${ofId}::text = ${row} and ${ofColumn} = ${kept}`);
    }
    after = rows.at(-1)?.row ?? after;
    if (rows.length < batchMax) return unreadable;
  }
}

function again(encryption: Encryption, kept: string, place: { table: string; column: string; row: string }): string | null {
  try {
    return encryption.encrypt(encryption.decrypt(kept, place), place);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

async function countByKey(db: Database, { table, column }: EncryptedColumn): Promise<Record<string, number>> {
  const [ofTable, ofColumn] = [nameOf(table), nameOf(column)];
  const rows = await db.run<{ key: string; count: number }>(
    sql`select split_part(${ofColumn}, ':', 1) as key, count(*) as count from ${ofTable} where ${ofColumn} is not null group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]));
}

const nameOf = (word: string): Sql => raw(`"${word.replaceAll('"', '""')}"`);
