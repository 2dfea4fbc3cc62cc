import { raw, sql, type Runs, type Stored } from '@fiksu/database';
import type { Caller } from '../access/caller.ts';
import { DomainError, type Fault } from '../problems/domain-error.ts';
import type { RecordRead } from './import-source.ts';
import type { Decided, ImportTarget, KnownRows } from './import-target.ts';
import { WriteForReal, WriteToOverlay, type Writing } from './write-chunk.ts';
import type { ImportCounts, RecordFault } from './import-run.ts';

/** Some records of a file, in its order. */
export interface Chunk<Value> {
  /** The place of its first record in the file, from 1. */
  first: number;
  records: RecordRead<Value>[];
}

/** What became of a chunk. */
export interface ChunkOutcome extends ImportCounts {
  faults: RecordFault[];
}

/** Where a chunk is written: for real, or into the overlay of a dry run. */
interface Terms {
  by: Caller;
  tx: Runs;
  /** The dry run that this is; null for a real one. */
  overlay: string | null;
}

export const nothingYet = (): ChunkOutcome => ({ read: 0, created: 0, updated: 0, unchanged: 0, failed: 0, faults: [] });

/**
 * Decides about the records of a chunk one after the other, each seeing what those before it have made, and writes what
 * was decided. Rows are looked up once for the chunk. A record that is refused is counted with its faults; what the
 * database itself refuses ends the chunk, whose transaction is rolled back.
 */
export async function applyChunk<Value, Row extends Stored>(target: ImportTarget<Value, Row>, chunk: Chunk<Value>, terms: Terms): Promise<ChunkOutcome> {
  await target.prepare(terms.tx);
  const keys = new Set(chunk.records.flatMap((record) => ('value' in record ? target.wanted(record.value) : [])));
  const known = new RowsByKey(target, await lookUp(target, [...keys], terms));
  const writing = terms.overlay === null ? new WriteForReal(target.repository, terms) : new WriteToOverlay(target, terms.overlay, terms);
  const outcome = nothingYet();
  for (const [index, record] of chunk.records.entries()) {
    outcome.read++;
    const faults = 'errors' in record ? record.errors : await applyRecord(target, record.value, { known, writing, by: terms.by }, outcome);
    if (faults.length === 0) continue;
    outcome.failed++;
    outcome.faults.push(...faults.map((fault) => ({ record: chunk.first + index, pointer: 'pointer' in fault ? fault.pointer : '', detail: fault.detail })));
  }
  await writing.flush();
  return outcome;
}

interface Place<Row extends Stored> {
  known: RowsByKey<Row>;
  writing: Writing<Row>;
  by: Caller;
}

/** The faults for which a record is refused; none where it was counted as something else. */
async function applyRecord<Value, Row extends Stored>(
  target: ImportTarget<Value, Row>,
  value: Value,
  { known, writing, by }: Place<Row>,
  outcome: ChunkOutcome,
): Promise<Fault[]> {
  let decided: Decided<Row>;
  try {
    decided = target.decide(value, known, by);
    mayWrite(target, decided, by);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.members.errors?.length ? error.members.errors : [{ pointer: '', detail: error.message }];
  }
  const { before, next, beside = [] } = decided;
  const differs = before === null || target.repository.store.differs(before, next);
  if (differs) known.put(await writing.write(before, next));
  for (const other of beside) if (target.repository.store.differs(other.before, other.next)) known.put(await writing.write(other.before, other.next));
  outcome[before === null ? 'created' : differs ? 'updated' : 'unchanged']++;
  return [];
}

/** @throws DomainError Forbidden (403) for what lies outside of the districts of whoever imports */
function mayWrite<Value, Row extends Stored>({ repository }: ImportTarget<Value, Row>, { before, next }: Decided<Row>, by: Caller): void {
  if (before !== null && !repository.store.differs(before, next)) return;
  if (before !== null) repository.mayChange(before, by);
  repository.mayChange(next, by);
}

async function lookUp<Value, Row extends Stored>(target: ImportTarget<Value, Row>, keys: string[], { tx, overlay }: Terms): Promise<Row[]> {
  if (keys.length === 0) return [];
  const rows = await target.find(keys, tx);
  if (overlay === null) return rows;
  const changed = await tx.run<{ row: Row }>(sql`
    select "row" from import_overlay where run = ${overlay} and id = any(array(
      select id from import_overlay_key where run = ${overlay} and key = any(${keys})
      union select unnest(${rows.map(({ id }) => id)}::text[])))`);
  const byId = new Map([...rows, ...changed.map(({ row }) => row)].map((row) => [row.id, row]));
  return [...byId.values()];
}

/** The rows that a chunk works with, by their keys, as they are at each place of the file. */
class RowsByKey<Row extends Stored> implements KnownRows<Row> {
  private readonly rows = new Map<string, Row>();
  private readonly ids = new Map<string, Set<string>>();

  constructor(
    private readonly target: { keysOf: (row: Row) => string[] },
    rows: readonly Row[],
  ) {
    for (const row of rows) this.put(row);
  }

  put(row: Row): void {
    const before = this.rows.get(row.id);
    if (before) for (const key of this.target.keysOf(before)) this.ids.get(key)?.delete(row.id);
    this.rows.set(row.id, row);
    for (const key of this.target.keysOf(row)) this.ids.set(key, (this.ids.get(key) ?? new Set()).add(row.id));
  }

  one(key: string): Row | undefined {
    return this.all(key)[0];
  }

  all(key: string): Row[] {
    return [...(this.ids.get(key) ?? [])].flatMap((id) => this.rows.get(id) ?? []);
  }
}

/** How a run's row takes in what became of a chunk; the faults up to a maximum, so that the row stays small. */
export const addOutcome = (run: string, outcome: ChunkOutcome, at: string, faultsLeft: number) => sql`
  update import_run set version = version + 1, status = 'running', updated_at = ${at},
    read = read + ${outcome.read}, created = created + ${outcome.created}, updated = updated + ${outcome.updated},
    unchanged = unchanged + ${outcome.unchanged}, failed = failed + ${outcome.failed},
    errors = errors || ${JSON.stringify(outcome.faults.slice(0, Math.max(0, faultsLeft)))}::jsonb
  where id = ${run} returning ${raw('id')}`;
