/**
 * Which districts a point lies in. On every level of the city's division that is one area at most: on a border that
 * several share, the one with the lowest code, so that nothing is counted twice. An innovation district holds a point
 * where one of the areas that it joins is the one chosen on its level, or where its own border holds it.
 */
import type { Position } from 'geojson';
import { BORDER_WIDTH_DEGREES, areaHoldsPoint } from './area-holds-point.ts';
import { LEVELS, areasOf, compareCodes, compareText } from './district.ts';
import type { District, DistrictsById, Level } from './district.ts';
import { boundsOf } from './join-geometry.ts';
import type { Bounds } from './join-geometry.ts';

/** All districts of the city, ready to be asked for a point: drawn once when they change, and then only read. */
export interface Atlas {
  byId: DistrictsById;
  /** The areas with borders of their own, lowest code first. */
  areas: readonly { district: District; bounds: Bounds }[];
  /** Innovation districts, by id, each with the ids of the areas that it is made of. */
  curated: readonly { district: District; madeOf: readonly string[] }[];
}

export function drawAtlas(districts: readonly District[]): Atlas {
  const byId = new Map(districts.map((district) => [district.id, district]));
  const areas = districts
    .flatMap((district) => (district.geometry ? [{ district, bounds: boundsOf(district.geometry) }] : []))
    .sort((a, b) => compareCodes(a.district, b.district));
  const curated = districts
    .filter((district) => district.level === 'innovation-district')
    .map((district) => ({ district, madeOf: areasOf(district, byId).map((area) => area.id) }))
    .sort((a, b) => compareText(a.district.id, b.district.id));
  return { byId, areas, curated };
}

/** The districts that hold a point: innovation districts by id, then one area of each level, from large to small. */
export function districtsAt(point: Position, atlas: Atlas): District[] {
  const chosenByLevel = new Map<Level, District>();
  const chosenIds = new Set<string>();
  for (const { district, bounds } of atlas.areas) {
    // The areas come lowest code first: once a level has its area, a neighbour on the same border is too late.
    const isOpen = district.level === 'innovation-district' || !chosenByLevel.has(district.level);
    if (!isOpen || !boundsHold(bounds, point) || !areaHoldsPoint(district.geometry!, point)) continue;
    chosenByLevel.set(district.level, district);
    chosenIds.add(district.id);
  }
  const curated = atlas.curated.filter(({ madeOf }) => madeOf.some((id) => chosenIds.has(id)));
  const ofTheCity = LEVELS.filter((level) => level !== 'innovation-district').flatMap((level) => chosenByLevel.get(level) ?? []);
  return [...curated.map(({ district }) => district), ...ofTheCity];
}

/**
 * Where a need is looked for that names a point only: in the innovation district (of two that overlap, the first by
 * id), for that is whose coordinators work on it; else in the subarea; else, in a city that has none or in a sliver
 * that its subareas leave, in the smallest area there is. Empty for a point outside every area.
 */
export function districtsOfNeed(point: Position, atlas: Atlas): string[] {
  const found = districtsAt(point, atlas);
  const best = SMALLEST_FIRST.map((level) => found.find((district) => district.level === level)).find(Boolean);
  return best ? [best.id] : [];
}

/** A postal area is an address more than a place, but where nothing smaller is known it says more than a third of a city. */
const SMALLEST_FIRST: readonly Level[] = ['innovation-district', 'subarea', 'neighbourhood', 'postal-area', 'district', 'major-district'];

/**
 * Whether a point lies in a district that somebody named. Here a shared border is in both of its areas: who stands on
 * it and names either is right.
 */
export function liesIn(point: Position, district: District, joinedAreas: readonly District[] = []): boolean {
  return [district, ...joinedAreas].some(({ geometry }) => geometry !== null && areaHoldsPoint(geometry, point));
}

/** A quick no for the areas that are far away; the box is as wide as the border that it stands around. */
function boundsHold([west, south, east, north]: Bounds, [x, y]: Position): boolean {
  return west - BORDER_WIDTH_DEGREES <= x! && x! <= east + BORDER_WIDTH_DEGREES && south - BORDER_WIDTH_DEGREES <= y! && y! <= north + BORDER_WIDTH_DEGREES;
}
