import type { Storage } from '../storage/storage.ts';
import { NotThatFile, type ImportSource } from './import-source.ts';

const beginningBytesMax = 65_536;

interface Sent {
  source: string | null;
  mediaType: string;
  spool: string;
}

/**
 * The kind of a file: as the request named it, else by the beginning of the content (API contract, G24).
 * @throws NotThatFile where it is of no kind that is known here
 */
export async function recogniseSource<Value>(
  sources: readonly ImportSource<Value>[],
  { source, mediaType, spool }: Sent,
  storage: Storage,
): Promise<ImportSource<Value>> {
  const named = sources.find(({ name }) => name === source);
  if (named) return named;
  const beginning = await beginningOf(spool, storage);
  const found = sources.find((each) => each.mediaTypes.includes(mediaType) && each.recognises(beginning, mediaType));
  if (found) return found;
  throw new NotThatFile(`The file is of no kind that is known here; known are ${sources.map(({ name }) => name).join(', ')}`);
}

async function beginningOf(spool: string, storage: Storage): Promise<string> {
  const stream = await storage.read(spool);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= beginningBytesMax) break;
  }
  stream.destroy();
  return new TextDecoder().decode(Buffer.concat(pieces).subarray(0, beginningBytesMax));
}
