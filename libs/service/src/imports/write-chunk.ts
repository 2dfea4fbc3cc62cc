import { sql, type Runs, type Stored } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import type { Repository } from '../recording/repository.ts';
import type { ImportTarget } from './import-target.ts';

/** How the rows of a chunk are written. */
export interface Writing<Row> {
  /** The row as it will be read again. */
  write: (before: Row | null, next: Row) => Promise<Row>;
  /** Writes what has been put off. */
  flush: () => Promise<void>;
}

interface Terms {
  by: Caller;
  tx: Runs;
}

const nextVersion = <Row extends Stored>(before: Row | null, next: Row, by: Caller): Row =>
  before === null ? next : { ...next, version: before.version + 1, updatedAt: by.at };

/** What is new is put off and added all at once; a change goes out when it is made, after what it may depend on. */
export class WriteForReal<Row extends Stored> implements Writing<Row> {
  private created: Row[] = [];

  constructor(
    private readonly repository: Repository<Row, object>,
    private readonly terms: Terms,
  ) {}

  async write(before: Row | null, next: Row): Promise<Row> {
    const { by, tx } = this.terms;
    const kept = this.repository.store.asKept(nextVersion(before, next, by));
    if (before === null) {
      this.created.push(kept);
      return kept;
    }
    await this.flush();
    await this.repository.saveBeside(before, next, by, { action: 'change' }, tx);
    return kept;
  }

  async flush(): Promise<void> {
    const rows = this.created;
    this.created = [];
    if (rows.length > 0) await this.repository.addManyBeside(rows, this.terms.by, this.terms.tx);
  }
}

/** What a dry run would have written, by the keys under which its later records find it. */
export class WriteToOverlay<Value, Row extends Stored> implements Writing<Row> {
  private readonly rows = new Map<string, Row>();

  constructor(
    private readonly target: ImportTarget<Value, Row>,
    private readonly run: string,
    private readonly terms: Terms,
  ) {}

  write(before: Row | null, next: Row): Promise<Row> {
    const kept = this.target.repository.store.asKept(nextVersion(before, next, this.terms.by));
    this.rows.set(kept.id, kept);
    return Promise.resolve(kept);
  }

  async flush(): Promise<void> {
    if (this.rows.size === 0) return;
    const rows = [...this.rows.values()].map((row) => ({ id: row.id, keys: this.target.keysOf(row), row }));
    // A key that a row has no more leads to it still; whoever finds it there sees that it does not have it.
    await this.terms.tx.run(sql`
      with made as (select * from json_to_recordset(${JSON.stringify(rows)}::json) made(id text, keys text[], "row" jsonb)),
      kept as (
        insert into import_overlay (run, id, "row") select ${this.run}, id, "row" from made
        on conflict (run, id) do update set "row" = excluded."row")
      insert into import_overlay_key (run, key, id) select ${this.run}, unnest(keys), id from made on conflict do nothing`);
  }
}
