import type { Database } from '../database.ts';
import { raw, sql } from '../sql.ts';
import { Undecipherable, keyNameOf, type ColumnCipher } from './column-cipher.ts';

/** A column whose values are encrypted, in a table with an `id`. */
export interface EncryptedColumn {
  table: string;
  column: string;
}

/** What a rotation has come to. */
export interface Rotated {
  /** How many values there are by the name of their key. */
  byKey: Record<string, number>;
  /** What cannot be read and was left as it is: where it stands and why, never the value. */
  unreadable: string[];
}

const rowsAtOnceMax = 500;

interface Value {
  id: string;
  kept: string;
}

/**
 * Encrypts anew, with the first of the keys, what was encrypted with another one: when no value is left of the others,
 * they can be taken away. May be stopped and repeated, and runs beside a service that has the same keys. A value that
 * cannot be read holds up no other one.
 */
export async function rotateKeys(db: Database, cipher: ColumnCipher, columns: readonly EncryptedColumn[]): Promise<Rotated> {
  const rotated: Rotated = { byKey: {}, unreadable: [] };
  for (const each of columns) {
    for (let last = ''; ;) {
      const values = await read(db, each, last);
      for (const value of values) await encryptAnew(db, cipher, each, value, rotated.unreadable);
      if (values.length < rowsAtOnceMax) break;
      last = (values.at(-1) as Value).id;
    }
    for (const { key, values } of await countByKey(db, each)) rotated.byKey[key] = (rotated.byKey[key] ?? 0) + values;
  }
  return rotated;
}

async function read(db: Database, { table, column }: EncryptedColumn, after: string): Promise<Value[]> {
  return db.run<Value>(sql`
    select id::text as id, ${quoted(column)} as kept from ${quoted(table)}
    where ${quoted(column)} is not null and id::text > ${after} order by id::text limit ${rowsAtOnceMax}`);
}

async function encryptAnew(db: Database, cipher: ColumnCipher, { table, column }: EncryptedColumn, { id, kept }: Value, unreadable: string[]): Promise<void> {
  if (keyNameOf(kept) === cipher.current) return;
  try {
    const place = { table, column, id };
    const anew = cipher.encrypt(cipher.decrypt(kept, place), place);
    // Whoever was quicker has written another value, with the newer key.
    await db.run(sql`update ${quoted(table)} set ${quoted(column)} = ${anew} where id::text = ${id} and ${quoted(column)} = ${kept}`);
  } catch (error) {
    if (!(error instanceof Undecipherable)) throw error;
    unreadable.push(error.message);
  }
}

/** What has no name of a key in front is not encrypted, and not told. */
const countByKey = (db: Database, { table, column }: EncryptedColumn) =>
  db.run<{ key: string; values: number }>(sql`
    select coalesce(substring(${quoted(column)} from '^([a-z][a-z0-9]{0,15}):'), 'none') as key, count(*) as values
    from ${quoted(table)} where ${quoted(column)} is not null group by 1`);

const quoted = (name: string) => raw(`"${name}"`);
