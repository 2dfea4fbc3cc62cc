import { NotThatFile, jsonRecords, type ImportSource, type RecordRead } from '@fiksu/service';
import { isLevel } from './district.ts';
import { readFeature, type AreaDraft } from './read-helsinki-geojson.ts';

/**
 * The areas of a city as Helsinki's map service gives them (API contract, R1): a FeatureCollection, read feature by
 * feature. What is wrong with a feature is told with its place in it.
 */
export const helsinkiGeojson: ImportSource<AreaDraft> = {
  name: 'helsinki-geojson',
  mediaTypes: ['application/geo+json', 'application/json'],
  recognises: (beginning) => /"FeatureCollection"|"features"\s*:/.test(beginning),
  records: readFeatures,
};

async function* readFeatures(bytes: AsyncIterable<Uint8Array>, { level }: Record<string, string>): AsyncGenerator<RecordRead<AreaDraft>> {
  let first = true;
  for await (const record of jsonRecords(bytes, ['features'])) {
    // A file without a list of features is one record by itself, and a list of something else begins with it.
    if (first && 'value' in record && !isFeature(record.value)) throw new NotThatFile('The file is no FeatureCollection');
    first = false;
    if ('errors' in record) yield record;
    else yield asRecord(readFeature(record.value, isLevel(level) ? level : undefined));
  }
}

const asRecord = (read: ReturnType<typeof readFeature>): RecordRead<AreaDraft> => ('draft' in read ? { value: read.draft } : read);

const isFeature = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('properties' in value || (value as { type?: unknown }).type === 'Feature');
