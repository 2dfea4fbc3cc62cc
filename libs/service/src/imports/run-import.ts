import { isTransient, sql, type Database, type Runs, type Store, type Stored } from '@fiksu/database';
import { Task, addJob, type JobRun, type Log } from '@fiksu/messaging';
import { Caller } from '../access/caller.ts';
import { DomainError } from '../problems/domain-error.ts';
import type { Storage } from '../storage/storage.ts';
import { Counted, cutIntoChunks } from './cut-into-chunks.ts';
import { addOutcome, applyChunk, nothingYet, type Chunk, type ChunkOutcome } from './import-chunk.ts';
import type { ImportAuthor, ImportRun } from './import-run.ts';
import { NotThatFile } from './import-source.ts';
import type { ImportTarget } from './import-target.ts';
import { recogniseSource } from './recognise-source.ts';

/** How many faults a run keeps, the first ones: enough to see what is wrong with a file. */
const faultsMax = 1000;
/** How often a chunk is decided anew where somebody else has changed one of its rows meanwhile. */
const attemptsMax = 5;

/** Some target, of which neither what it reads nor what it writes is known here. */
export type AnyTarget = ImportTarget<unknown, Stored>;

interface Terms {
  db: Database;
  runs: Store<ImportRun>;
  storage: Storage;
  /** By the collection that they write. */
  targetOf: (collection: string) => AnyTarget | undefined;
  log: Log;
}

/** Thrown where another process works off the run: this one has nothing to do any more. */
class WorkedOffElsewhere extends Error {}

export const runImportJob = (run: string) => addJob('run-import', { run }, { jobKey: `import ${run}` });

/**
 * Works off an import: reads the file from its beginning, leaves out what has been worked off in an earlier life, and
 * writes chunk by chunk, each in one transaction with the progress of the run. So whatever dies, each record is counted
 * and carried out once (architecture §5.4).
 */
export class RunImport extends Task {
  readonly name = 'run-import';

  constructor(private readonly terms: Terms) {
    super();
  }

  override async run(payload: unknown, { signal }: JobRun): Promise<void> {
    const { run: id } = payload as { run: string };
    const run = await this.terms.runs.find(id, sql`received`);
    if (!run) return;
    try {
      if (run.status === 'queued' || run.status === 'running') await this.workOff(run, signal);
      await clearUp(this.terms.db, this.terms.storage, run);
    } catch (error) {
      if (!(error instanceof WorkedOffElsewhere)) throw error;
    }
  }

  private async workOff(run: ImportRun, signal: AbortSignal): Promise<void> {
    const { db, storage, targetOf } = this.terms;
    const target = targetOf(run.collection);
    if (!target) throw new Error(`Nothing here imports ${run.collection}`);
    try {
      const spool = run.spool as string;
      const source = await recogniseSource(target.sources, { ...run, spool }, storage);
      await db.run(sql`update import_run set source = ${source.name} where id = ${run.id} and source is null`);
      const bytes = new Counted(await storage.read(spool));
      let done = run.read;
      for await (const chunk of cutIntoChunks(source.records(bytes, run.parameters), bytes, done)) {
        signal.throwIfAborted();
        await this.carryOut(target, run, chunk, done);
        done += chunk.records.length;
      }
      await this.end(run.id, 'completed');
    } catch (error) {
      if (error instanceof NotThatFile) await this.end(run.id, 'failed', error.message);
      else if (error instanceof DomainError && error.kind === 'NotFound') await this.end(run.id, 'failed', 'The file is not there any more: send it again');
      else throw error;
    }
  }

  /** Carries out a chunk in one transaction; where a record makes that impossible, each record in one of its own. */
  private async carryOut(target: AnyTarget, run: ImportRun, chunk: Chunk<unknown>, done: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.write(run, done, (tx, author) => applyChunk(target, chunk, { by: authorOf(author, run), tx, overlay: run.dryRun ? run.id : null }));
        return;
      } catch (error) {
        if (isTransient(error) || error instanceof WorkedOffElsewhere) throw error;
        if (attempt < attemptsMax && isRace(error)) continue;
        if (chunk.records.length === 1) return this.giveUp(run, chunk, done, error);
        break;
      }
    }
    for (const [index, record] of chunk.records.entries()) await this.carryOut(target, run, { first: chunk.first + index, records: [record] }, done + index);
  }

  /** One bad record never stops the rest, also where nobody foresaw what is bad about it. */
  private async giveUp(run: ImportRun, { first }: Chunk<unknown>, done: number, error: unknown): Promise<void> {
    const expected = error instanceof DomainError;
    if (!expected) this.terms.log.error(`The import ${run.id} could not take record ${first}: ${nameOf(error)}`);
    const detail = expected ? error.message : 'Could not be taken: the cause is in the log of the service';
    await this.write(run, done, () => Promise.resolve({ ...nothingYet(), read: 1, failed: 1, faults: [{ record: first, pointer: '', detail }] }));
  }

  /**
   * @param done how many records have been worked off before; another number says that somebody else is at it
   * @param work is told who started the run as it stands there now: whoever was erased meanwhile is named no more
   */
  private async write(run: ImportRun, done: number, work: (tx: Runs, author: ImportAuthor) => Promise<ChunkOutcome>): Promise<void> {
    await this.terms.db.transaction(async (tx) => {
      const [state] = await tx.run<{ read: number; faults: number; author: ImportAuthor }>(sql`
        select read, jsonb_array_length(errors) as faults, author from import_run where id = ${run.id} and status in ('queued', 'running') for update`);
      if (state?.read !== done) throw new WorkedOffElsewhere();
      // A plan that was made while the table was small reads all of it, when it has grown by this very import.
      await tx.run(sql`set local plan_cache_mode = force_custom_plan`);
      const outcome = await work(tx, state.author);
      await tx.run(addOutcome(run.id, outcome, new Date().toISOString(), faultsMax - state.faults));
    });
  }

  private async end(run: string, status: 'completed' | 'failed', fault: string | null = null): Promise<void> {
    const faults = fault === null ? [] : [{ record: 0, pointer: '', detail: fault }];
    await this.terms.db.run(sql`
      update import_run set version = version + 1, status = ${status}, updated_at = now(), errors = errors || ${JSON.stringify(faults)}::jsonb
      where id = ${run} and status in ('queued', 'running')`);
  }
}

/** Takes away what an ended run needs no more; the note of where it was goes last, so that nothing is forgotten. */
export async function clearUp(db: Database, storage: Storage, { id, spool }: Pick<ImportRun, 'id' | 'spool'>): Promise<void> {
  await db.run(sql`delete from import_overlay where run = ${id}`);
  await db.run(sql`delete from import_overlay_key where run = ${id}`);
  if (spool !== null) await storage.remove(spool);
  await db.run(sql`update import_run set spool = null where id = ${id}`);
}

const isRace = (error: unknown): boolean => error instanceof DomainError && (error.kind === 'Stale' || error.kind === 'Conflict');

/** What an unforeseen error is, without its words: they may repeat what the record says. */
const nameOf = (error: unknown): string => `${(error as Error).name} ${String((error as { code?: unknown }).code ?? '')}`.trim();

function authorOf(author: ImportAuthor, { traceparent }: ImportRun): Caller {
  return new Caller({
    at: new Date().toISOString(),
    claims: { ...author, scopes: [], expiresAtMs: 0 },
    ifMatch: null,
    traceparent,
    hashOf: () => 'import',
  });
}
