/** Where needs are, as far as it tells whether they may be the same: points, districts, and the names in their texts. */
import type { Need } from './need.ts';
import { foldedOf, plainOf } from './likely-duplicates-words.ts';

const nameLengthMin = 4;

/** The names of a city's areas, by which their inflected forms are known: "Kannelmäki" knows "Kannelmäessä". */
export class PlaceNames {
  private readonly stems = new Set<string>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      for (const part of name.split(/[^\p{L}]+/u)) {
        const folded = foldedOf(plainOf(part));
        if (folded.length >= nameLengthMin) for (const stem of stemsOf(folded)) this.stems.add(stem);
      }
    }
  }

  has(folded: string): boolean {
    for (let length = folded.length; length >= nameLengthMin; length -= 1) if (this.stems.has(folded.slice(0, length))) return true;
    return false;
  }
}

/** What stays when a name is inflected: all but the last letter (Vuosaari, Vuosaaressa), in two forms for -mäki and -joki. */
function stemsOf(folded: string): string[] {
  if (folded.length < 6) return [folded];
  return [folded.slice(0, -1), ...(/(?:maki|joki)$/.test(folded) ? [`${folded.slice(0, -2)}e`] : [])];
}

const earthRadiusMetres = 6_371_000;
const radians = Math.PI / 180;

/** Over the ground, by the haversine formula; `null` where one of the two names no point. */
export function metresBetween(one: Pick<Need, 'location'>, two: Pick<Need, 'location'>): number | null {
  if (!one.location || !two.location) return null;
  const [lonOne = 0, latOne = 0] = one.location.coordinates;
  const [lonTwo = 0, latTwo = 0] = two.location.coordinates;
  const half = (degrees: number) => Math.sin((degrees * radians) / 2) ** 2;
  const square = half(latTwo - latOne) + Math.cos(latOne * radians) * Math.cos(latTwo * radians) * half(lonTwo - lonOne);
  return 2 * earthRadiusMetres * Math.asin(Math.min(1, Math.sqrt(square)));
}

/** The slugs of imported areas begin with their level (API contract, R1): `peruspiiri-malmi` and `malmi` are one place. */
const withoutLevel = (slug: string): string => slug.replace(/^(?:suurpiiri|peruspiiri|kaupunginosa|osa-alue)-/, '');
const isMajor = (slug: string): boolean => slug.startsWith('suurpiiri-');

/** The districts of the first need that are also those of the second. */
export function commonDistricts(one: readonly string[], two: readonly string[]): string[] {
  const theirs = new Set(two.map(withoutLevel));
  return one.filter((slug) => theirs.has(withoutLevel(slug)));
}

export interface Whereabouts {
  metres: number | null;
  common: readonly string[];
  /** Whether each names a district at all. */
  bothNamed: boolean;
}

export function whereaboutsOf(one: Pick<Need, 'districts' | 'location'>, two: Pick<Need, 'districts' | 'location'>): Whereabouts {
  return {
    metres: metresBetween(one, two),
    common: commonDistricts(one.districts, two.districts),
    bothNamed: one.districts.length > 0 && two.districts.length > 0,
  };
}

/** Two points this far apart are half as near as one and the same. */
const halfwayMetres = 800;
const near = { sameDistrict: 0.9, sameMajorDistrict: 0.5, sameName: 0.7, copied: 0.6, unknown: 0.5, apart: 0.25, otherName: 0.1 };

/**
 * How near two needs are to one another, 0 to 1. Points decide where both have one; but people set them wrong, so that
 * a name that both titles share keeps two needs near. Without points, a common district does, unless the texts name
 * different places in it.
 */
export function nearnessOf({ metres, common, bothNamed }: Whereabouts, texts: { sharesName: boolean; namesOther: boolean; isCopy: boolean }): number {
  const byName = texts.sharesName ? near.sameName : 0;
  if (metres !== null) return Math.max(byName, 1 / (1 + (metres / halfwayMetres) ** 2));
  const byCopy = texts.isCopy ? near.copied : 0;
  if (common.length > 0) {
    const byDistrict = common.every(isMajor) ? near.sameMajorDistrict : near.sameDistrict;
    return Math.max(byName, byCopy, texts.namesOther ? byDistrict / 2 : byDistrict);
  }
  return Math.max(byName, byCopy, texts.namesOther ? near.otherName : bothNamed ? near.apart : near.unknown);
}
