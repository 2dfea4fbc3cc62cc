import { z } from 'zod';
import { Caller } from '../access/caller.ts';
import { defineListing, type ListQuery } from '../listing/listing.ts';
import { exportWriters, type ExportWriter } from './export-formats.ts';
import { exportRows } from './export-rows.ts';

const Thing = z.object({ id: z.string(), location: z.object({ type: z.literal('Point'), coordinates: z.array(z.number()) }).nullable() }).meta({ id: 'Thing' });
const by = Caller.nobody('2026-11-25T12:00:00.000Z');
const query = { sort: { field: 'createdAt', descending: true } } as ListQuery;
const listing = defineListing({ filters: {} });

/** A collection of so many pages of 100 things, which knows how many pages have been asked for. */
function collectionOf(pages: number) {
  const asked: unknown[] = [];
  const list = (_: unknown, { after, cursorOf }: ListQuery) => {
    asked.push(after);
    const page = asked.length;
    const data = Array.from({ length: 100 }, (_row, index) => ({ id: `${page}-${index}`, location: null, secret: 'SECRET' }));
    if (page < pages) cursorOf({ sort: '-createdAt', value: String(page), id: `${page}-99` });
    return Promise.resolve({ data, page: { next: null } });
  };
  return { list, asked };
}

const writers = exportWriters(Thing, 'location');

describe('an export', () => {
  it('reads the next page when the former one has gone out: what is in memory does not grow with the collection', async () => {
    const collection = collectionOf(50);
    const stream = await exportRows(collection, listing, query, by, writers.ndjson as ExportWriter);
    expect(collection.asked).toHaveLength(1);
    const pieces = stream[Symbol.asyncIterator]();
    await pieces.next();
    expect(collection.asked.length).toBeLessThanOrEqual(3);
    let lines = 0;
    for await (const piece of { [Symbol.asyncIterator]: () => pieces }) lines += String(piece).split('\n').length - 1;
    expect(lines).toBe(4900);
    expect(collection.asked).toHaveLength(50);
    expect(collection.asked[1]).toEqual({ sort: '-createdAt', value: '1', id: '1-99' });
  });

  it('that nobody reads any more asks for nothing more', async () => {
    const collection = collectionOf(50);
    const stream = await exportRows(collection, listing, query, by, writers.ndjson as ExportWriter);
    for await (const _ of stream) break;
    expect(collection.asked.length).toBeLessThanOrEqual(3);
  });

  it('as a map is one FeatureCollection over all pages, without what the list does not name', async () => {
    const stream = await exportRows(collectionOf(3), listing, query, by, writers.geojson as ExportWriter);
    let text = '';
    for await (const piece of stream) text += String(piece);
    const map = JSON.parse(text) as { type: string; features: object[] };
    expect(map.type).toBe('FeatureCollection');
    expect(map.features).toHaveLength(300);
    expect(map.features[0]).toEqual({ type: 'Feature', id: '1-0', geometry: null, properties: { id: '1-0' } });
  });

  it('as a map of nothing is an empty FeatureCollection', async () => {
    const empty = { list: () => Promise.resolve({ data: [], page: { next: null } }) };
    let text = '';
    for await (const piece of await exportRows(empty, listing, query, by, writers.geojson as ExportWriter)) text += String(piece);
    expect(JSON.parse(text)).toEqual({ type: 'FeatureCollection', features: [] });
  });
});
