/** The real city for the tests: the files of `sample/districts`, read by the reader that is under test. */
import { readFileSync } from 'node:fs';
import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson';
import type { District, Level } from './district.ts';
import { readHelsinkiGeojson } from './read-helsinki-geojson.ts';

export type AreaFeature = Feature<Polygon, { tunnus: string; kokotunnus?: string; nimi_fi: string; nimi_se: string }>;

/** In the order in which a city is loaded: the large before the small that lie in them. */
export const FILES: Readonly<Record<Exclude<Level, 'innovation-district'>, string>> = {
  'major-district': 'suurpiirit.geojson',
  district: 'peruspiirit.geojson',
  neighbourhood: 'kaupunginosat.geojson',
  subarea: 'osa-alueet.geojson',
  'postal-area': 'postinumeroalueet.geojson',
};

export function sampleFile(name: string): string {
  return readFileSync(new URL(`../../../../sample/${name}`, import.meta.url), 'utf8');
}

export function sampleFeatures(level: keyof typeof FILES): AreaFeature[] {
  const collection = JSON.parse(sampleFile(`districts/${FILES[level]}`)) as FeatureCollection<Polygon>;
  return collection.features as AreaFeature[];
}

/** All districts of Helsinki's division and the five innovation districts. */
export function readSampleCity(): District[] {
  const city: District[] = [];
  for (const file of Object.values(FILES)) {
    const records = readHelsinkiGeojson(JSON.parse(sampleFile(`districts/${file}`)), { known: city }) ?? [];
    city.push(...records.flatMap((record) => ('district' in record ? [record.district] : [])));
  }
  const { data } = JSON.parse(sampleFile('districts/innovation-districts.json')) as { data: Partial<District>[] };
  return [...city, ...data.map((curated) => district(curated))];
}

/** A district of which only what matters is told. */
export function district(told: Partial<District>): District {
  return {
    id: 'somewhere',
    version: 1,
    name: { fi: 'Jossain' },
    otherNames: [],
    level: 'subarea',
    development: [],
    parent: null,
    code: null,
    externalIds: [],
    geometry: null,
    joins: [],
    population: null,
    ...told,
  };
}

/** A border of one outline and its holes, drawn without repeating the first corner. */
export function border(...rings: Position[][]): MultiPolygon {
  return { type: 'MultiPolygon', coordinates: [rings.map(closed)] };
}

export function closed(ring: Position[]): Position[] {
  return [...ring, ring[0]!];
}

export function square(west: number, south: number, side: number): Position[] {
  return [
    [west, south],
    [west + side, south],
    [west + side, south + side],
    [west, south + side],
  ];
}
