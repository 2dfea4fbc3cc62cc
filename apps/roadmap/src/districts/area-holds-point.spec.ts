import fc from 'fast-check';
import type { Position } from 'geojson';
import pointInPolygon from 'point-in-polygon-hao';
import { BORDER_WIDTH_DEGREES, areaHoldsPoint, placeInRing } from './area-holds-point.ts';
import { border, closed, sampleFeatures, square } from './districts.fixture.ts';

/** A house: walls from (0, 0) to (4, 3), the roof's top at (2, 5). */
const HOUSE: Position[] = [
  [0, 0],
  [4, 0],
  [4, 3],
  [2, 5],
  [0, 3],
];

/** An hourglass on its side, a notch, steps: every way in which a ray can meet corners. */
const COMB: Position[] = [
  [0, 0],
  [6, 0],
  [6, 2],
  [5, 1],
  [4, 2],
  [3, 1],
  [2, 2],
  [1, 1],
  [0, 2],
];

describe('a point and the border of an area', () => {
  it.each<[string, Position, boolean]>([
    ['in the middle', [2, 2], true],
    ['under the roof', [2, 4.9], true],
    ['beside the roof', [3.5, 4.5], false],
    ['on a wall', [0, 1.5], true],
    ['on the floor, a level edge', [3, 0], true],
    ['on the slope of the roof', [3, 4], true],
    ['in a corner', [4, 3], true],
    ['at the top', [2, 5], true],
    ['level with the floor, to the west', [-1, 0], false],
    ['level with the floor, to the east', [5, 0], false],
    ['level with the top', [0, 5], false],
    ['level with the eaves, to the west', [-1, 3], false],
    ['level with the eaves, inside', [1, 3], true],
    ['above a wall', [0, 4], false],
    ['below', [2, -0.001], false],
  ])('%s', (_, point, expected) => {
    expect(areaHoldsPoint(border(HOUSE), point)).toBe(expected);
  });

  it.each<[string, Position, boolean]>([
    ['level with the tips, to the west of all', [-1, 2], false],
    ['level with the tips, between two', [3, 2], false],
    ['level with the tips, on one', [4, 2], true],
    ['level with the valleys, to the west', [-1, 1], false],
    ['level with the valleys, inside', [2, 1], true],
    ['level with the valleys, on one', [3, 1], true],
    ['inside a tooth', [4, 1.5], true],
    ['between two teeth', [3, 1.5], false],
    ['level with the floor', [-1, 0], false],
  ])('a ray to the east that passes exactly through corners is counted right: %s', (_, point, expected) => {
    expect(areaHoldsPoint(border(COMB), point)).toBe(expected);
  });

  it('the middle of every edge of the real subareas is on the border of its area', () => {
    const places = new Set<string>();
    for (const ring of sampleFeatures('subarea').flatMap(({ geometry }) => geometry.coordinates)) {
      const edges = ring.slice(1).map((to, i) => [ring[i]!, to] as [number[], number[]]);
      for (const [[x1, y1], [x2, y2]] of edges) places.add(placeInRing(ring, [(x1! + x2!) / 2, (y1! + y2!) / 2]));
    }
    expect([...places]).toEqual(['border']);
  });

  it('is a border only as far as numbers are rounded', () => {
    const area = border(square(24, 60, 1));
    expect(areaHoldsPoint(area, [25 + BORDER_WIDTH_DEGREES / 2, 60.5])).toBe(true);
    expect(areaHoldsPoint(area, [25 + BORDER_WIDTH_DEGREES * 10, 60.5])).toBe(false);
    expect(areaHoldsPoint(area, [25.000000001, 60.5])).toBe(false);
  });
});

describe('a hole in an area', () => {
  const courtyard = border(square(0, 0, 6), square(2, 2, 2));

  it.each<[string, Position, boolean]>([
    ['strictly inside it is out', [3, 3], false],
    ['on its border is in, for that is a border of the area', [2, 3], true],
    ['in its corner is in', [4, 4], true],
    ['level with its floor, between the borders, is in', [1, 2], true],
    ['beside it is in', [5, 3], true],
    ['outside of everything is out', [7, 3], false],
  ])('a point that lies %s', (_, point, expected) => {
    expect(areaHoldsPoint(courtyard, point)).toBe(expected);
  });

  it('may hold an island of the same area', () => {
    const lake = border(square(0, 0, 9), square(2, 2, 5));
    const withIsland = { ...lake, coordinates: [...lake.coordinates, [closed(square(4, 4, 1))]] };
    expect(areaHoldsPoint(withIsland, [4.5, 4.5])).toBe(true);
    expect(areaHoldsPoint(withIsland, [3, 3])).toBe(false);
  });

  it('is heeded among several: each takes its own part away', () => {
    const holed = border(square(0, 0, 9), square(1, 1, 1), square(5, 5, 2));
    expect(
      [
        [1.5, 1.5],
        [6, 6],
        [3, 3],
      ].map((point) => areaHoldsPoint(holed, point)),
    ).toEqual([false, false, true]);
  });
});

