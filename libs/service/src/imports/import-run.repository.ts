import { raw, sql, type Database, type Sql } from '@fiksu/database';
import { z } from 'zod';
import { defineListing, equals, oneOf } from '../listing/listing.ts';
import { Repository } from '../recording/repository.ts';
import { ImportRunEntity } from './import-run.entity.ts';
import { IMPORT_STATUSES, type ImportRun } from './import-run.ts';
import type { ImportRunView } from './imports.schema.ts';

export const importListing = defineListing({
  filters: { status: oneOf(z.enum(IMPORT_STATUSES), raw('status')), source: equals(z.string().max(40), raw('source')) },
});

/** The runs of the imports of one collection. They are closed: who may see them at all is the rule of the route. */
export class ImportRunRepository extends Repository<ImportRun, ImportRunView> {
  private readonly imported: string;

  /** @param imported the collection that is imported: `organisations` */
  constructor(db: Database, imported: string) {
    super(db, ImportRunEntity, 'imports');
    this.imported = imported;
  }

  override visibleTo(): Sql {
    return sql`received and collection = ${this.imported}`;
  }

  override view(run: ImportRun): ImportRunView {
    return run;
  }
}
