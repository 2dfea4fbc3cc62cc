import type { Chunk } from './import-chunk.ts';
import type { RecordRead } from './import-source.ts';

const chunkRecordsMax = 500;
/** Of the file, so that large records make short chunks and memory stays what it is. */
const chunkBytesMax = 1_048_576;

/** Counts what is read of a file. */
export class Counted implements AsyncIterable<Uint8Array> {
  bytes = 0;

  constructor(private readonly source: AsyncIterable<Uint8Array>) {}

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for await (const piece of this.source) {
      this.bytes += piece.length;
      yield piece;
    }
  }
}

/**
 * Cuts the records of a file into chunks, from a place on.
 * @param done how many records have been worked off in an earlier life of the run: they are read and left out
 */
export async function* cutIntoChunks<Value>(
  records: AsyncIterable<RecordRead<Value>>,
  counted: Pick<Counted, 'bytes'>,
  done: number,
): AsyncGenerator<Chunk<Value>> {
  let chunk: Chunk<Value> = { first: done + 1, records: [] };
  let place = 0;
  let begun = 0;
  for await (const record of records) {
    place++;
    if (place <= done) continue;
    if (chunk.records.length === 0) begun = counted.bytes;
    chunk.records.push(record);
    if (chunk.records.length < chunkRecordsMax && counted.bytes - begun < chunkBytesMax) continue;
    yield chunk;
    chunk = { first: place + 1, records: [] };
  }
  if (chunk.records.length > 0) yield chunk;
}
