/**
 * A district is a part of the city with a name, a border and an address of its own. Six kinds live side by side: the
 * city's own division into five levels, and the innovation districts, which are curated: each has a border of its own
 * or joins areas of the city's division.
 *
 * Everything here is data and pure functions; the database and HTTP know about it, and it about neither.
 */
import type { MultiPolygon } from 'geojson';
import { isDeepStrictEqual } from 'node:util';

/** From what people curate down to the smallest area that the city draws, and last the post's own division. */
export const LEVELS = ['innovation-district', 'major-district', 'district', 'neighbourhood', 'subarea', 'postal-area'] as const;
export type Level = (typeof LEVELS)[number];

export const DEVELOPMENTS = ['new-build', 'infill'] as const;
export type Development = (typeof DEVELOPMENTS)[number];

/** A name in at least one of the three languages. */
export interface Name {
  fi?: string;
  sv?: string;
  en?: string;
}

export interface ExternalId {
  scheme: string;
  value: string;
}

export interface District {
  /** The slug under which the district is found for ever, whatever becomes of its name. */
  id: string;
  version: number;
  name: Name;
  otherNames: string[];
  level: Level;
  development: Development[];
  /** The id of the area that this one is a part of. */
  parent: string | null;
  /** The area's own code at its level (Helsinki's `tunnus`), by which a shared border is decided; `null` for none. */
  code: string | null;
  externalIds: ExternalId[];
  /** The district's own border; `null` where `joins` says which areas make it up. */
  geometry: MultiPolygon | null;
  /** Ids of the areas that an innovation district is made of; empty where it has a border of its own. */
  joins: string[];
  population: number | null;
}

export type DistrictsById = ReadonlyMap<string, District>;

export function isLevel(value: unknown): value is Level {
  return (LEVELS as readonly unknown[]).includes(value);
}

/**
 * Which level a record of a file is on: as the importer says, else as the record says (`aluejako`), else a
 * neighbourhood, which is what cities publish first.
 */
export function levelOf(asked: Level | undefined, aluejako: string | undefined): Level {
  return asked ?? LEVEL_BY_ALUEJAKO.get(lettersOf(aluejako)) ?? 'neighbourhood';
}

/** The word for a level in Helsinki's register, from which slugs and schemes are made. */
export const ALUEJAKO: Readonly<Record<Level, string>> = {
  'innovation-district': 'innovaatiokaupunginosa',
  'major-district': 'suurpiiri',
  district: 'peruspiiri',
  neighbourhood: 'kaupunginosa',
  subarea: 'osa-alue',
  'postal-area': 'postinumeroalue',
};

const LEVEL_BY_ALUEJAKO: ReadonlyMap<string, Level> = new Map(LEVELS.map((level) => [lettersOf(ALUEJAKO[level]), level]));

/** `OSA-ALUE`, `osa_alue` and `Osa-alue` are one word. */
function lettersOf(aluejako: string | undefined): string {
  return (aluejako ?? '').toLowerCase().replace(/[^a-zåäö]/g, '');
}

/**
 * The areas with borders that a district is made of: itself, or all that its `joins` lead to. An innovation district
 * may join another one; a circle among them leads nowhere and is left.
 */
export function areasOf(district: District, byId: DistrictsById): District[] {
  const found = new Map<string, District>();
  const waiting = [district];
  const seen = new Set<string>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    if (next.geometry) found.set(next.id, next);
    for (const id of next.joins) {
      const joined = byId.get(id);
      if (joined) waiting.push(joined);
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.id, b.id));
}

/**
 * The order of codes, lowest first: of two numbers the smaller, else as text; an area without a code comes last. Two
 * cities may use the same code, so the whole register id decides next, and at last the slug: there is always one
 * first area, and it is the same one every time.
 */
export function compareCodes(a: District, b: District): number {
  if (a.code === null || b.code === null) return Number(a.code === null) - Number(b.code === null) || compareText(a.id, b.id);
  const numbers = DIGITS.test(a.code) && DIGITS.test(b.code);
  return (
    (numbers ? Math.sign(Number(a.code) - Number(b.code)) : 0) ||
    compareText(a.code, b.code) ||
    compareText(a.externalIds[0]?.value ?? '', b.externalIds[0]?.value ?? '') ||
    compareText(a.id, b.id)
  );
}

const DIGITS = /^\d+$/;

/** By code units and not by a language's alphabet, so that the order does not depend on the machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What Helsinki's ten-digit `kokotunnus` is made of: municipality, major district, district, subarea. */
const WHOLE_CODE = /^(\d{3})(\d)(\d{3})(\d{3})$/;

/** Where a subarea or a district belongs by its whole code; nothing for the other levels, which nest in nobody. */
export function parentKey(area: Pick<District, 'level' | 'externalIds'>): { level: Level; value: string } | null {
  for (const { value } of area.externalIds) {
    const [, municipality, major, district] = WHOLE_CODE.exec(value) ?? [];
    if (!municipality) continue;
    if (area.level === 'subarea') return { level: 'district', value: `${municipality}${major}${district}000` };
    if (area.level === 'district') return { level: 'major-district', value: `${municipality}${major}000000` };
  }
  return null;
}

/**
 * The areas whose parent is another one than they say, with the right parent: a file of districts may be loaded after
 * the subareas that lie in them. A parent that nobody knows (yet) takes nothing away from what is there.
 */
export function withTheirParents<A extends Pick<District, 'id' | 'level' | 'externalIds' | 'parent'>>(
  areas: readonly A[],
  known: readonly Pick<District, 'id' | 'level' | 'externalIds'>[] = areas,
): A[] {
  const idByKey = new Map<string, string>();
  for (const area of known) for (const { value } of area.externalIds) idByKey.set(`${area.level} ${value}`, area.id);
  return areas.flatMap((area) => {
    const key = parentKey(area);
    const parent = key && idByKey.get(`${key.level} ${key.value}`);
    return parent && parent !== area.parent && parent !== area.id ? [{ ...area, parent }] : [];
  });
}

/**
 * What a district becomes when the file that it came from is read again: names, border, codes and parent are the
 * register's, what people added (other names, development, population, a name in a language that the file lacks)
 * stays. The very same object comes back where nothing changed, so that reading a file twice changes nothing.
 */
export function renew(known: District, read: District): District {
  const next: District = {
    ...known,
    name: { ...known.name, ...read.name },
    level: read.level,
    code: read.code,
    externalIds: [...read.externalIds, ...known.externalIds.filter((old) => !read.externalIds.some((id) => sameId(id, old)))],
    geometry: read.geometry,
    joins: [],
    parent: read.parent ?? known.parent,
  };
  return isDeepStrictEqual(next, known) ? known : { ...next, version: known.version + 1 };
}

/** One scheme names an area once: a new value in the same scheme takes the old one's place. */
function sameId(a: ExternalId, b: ExternalId): boolean {
  return a.scheme === b.scheme;
}
