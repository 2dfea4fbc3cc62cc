import { raw, newId, sql, type Database } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import { DomainError } from '../problems/domain-error.ts';
import { keepAnswer } from '../recording/record.ts';
import type { SentBytes } from '../running/sent-bytes.ts';
import type { Storage } from '../storage/storage.ts';
import type { ImportAuthor } from './import-run.ts';
import type { ImportSource } from './import-source.ts';
import type { ImportRunView } from './imports.schema.ts';
import { runImportJob } from './run-import.ts';

/** A request for an import, as its query and its headers say. */
export interface AskedImport {
  source: string | null;
  dryRun: boolean;
  parameters: Record<string, string>;
  mediaType: string;
}

/**
 * Takes in the file of an import: spools the body into the storage, and answers with a run whose job does the rest. The
 * row of the run is there before the first byte, so that a body whose sender went away leaves nothing behind for ever.
 */
export class StartImport {
  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
  ) {}

  /** @throws DomainError 415 for a media type that no such file has, 413 for a body that is too large */
  async execute(collection: string, sources: readonly ImportSource<unknown>[], asked: AskedImport, body: SentBytes, by: Caller): Promise<ImportRunView> {
    checkMediaType(sources, asked);
    const id = newId();
    const spool = `imports/${collection}/${id}`;
    await this.db.run(sql`
      insert into import_run (id, version, collection, status, source, media_type, parameters, dry_run, author, traceparent, received, spool, created_at, updated_at)
      values (${id}, 1, ${collection}, 'queued', ${asked.source}, ${asked.mediaType}, ${JSON.stringify(asked.parameters)}::jsonb, ${asked.dryRun},
        ${JSON.stringify(authorOf(by))}::jsonb, ${by.traceparent}, false, ${spool}, ${by.at}, ${by.at})`);
    try {
      await this.storage.put(spool, body);
      return await this.queue(id, asked, by);
    } catch (error) {
      await this.forget(id, spool).catch(() => undefined);
      throw error;
    }
  }

  /** From here on there is a run: with its job, and with the answer to a repeat of the request. */
  private async queue(id: string, { source, dryRun }: AskedImport, by: Caller): Promise<ImportRunView> {
    const nothing = { read: 0, created: 0, updated: 0, unchanged: 0, failed: 0, errors: [] };
    const answer: ImportRunView = { id, version: 1, status: 'queued', source, dryRun, ...nothing, createdAt: by.at, updatedAt: by.at };
    const { idempotency } = by;
    await this.db.transaction(async (tx) => {
      const last = idempotency ? keepAnswer(idempotency, { status: 202, body: answer }) : raw('select id from saved');
      await tx.run(sql`with saved as (update import_run set received = true where id = ${id} returning id) ${last}`);
      await tx.run(runImportJob(id));
    });
    if (idempotency) idempotency.kept = true;
    return answer;
  }

  private async forget(id: string, spool: string): Promise<void> {
    await this.storage.remove(spool);
    await this.db.run(sql`delete from import_run where id = ${id} and not received`);
  }
}

function checkMediaType(sources: readonly ImportSource<unknown>[], { source, mediaType }: AskedImport): void {
  const possible = sources.filter(({ name }) => source === null || name === source);
  const taken = [...new Set(possible.flatMap(({ mediaTypes }) => mediaTypes))];
  if (taken.includes(mediaType)) return;
  throw new DomainError('Unsupported', 'unsupported-media-type', `Here a file is ${taken.join(' or ')}`);
}

function authorOf(by: Caller): ImportAuthor {
  const { sub = '', roles = [], org = null, districts = null } = by.claims ?? {};
  return { sub, roles, org, districts };
}
