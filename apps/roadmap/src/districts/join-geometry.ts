/** The border of several areas together, and the box around a border. */
import type { BBox, MultiPolygon } from 'geojson';
import { union } from 'polyclip-ts';
import { areasOf } from './district.ts';
import type { District, DistrictsById } from './district.ts';

/** West, south, east, north. */
export type Bounds = [number, number, number, number];

/** The border of a district: its own, or that of the areas that it joins, together; `null` where there is none. */
export function geometryOf(district: District, byId: DistrictsById): MultiPolygon | null {
  return joinGeometries(areasOf(district, byId).flatMap((area) => area.geometry ?? []));
}

/**
 * The union of areas; one area stays exactly as it is. Where neighbours share their border, the union has the corners
 * of both and no seam.
 */
export function joinGeometries(geometries: readonly MultiPolygon[]): MultiPolygon | null {
  const [first, ...others] = geometries;
  if (!first || others.length === 0) return first ?? null;
  const coordinates = union(coordinatesOf(first), ...others.map(coordinatesOf));
  return { type: 'MultiPolygon', coordinates };
}

/** polyclip-ts wants positions as pairs, which everything read by `readGeometry` is. */
function coordinatesOf(geometry: MultiPolygon): [number, number][][][] {
  return geometry.coordinates as [number, number][][][];
}

export function boundsOf(geometry: MultiPolygon): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [outline = []] of geometry.coordinates) {
    for (const [x, y] of outline as [number, number][]) {
      if (x < bounds[0]) bounds[0] = x;
      if (y < bounds[1]) bounds[1] = y;
      if (x > bounds[2]) bounds[2] = x;
      if (y > bounds[3]) bounds[3] = y;
    }
  }
  return bounds satisfies BBox;
}
