/** The labelled pairs, and the needs that they are about. */
import { existsSync, readFileSync } from 'node:fs';
import type { CityWords, Comparable } from '../../apps/roadmap/src/needs/likely-duplicates.ts';
import { PlaceNames } from '../../apps/roadmap/src/needs/likely-duplicates-places.ts';

interface Label {
  a: string;
  b: string;
  duplicate: boolean;
  /** `tune` or `held-out`. */
  split: string;
  /** Nearly the same text. */
  copy?: boolean;
  note?: string;
}

export interface LabelledPair extends Label {
  one: Comparable;
  two: Comparable;
}

interface Proposal {
  id: string;
  title: string;
  text: string | null;
  language: 'fi' | 'sv' | 'en';
  major_district: string;
  district: string | null;
  latitude: number | null;
  longitude: number | null;
}

const sample = new URL('../../sample/', import.meta.url);
const proposals = new URL('../../../shared/data/helsinki/omastadi-proposals.json', import.meta.url);
const readJson = <Shape>(file: URL): Shape => JSON.parse(readFileSync(file, 'utf8')) as Shape;

export function readOwnPairs(): LabelledPair[] {
  const { needs, data } = readJson<{ needs: (Partial<Comparable> & { id: string })[]; data: Label[] }>(new URL('likely-duplicates/pairs.json', sample));
  return withNeeds(data, new Map(needs.map((need) => [need.id, { description: null, location: null, ...need } as Comparable])));
}

/** `null` where the proposals are not at hand: their texts are their authors', and only ids are kept here. */
export function readOmastadiPairs(): LabelledPair[] | null {
  if (!existsSync(proposals)) return null;
  const { data } = readJson<{ data: Label[] }>(new URL('likely-duplicates/pairs-omastadi.json', sample));
  return withNeeds(data, new Map(readJson<Proposal[]>(proposals).map((proposal) => [proposal.id, needOf(proposal)])));
}

function withNeeds(labels: readonly Label[], needs: ReadonlyMap<string, Comparable>): LabelledPair[] {
  const needOfId = (id: string): Comparable => {
    const need = needs.get(id);
    if (!need) throw new Error(`There is no ${id}`);
    return need;
  };
  return labels.map((label) => ({ ...label, one: needOfId(label.a), two: needOfId(label.b) }));
}

/** Points that stand for "no place" in those data. */
const noPlaces = new Set(['24.940947 60.168677', '24.93266 60.17116']);
const wholeCity = 'Helsingin yhteinen';

function needOf({ title, text, language, longitude, latitude, district, major_district: major }: Proposal): Comparable {
  const location =
    longitude === null || latitude === null || noPlaces.has(`${longitude} ${latitude}`)
      ? null
      : { type: 'Point' as const, coordinates: [longitude, latitude] as [number, number] };
  const named = major === wholeCity ? [] : [`suurpiiri-${slugOf(major)}`];
  return {
    title: { [language]: title },
    description: text ? { [language]: text } : null,
    districts: location && district ? [`peruspiiri-${slugOf(district)}`] : named,
    location,
    themes: [],
  };
}

const slugOf = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');

/** The names of the sample city's areas, as the service knows them. */
export function readCityWords(): CityWords {
  const areas = ['suurpiirit', 'peruspiirit', 'kaupunginosat', 'osa-alueet'].flatMap((file) => {
    const { features } = readJson<{ features: { properties: { nimi_fi: string; nimi_se: string } }[] }>(new URL(`districts/${file}.geojson`, sample));
    return features.flatMap(({ properties }) => [properties.nimi_fi, properties.nimi_se]);
  });
  const { data } = readJson<{ data: { name: Record<string, string>; otherNames: string[] }[] }>(new URL('districts/innovation-districts.json', sample));
  const curated = data.flatMap(({ name, otherNames }) => [...Object.values(name), ...otherNames]);
  return { districts: new Map(), themes: new Map(), places: new PlaceNames([...areas, ...curated]) };
}
