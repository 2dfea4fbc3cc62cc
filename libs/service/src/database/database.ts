import { createHash } from 'node:crypto';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { Sql } from './sql.ts';
import { typesOfAnswers } from './types.ts';

const statementNames = new Map<string, string>();

/** The name under which PostgreSQL keeps the plan of a statement: named ones are a third faster. */
function nameOf(text: string): string {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('hex').slice(0, 16);
    statementNames.set(text, name);
  }
  return name;
}

/** What runs statements: the pool, or one transaction of it. */
export interface Runs {
  run<Row extends object>(statement: Sql): Promise<Row[]>;
}

/**
 * Named statements on TypeORM's own pool. Reads are SQL written by hand; the mapping
 * of entities is used for writes (`Store`).
 */
export class Database implements Runs {
  constructor(readonly dataSource: DataSource) {}

  run<Row extends object>(statement: Sql): Promise<Row[]> {
    return runOn<Row>(this.pool, statement);
  }

  /** Runs the work in one transaction; `tx` is passed on by hand, so that a reader sees what is atomic. */
  async transaction<Result>(work: (tx: Runs) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // A connection that ends between two statements says so as an event, and one that nobody hears ends the process.
    const ended = (error: Error) => void (broken = error);
    client.on('error', ended);
    try {
      await client.query('begin');
      const result = await work({ run: (statement) => runOn(client, statement) });
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.off('error', ended);
      client.release(broken);
    }
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

async function runOn<Row extends object>(on: Pool | PoolClient, statement: Sql): Promise<Row[]> {
  const { text, values } = statement.compile();
  const query: QueryConfig = { name: nameOf(text), text, values, types: typesOfAnswers };
  return (await on.query<Row>(query)).rows;
}
