import type { Database } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import type { SentBytes } from '../running/sent-bytes.ts';
import type { Storage } from '../storage/storage.ts';
import { ImportRunRepository } from './import-run.repository.ts';
import type { ImportRunView } from './imports.schema.ts';
import type { AnyTarget } from './run-import.ts';
import { StartImport, type AskedImport } from './start-import.ts';

/** The imports of a service: its targets by the collections that they write. */
export class Imports {
  private readonly starting: StartImport;
  private readonly repositories = new Map<string, ImportRunRepository>();

  /** @param targets asked for when they are needed: they are made after this */
  constructor(
    private readonly db: Database,
    storage: Storage,
    private readonly targets: () => readonly AnyTarget[],
  ) {
    this.starting = new StartImport(db, storage);
  }

  targetOf(collection: string): AnyTarget | undefined {
    return this.targets().find(({ repository }) => repository.collection === collection);
  }

  start(collection: string, asked: AskedImport, body: SentBytes, by: Caller): Promise<ImportRunView> {
    return this.starting.execute(collection, this.targetOf(collection)?.sources ?? [], asked, body, by);
  }

  runsOf(collection: string): ImportRunRepository {
    const known = this.repositories.get(collection) ?? new ImportRunRepository(this.db, collection);
    this.repositories.set(collection, known);
    return known;
  }
}
