import type { Fault } from '../problems/domain-error.ts';

/** One record of a file: what it says, or its faults, whose pointers are within the record. */
export type RecordRead<Value> = { value: Value } | { errors: Fault[] };

/** Thrown while a file is read that is not what it was taken for: the run fails as a whole (G24). */
export class NotThatFile extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'NotThatFile';
  }
}

/** A kind of file from outside that a collection takes (API contract, G24). */
export interface ImportSource<Value> {
  /** As in `?source=`. */
  name: string;
  mediaTypes: readonly string[];
  /** Whether a file is of this kind, told by its beginning (up to 64 KiB of text), where no source was named. */
  recognises: (beginning: string, mediaType: string) => boolean;
  /**
   * Reads the records one by one, in the order of the file, so that a file of any size takes little memory. Always the
   * same for the same bytes: after a crash the file is read again from its beginning.
   * @param parameters further parameters of the request, checked already
   * @throws NotThatFile
   */
  records: (bytes: AsyncIterable<Uint8Array>, parameters: Record<string, string>) => AsyncIterable<RecordRead<Value>>;
}
