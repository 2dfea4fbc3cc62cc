/** Reads what somebody says is the border of an area, and says exactly where it is not one. */
import type { MultiPolygon, Position } from 'geojson';

/** A coast in full detail has some ten thousand positions; a million is a mistake or a trick. */
export const POSITIONS_MAX = 1_000_000;

export interface Fault {
  /** A JSON pointer to what is wrong, within the record. */
  pointer: string;
  detail: string;
}

export type GeometryRead = { geometry: MultiPolygon } | { fault: Fault };

/**
 * A GeoJSON Polygon or MultiPolygon in WGS 84 as a MultiPolygon in two dimensions. The first fault ends the reading:
 * in a file of another coordinate system every position is wrong, and one of them says so as well as all.
 */
export function readGeometry(value: unknown, pointer = '/geometry'): GeometryRead {
  try {
    return { geometry: { type: 'MultiPolygon', coordinates: polygonsOf(value, pointer) } };
  } catch (error) {
    if (error instanceof GeometryFault) return { fault: { pointer: error.pointer, detail: error.message } };
    throw error;
  }
}

/** Carries the place of a fault up through the nesting; it never leaves this file. */
class GeometryFault extends Error {
  constructor(
    readonly pointer: string,
    detail: string,
  ) {
    super(detail);
  }
}

function polygonsOf(value: unknown, pointer: string): Position[][][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GeometryFault(pointer, 'An area needs a geometry: a GeoJSON Polygon or MultiPolygon.');
  }
  const { type, coordinates } = value as { type?: unknown; coordinates?: unknown };
  const at = `${pointer}/coordinates`;
  const budget = { positionsLeft: POSITIONS_MAX };
  if (type === 'Polygon') return [polygonOf(coordinates, at, budget)];
  if (type !== 'MultiPolygon') throw new GeometryFault(`${pointer}/type`, 'The geometry of an area is a Polygon or a MultiPolygon.');
  return listOf(coordinates, at, 'A MultiPolygon').map((polygon, i) => polygonOf(polygon, `${at}/${i}`, budget));
}

interface Budget {
  positionsLeft: number;
}

function polygonOf(value: unknown, pointer: string, budget: Budget): Position[][] {
  return listOf(value, pointer, 'A polygon').map((ring, i) => ringOf(ring, `${pointer}/${i}`, budget));
}

function ringOf(value: unknown, pointer: string, budget: Budget): Position[] {
  const positions = listOf(value, pointer, 'A ring');
  budget.positionsLeft -= positions.length;
  if (budget.positionsLeft < 0) throw new GeometryFault(pointer, `An area may have ${POSITIONS_MAX} positions.`);
  const ring = positions.map((position, i) => positionOf(position, `${pointer}/${i}`));
  if (ring.length < 4) throw new GeometryFault(pointer, 'A ring needs at least four positions, the last as the first.');
  const [first, last] = [ring[0]!, ring.at(-1)!];
  if (first[0] !== last[0] || first[1] !== last[1]) {
    throw new GeometryFault(`${pointer}/${ring.length - 1}`, 'A ring is closed: its last position equals its first.');
  }
  if (enclosesNothing(ring)) throw new GeometryFault(pointer, 'The ring encloses nothing.');
  return ring;
}

/** Height above the sea, a third number, says nothing about where a border runs and is left. */
function positionOf(value: unknown, pointer: string): Position {
  const [longitude, latitude] = listOf(value, pointer, 'A position');
  return [degreesOf(longitude, 180, `${pointer}/0`, 'Longitude'), degreesOf(latitude, 90, `${pointer}/1`, 'Latitude')];
}

function degreesOf(value: unknown, most: number, pointer: string, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new GeometryFault(pointer, `${what} is a number.`);
  if (Math.abs(value) > most) {
    throw new GeometryFault(pointer, `${what} in WGS 84 is between -${most} and ${most} degrees, not ${value}.`);
  }
  // Minus zero is a zero that a database gives back without its sign: the area would seem changed at each reading.
  return value + 0;
}

function listOf(value: unknown, pointer: string, what: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new GeometryFault(pointer, `${what} is a list and not empty.`);
  return value;
}

/** Twice the area, measured from the first corner so that the size of the coordinates takes no digits away. */
function enclosesNothing(ring: readonly Position[]): boolean {
  const [x0, y0] = ring[0] as [number, number];
  let doubled = 0;
  for (let i = 1; i < ring.length; i++) {
    const [x1, y1] = ring[i - 1] as [number, number];
    const [x2, y2] = ring[i] as [number, number];
    doubled += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  }
  return doubled === 0;
}
