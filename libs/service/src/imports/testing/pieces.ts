import type { RecordRead } from '../import-source.ts';

/** A file that comes at once. */
export const bytesOf = (content: string | Uint8Array): AsyncIterable<Uint8Array> => piecesOf([Buffer.from(content)]);

export async function* piecesOf(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** The bytes in pieces of these lengths. */
export function* cutUp(bytes: Uint8Array, lengths: Iterator<number>): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    const { value: length = 1 } = lengths.next() as { value?: number };
    yield bytes.subarray(start, start + length);
    start += length;
  }
}

/** All records, also those that came before the file turned out to be broken. */
export async function readAll<Value>(reading: AsyncIterable<RecordRead<Value>>): Promise<{ records: RecordRead<Value>[]; broken: Error | null }> {
  const records: RecordRead<Value>[] = [];
  try {
    for await (const record of reading) records.push(record);
    return { records, broken: null };
  } catch (error) {
    return { records, broken: error as Error };
  }
}
