import { stringify } from 'csv-stringify/sync';
import type { z } from 'zod';
import { csvColumns, csvValues, type CsvColumn } from './csv-columns.ts';
import { compileView } from './compile-view.ts';

export const EXPORT_FORMATS = ['ndjson', 'csv', 'geojson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const exportTypes: Record<ExportFormat, string> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  geojson: 'application/geo+json',
};

/** How an export is written: what stands before, between and after the elements. */
export interface ExportWriter {
  type: string;
  begin: string;
  between: string;
  end: string;
  /** @param view an element as the list gives it, before it is written */
  element: (view: object) => string;
}

/**
 * The writers of one collection. Each element goes through the compiled serialiser of the list first, so that nothing
 * is exported that the list would not answer (API contract, G25).
 * @param geometry the member that is a GeoJSON geometry; null where the collection has none
 */
export function exportWriters(view: z.ZodType, geometry: string | null): Partial<Record<ExportFormat, ExportWriter>> {
  const write = compileView(view);
  const columns = csvColumns(view);
  const writers: Partial<Record<ExportFormat, ExportWriter>> = {
    ndjson: { type: exportTypes.ndjson, begin: '', between: '', end: '', element: (element) => `${write(element)}\n` },
    csv: {
      type: exportTypes.csv,
      begin: csvLine(columns.map(({ name }) => name)),
      between: '',
      end: '',
      element: (element) => csvLine(rowOf(columns, write(element))),
    },
  };
  if (geometry === null) return writers;
  const element = (each: object) => featureOf(JSON.parse(write(each)) as Record<string, unknown>, geometry);
  return { ...writers, geojson: { type: exportTypes.geojson, begin: '{"type":"FeatureCollection","features":[', between: ',\n', end: ']}\n', element } };
}

/** RFC 4180: lines end in CRLF. */
const csvLine = (values: string[]): string => stringify([values], { record_delimiter: 'windows' });

const rowOf = (columns: readonly CsvColumn[], written: string): string[] => csvValues(columns, JSON.parse(written) as Record<string, unknown>);

function featureOf(element: Record<string, unknown>, member: string): string {
  const { [member]: geometry = null, ...properties } = element;
  return JSON.stringify({ type: 'Feature', id: properties.id, geometry, properties });
}
