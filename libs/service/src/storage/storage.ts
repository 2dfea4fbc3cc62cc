import type { Readable } from 'node:stream';

/** A part of what is kept: bytes from `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Where bytes are kept that do not belong in a database: files, and imports on their way. The same for all replicas.
 * Keys are paths such as `files/2026-11-25/<id>`: small letters, digits, dots, hyphens.
 */
export abstract class Storage {
  /**
   * Keeps all that the stream gives, in constant memory. Nobody ever reads a half of it, and nothing is kept of a stream that fails.
   * @throws DomainError Unavailable (503) where the storage does not answer; what the stream fails of, as it is
   */
  abstract put(key: string, bytes: Readable): Promise<void>;
  /** @throws DomainError NotFound (404) for a key that is not kept, Unavailable (503) */
  abstract read(key: string, range?: ByteRange): Promise<Readable>;
  /**
   * Without complaint about what is not there.
   * @throws DomainError Unavailable (503)
   */
  abstract remove(key: string): Promise<void>;
  /**
   * Removes the beginnings of what was never kept: a process that dies in the middle of a `put` leaves one.
   * @param before an instant before which no `put` that still goes on has begun
   */
  abstract forgetUnfinished(before: Date): Promise<void>;
}
