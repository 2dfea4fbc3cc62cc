import { Readable } from 'node:stream';
import type { Caller } from '../access/caller.ts';
import type { Listing, ListQuery } from '../listing/listing.ts';
import type { Page } from '../listing/read-list.ts';
import type { Position } from '../listing/cursor.ts';
import type { ExportWriter } from './export-formats.ts';

/** How many elements are in memory at once: of the largest, the borders of districts, some megabytes. */
const pageRowsMax = 100;

interface Exported {
  list: (listing: Listing, query: ListQuery, by: Caller) => Promise<Page<object>>;
}

/**
 * Writes out all that a list with the same filters would show to the same caller, page by page by keyset, so that
 * neither memory nor a transaction grows with the collection. The next page is read when the former one has gone out.
 * The first page is read before anything is answered, so that a refusal is an answer and no torn file.
 */
export async function exportRows(collection: Exported, listing: Listing, query: ListQuery, by: Caller, writer: ExportWriter): Promise<Readable> {
  let position: Position | null = null;
  const read = (after: Position | null) => {
    position = null;
    const cursorOf = (next: Position) => {
      position = next;
      return '';
    };
    return collection.list(listing, { ...query, after, limit: pageRowsMax, cursorOf }, by);
  };
  const first = await read(null);

  async function* pages(): AsyncGenerator<string> {
    yield writer.begin;
    let separator = '';
    for (let page = first; ; page = await read(position)) {
      let text = '';
      for (const element of page.data) {
        text += separator + writer.element(element);
        separator = writer.between;
      }
      yield text;
      if (position === null) break;
    }
    yield writer.end;
  }
  return Readable.from(nonEmpty(pages()), { objectMode: false, highWaterMark: 1 });
}

/** An empty piece would be taken for the end of the stream. */
async function* nonEmpty(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) if (piece !== '') yield Buffer.from(piece);
}