describe('borders that are hardly any', () => {
  it('an edge without length is its corner and changes nothing', () => {
    const doubled = HOUSE.flatMap((corner) => [corner, corner]);
    expect(areaHoldsPoint(border(doubled), [2, 2])).toBe(true);
    expect(areaHoldsPoint(border(doubled), [-1, 3])).toBe(false);
  });

  it('a ring that was left open is closed by its last edge', () => {
    expect(placeInRing(HOUSE, [0, 1])).toBe('border');
    expect(placeInRing(HOUSE, [2, 2])).toBe('inside');
    expect(placeInRing(HOUSE, [-1, 1])).toBe('outside');
  });

  it('a line holds the points on it and no others, a dot itself; nothing holds nothing', () => {
    const line = border([[0, 0], [2, 2], [4, 4]]); // prettier-ignore
    expect(areaHoldsPoint(line, [1, 1])).toBe(true);
    expect(areaHoldsPoint(line, [1, 2])).toBe(false);
    expect([[3, 3], [3, 4]].map((point) => areaHoldsPoint(border([[3, 3], [3, 3], [3, 3]]), point))).toEqual([true, false]); // prettier-ignore
    expect(areaHoldsPoint({ type: 'MultiPolygon', coordinates: [] }, [1, 1])).toBe(false);
    expect(placeInRing([], [1, 1])).toBe('outside');
  });

  it('a point that is no place is nowhere', () => {
    expect(areaHoldsPoint(border(HOUSE), [Number.NaN, 1])).toBe(false);
    expect(areaHoldsPoint(border(HOUSE), [1, Infinity])).toBe(false);
  });
});

describe('any area, any point', () => {
  const degrees = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
  const corner = fc.tuple(degrees(24, 26), degrees(59, 61));
  const triangle = fc.tuple(corner, corner, corner).filter(([a, b, c]) => areaOf(a, b, c) > 1e-6);

  it('a mean of the corners of a triangle lies in it', () => {
    const weight = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(triangle, fc.tuple(weight, weight, weight), ([a, b, c], [u, v, w]) => {
        const sum = u + v + w;
        fc.pre(sum > 1e-3);
        const mean = [0, 1].map((i) => (u * a[i]! + v * b[i]! + w * c[i]!) / sum);
        expect(areaHoldsPoint(border([a, b, c]), mean)).toBe(true);
      }),
    );
  });

  it('a point beyond a corner, seen from the middle, lies out of the triangle', () => {
    fc.assert(
      fc.property(triangle, fc.double({ min: 1.001, max: 3, noNaN: true }), ([a, b, c], far) => {
        const middle = [0, 1].map((i) => (a[i]! + b[i]! + c[i]!) / 3);
        expect(
          areaHoldsPoint(
            border([a, b, c]),
            [0, 1].map((i) => middle[i]! + far * (a[i]! - middle[i]!)),
          ),
        ).toBe(false);
      }),
    );
  });

  const grid = fc.integer({ min: 0, max: 8 });
  const gridPoint = fc.tuple(grid, grid);
  const anyRing = fc.array(gridPoint, { minLength: 3, maxLength: 12 });

  it('neither the corner with which a ring begins nor its direction matters', () => {
    fc.assert(
      fc.property(anyRing, gridPoint, fc.nat(11), (ring, point, shift) => {
        const start = shift % ring.length;
        const turned = [...ring.slice(start), ...ring.slice(0, start)];
        const place = placeInRing(closed(ring), point);
        expect(placeInRing(closed(turned), point)).toBe(place);
        expect(placeInRing(closed([...turned].reverse()), point)).toBe(place);
      }),
    );
  });

  it('neither does the scale, nor where on the map it is drawn', () => {
    fc.assert(
      fc.property(anyRing, gridPoint, fc.integer({ min: -6, max: 3 }), (ring, point, power) => {
        // Powers of two and a whole offset keep every coordinate exact: the picture is the same to the last bit.
        const move = ([x, y]: readonly [number, number]): Position => [24 + x * 2 ** power, -40 + y * 2 ** power];
        expect(placeInRing(closed(ring.map(move)), move(point))).toBe(placeInRing(closed(ring), point));
      }),
    );
  });

  it('every corner is in', () => {
    fc.assert(
      fc.property(anyRing, (ring) => {
        for (const point of ring) expect(areaHoldsPoint(border(ring), point)).toBe(true);
      }),
    );
  });

  it('an exact library says the same, also where rays meet corners and rings cross themselves', () => {
    fc.assert(
      fc.property(anyRing, gridPoint, (ring, point) => {
        const expected = { 0: 'border', true: 'inside', false: 'outside' }[String(pointInPolygon(point, [closed(ring)]))];
        expect(placeInRing(closed(ring), point)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('an exact library says the same of the real city', () => {
    const neighbourhoods = sampleFeatures('neighbourhood');
    fc.assert(
      fc.property(degrees(24.78, 25.26), degrees(59.92, 60.3), (x, y) => {
        for (const { geometry } of neighbourhoods) {
          const expected = pointInPolygon([x, y], geometry.coordinates as [number, number][][]) !== false;
          expect(areaHoldsPoint({ type: 'MultiPolygon', coordinates: [geometry.coordinates] }, [x, y])).toBe(expected);
        }
      }),
    );
  });
});

function areaOf(a: Position, b: Position, c: Position): number {
  return Math.abs((b[0]! - a[0]!) * (c[1]! - a[1]!) - (c[0]! - a[0]!) * (b[1]! - a[1]!)) / 2;
}
