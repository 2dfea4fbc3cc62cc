import { testEnvironment } from '@fiksu/testing';
import { ColumnCipher, sql, type Database } from '@fiksu/database';
import { SealedAnswers } from '../src/recording/sealed-answers.ts';

const answers = new SealedAnswers(new ColumnCipher(testEnvironment('').ENCRYPTION_KEYS as string));

const rowOf = async (db: Database, key: string) => {
  const [row] = await db.run<{ caller: string; path: string; key: string; answer: string }>(
    sql`select caller, path, key, answer from idempotency where key = ${key}`,
  );
  if (!row) throw new Error('There is no answer under this key');
  return row;
};

/** What is kept to answer a repeat with, as the service reads it. */
export async function keptAnswer(db: Database, key: string): Promise<object> {
  const row = await rowOf(db, key);
  return answers.open(row, row.answer);
}

/** Puts other members into it, as if the service had kept them. */
export async function changeKeptAnswer(db: Database, key: string, members: object): Promise<void> {
  const row = await rowOf(db, key);
  await db.run(sql`update idempotency set answer = ${answers.seal(row, { ...answers.open(row, row.answer), ...members })} where key = ${key}`);
}

/** The same answer as it would be kept under another key. */
export async function sealedFor(db: Database, former: string, key: string): Promise<string> {
  const row = await rowOf(db, former);
  return answers.seal({ ...row, key }, answers.open(row, row.answer));
}
