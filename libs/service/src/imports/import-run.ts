import type { Stored } from '@fiksu/database';
import type { Role } from '../access/caller.ts';

export const IMPORT_STATUSES = ['queued', 'running', 'completed', 'failed'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** What is wrong with a record: its place in the file, from 1, and where within it. 0 is the file as a whole. */
export interface RecordFault {
  record: number;
  pointer: string;
  detail: string;
}

/** In whose name an import writes: the claims of the token that started it, as far as rights depend on them. */
export interface ImportAuthor {
  sub: string;
  roles: Role[];
  org: string | null;
  districts: string[] | null;
}

/** What became of the records that have been read. */
export interface ImportCounts {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
}

export interface ImportRun extends Stored, ImportCounts {
  collection: string;
  status: ImportStatus;
  /** Null until it is named or recognised. */
  source: string | null;
  mediaType: string;
  parameters: Record<string, string>;
  dryRun: boolean;
  author: ImportAuthor;
  traceparent: string | null;
  /** Whether the whole body has arrived: before that there is no run. */
  received: boolean;
  /** Where the body is kept until the run has ended. */
  spool: string | null;
  errors: RecordFault[];
}
