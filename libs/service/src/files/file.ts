import type { Stored } from '@fiksu/database';
import { DomainError } from '../problems/domain-error.ts';

export const FILE_STATUSES = ['pending', 'clean', 'infected'] as const;
export type FileStatus = (typeof FILE_STATUSES)[number];

/** A file that somebody has sent: what is known of it, without its bytes (API contract, "Files"). */
export interface File extends Stored {
  status: FileStatus;
  name: string;
  /** The media type, which its bytes have borne out. */
  type: string;
  /** In bytes. */
  size: number;
  /** Of the bytes, in hexadecimal. */
  sha256: string;
  /** Where the storage has the bytes. */
  key: string;
  /** A keyed hash of who sent it. */
  uploader: string;
}

/** A file may have 50 MiB (API contract, G20). */
export const fileBytesMax = 52_428_800;

/** How many files a resource may have. */
export const attachmentsMax = 20;

/** @throws DomainError Conflict (409) `not-clean` while it has not been looked at, Gone (410) `infected` */
export function requireClean({ status }: Pick<File, 'status'>): void {
  if (status === 'pending') throw new DomainError('Conflict', 'not-clean', 'The file has not been examined yet', {}, { 'Retry-After': '1' });
  if (status === 'infected') throw new DomainError('Gone', 'infected', 'The file was infected, and its bytes have been removed');
}
