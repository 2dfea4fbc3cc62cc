/**
 * Whether a point lies in an area. The border belongs to the area, that of a hole too; what lies strictly inside a
 * hole does not.
 *
 * Why this is not left to a library: the ones at hand test with exact arithmetic, and so answer a question that nobody
 * asks. The middle between two corners of a border, worked out in the numbers of a computer, is as a rule not on that
 * border to the last bit: of the 10 197 edges that Helsinki's subareas share, exact arithmetic finds 7 657 middles in
 * one of the two areas only, and in either of them by chance. Here a border is as wide as those last bits. Whoever is
 * not on it is too far from it for rounding to matter, so the plain crossing test below is as right as an exact one;
 * the tests hold it against `point-in-polygon-hao`.
 */
import type { MultiPolygon, Position } from 'geojson';

/** A ten-millionth of a metre: far above the rounding of a computer, far below anything that can be surveyed. */
export const BORDER_WIDTH_DEGREES = 1e-12;

export function areaHoldsPoint(area: MultiPolygon, point: Position): boolean {
  return area.coordinates.some((polygon) => polygonHoldsPoint(polygon, point));
}

function polygonHoldsPoint([outline, ...holes]: Position[][], point: Position): boolean {
  const place = placeInRing(outline ?? [], point);
  if (place !== 'inside') return place === 'border';
  return holes.every((hole) => placeInRing(hole, point) !== 'inside');
}

/**
 * Walks along the ring and counts how often it crosses the ray from the point to the east: an odd count is inside. A
 * corner that is level with the point counts as below it, so that a ray through a corner crosses exactly one of two
 * edges that go on in the same direction, and both or none at a tip.
 */
export function placeInRing(ring: readonly Position[], point: Position): 'inside' | 'border' | 'outside' {
  const [x, y] = point as [number, number];
  let inside = false;
  let from = ring.at(-1) as [number, number];
  for (const to of ring as [number, number][]) {
    if (isOnEdge(x, y, from, to)) return 'border';
    const startsBelow = from[1] <= y;
    const endsBelow = to[1] <= y;
    if (startsBelow !== endsBelow && x < from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0])) inside = !inside;
    from = to;
  }
  return inside ? 'inside' : 'outside';
}

/** Whether the point is nearer to the edge than a border is wide; an edge without length is its corner. */
function isOnEdge(x: number, y: number, from: [number, number], to: [number, number]): boolean {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const squaredLength = dx * dx + dy * dy;
  const along = squaredLength === 0 ? 0 : ((x - from[0]) * dx + (y - from[1]) * dy) / squaredLength;
  const nearest = Math.min(1, Math.max(0, along));
  const awayX = x - (from[0] + nearest * dx);
  const awayY = y - (from[1] + nearest * dy);
  return awayX * awayX + awayY * awayY <= BORDER_WIDTH_DEGREES * BORDER_WIDTH_DEGREES;
}
