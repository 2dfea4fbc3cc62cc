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
  /** Does something once what was written is kept: at once outside of a transaction, else after its commit. */
  afterCommit(work: () => void): void;
}

/**
 * Named statements on TypeORM's own pool. Reads are SQL written by hand; the mapping
 * of entities is used for writes (`Store`).
 */
export class Database implements Runs {
  private readonly listeners = new Set<() => void>();

  constructor(readonly dataSource: DataSource) {}

  run<Row extends object>(statement: Sql): Promise<Row[]> {
    return runOn<Row>(this.pool, statement);
  }

  afterCommit(work: () => void): void {
    work();
  }

  /** Hears of every event that this process has recorded, once it is kept. Others' are found by looking. */
  onRecorded(listener: () => void): void {
    this.listeners.add(listener);
  }

  announceRecorded(): void {
    for (const listener of this.listeners) listener();
  }

  /**
   * Runs several statements, without values, in one round trip and one transaction: a process that is frozen
   * between them cannot hold a lock. Answers the rows of each. Each statement sees what was committed before it began (READ COMMITTED).
   */
  async script(statements: string): Promise<object[][]> {
    const answers = (await this.pool.query({ text: statements, types: typesOfAnswers })) as unknown as { rows: object[] } | { rows: object[] }[];
    return [answers].flat().map(({ rows }) => rows);
  }

  /** Runs the work in one transaction; `tx` is passed on by hand, so that a reader sees what is atomic. */
  async transaction<Result>(work: (tx: Runs) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    const kept: (() => void)[] = [];
    let broken: Error | undefined;
    // A connection that ends between two statements says so as an event, and one that nobody hears ends the process.
    const ended = (error: Error) => void (broken = error);
    client.on('error', ended);
    try {
      await client.query('begin');
      const result = await work({ run: (statement) => runOn(client, statement), afterCommit: (next) => void kept.push(next) });
      await client.query('commit');
      for (const next of kept) next();
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
