import { Background, Database } from '@fiksu/service';
import pg from 'pg';
import type { TestService } from './start-test-service.ts';

type Query = (this: pg.Client, statement: unknown, ...rest: unknown[]) => unknown;

/** What a service sends to its database while it answers, statement by statement. */
export class StatementWatch {
  private readonly sent: string[] = [];

  private constructor(private readonly original: Query) {}

  /** From now on. What works in the background is stopped: what is sent then is sent for a request. */
  static async of({ app }: TestService): Promise<StatementWatch> {
    await app.get(Background, { strict: false }).beforeApplicationShutdown();
    const { database } = app.get(Database, { strict: false }).dataSource.options;
    const clients = pg.Client.prototype as unknown as { query: Query };
    const watch = new StatementWatch(clients.query);
    clients.query = function (statement, ...rest) {
      const text = typeof statement === 'string' ? statement : ((statement as { text?: string } | null)?.text ?? 'a statement without text');
      if (database === undefined || this.database === database) watch.sent.push(text);
      return watch.original.call(this, statement, ...rest);
    };
    return watch;
  }

  /** What is sent until the work is done. */
  async during<Result>(work: () => Promise<Result>): Promise<{ result: Result; statements: string[] }> {
    this.sent.length = 0;
    const result = await work();
    return { result, statements: [...this.sent] };
  }

  stop(): void {
    (pg.Client.prototype as unknown as { query: Query }).query = this.original;
  }
}
