import type { Runs, Stored } from '@fiksu/database';
import type { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import type { Repository } from '../recording/repository.ts';
import type { ImportSource } from './import-source.ts';

/** The rows that a record may be about, as they are at its place in the file. */
export interface KnownRows<Row> {
  /** The first of those known by this key. */
  one: (key: string) => Row | undefined;
  all: (key: string) => Row[];
}

/** What becomes of a record. `before: null` creates; a `next` that differs in nothing is "unchanged". */
export interface Decided<Row> {
  before: Row | null;
  next: Row;
  /** Other rows that change along with it. */
  beside?: readonly { before: Row; next: Row }[];
}

/**
 * What an import makes of the records of a file, for one collection. A pure decision between looking up and saving, so
 * that a dry run decides by the same code and counts the same.
 *
 * Rows are found by keys, words such as `businessId:2170029-2`: those that a record asks for are looked up for many
 * records at once, and what an earlier record of the file has made is found by the keys of its row.
 */
export abstract class ImportTarget<Value, Row extends Stored> {
  abstract readonly sources: readonly ImportSource<Value>[];

  /** Query parameters beside `source` and `dryRun`, each with its schema. */
  readonly parameters: Record<string, z.ZodType<string>> = {};

  constructor(readonly repository: Repository<Row, object>) {}

  /** Gets ready what decisions need beside rows of the collection; before each chunk of records. */
  async prepare(_on: Runs): Promise<void> {
    // Most decisions need nothing.
  }

  /** Under which keys a row is found. */
  abstract keysOf(row: Row): string[];

  /** Which keys the decision about this record asks for. */
  abstract wanted(value: Value): string[];

  /** The rows that have one of these keys, whoever asks. */
  abstract find(keys: readonly string[], on: Runs): Promise<Row[]>;

  /**
   * What becomes of a record; pure.
   * @throws DomainError Invalid (422) or Conflict (409): the record fails with its faults, and the rest goes on
   */
  abstract decide(value: Value, known: KnownRows<Row>, by: Caller): Decided<Row>;
}
