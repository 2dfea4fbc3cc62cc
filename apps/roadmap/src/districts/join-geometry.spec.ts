import type { MultiPolygon, Position } from 'geojson';
import { border, district, readSampleCity, square } from './districts.fixture.ts';
import { boundsOf, geometryOf, joinGeometries } from './join-geometry.ts';

const city = readSampleCity();
const byId = new Map(city.map((area) => [area.id, area]));
const geometry = (id: string): MultiPolygon => geometryOf(byId.get(id)!, byId)!;

describe('areas that are joined', () => {
  it('have no seam: two squares side by side are one', () => {
    const joined = joinGeometries([border(square(0, 0, 2)), border(square(2, 0, 2))])!;
    expect(joined.coordinates).toHaveLength(1);
    expect(joined.coordinates[0]).toHaveLength(1);
    expect(sizeOf(joined)).toBe(8);
    expect(boundsOf(joined)).toEqual([0, 0, 4, 2]);
  });

  it('that lie apart stay apart', () => {
    expect(joinGeometries([border(square(0, 0, 1)), border(square(5, 5, 1))])!.coordinates).toHaveLength(2);
  });

  it('that overlap count once', () => {
    expect(sizeOf(joinGeometries([border(square(0, 0, 2)), border(square(1, 0, 2))])!)).toBe(6);
  });

  it('may fill each other’s holes, and keep those that nobody fills', () => {
    const holed = border(square(0, 0, 6), square(1, 1, 1), square(3, 3, 1));
    const joined = joinGeometries([holed, border(square(3, 3, 1))])!;
    expect(joined.coordinates[0]).toHaveLength(2);
    expect(sizeOf(joined)).toBe(35);
  });

  it('of which there is one stay as they are, of which there is none are nothing', () => {
    const one = border(square(0, 0, 1));
    expect(joinGeometries([one])).toBe(one);
    expect(joinGeometries([])).toBeNull();
  });
});

describe('the border of a district', () => {
  it('is its own, or that of the one area that it joins, to the last digit', () => {
    expect(geometry('osa-alue-kalasatama')).toBe(byId.get('osa-alue-kalasatama')!.geometry);
    for (const [id, joins] of [
      ['kalasatama', 'osa-alue-kalasatama'],
      ['pasila', 'peruspiiri-pasila'],
      ['malmi', 'peruspiiri-malmi'],
      ['mellunkyla', 'peruspiiri-mellunkyla'],
    ] as const) {
      expect(geometry(id)).toBe(byId.get(joins)!.geometry);
    }
  });

  it('is none for a district that joins what is not there', () => {
    expect(geometryOf(district({ level: 'innovation-district', joins: ['gone'] }), byId)).toBeNull();
  });

  it('of Malminkartano-Kannelmäki is one piece without holes, as large as its two subareas', () => {
    const joined = geometry('malminkartano-kannelmaki');
    expect(joined.coordinates).toHaveLength(1);
    expect(joined.coordinates[0]).toHaveLength(1);
    const parts = sizeOf(geometry('osa-alue-malminkartano')) + sizeOf(geometry('osa-alue-kannelmaki'));
    expect(sizeOf(joined) / parts).toBeCloseTo(1, 9);
  });

  it('that is joined has no corner that its areas do not have', () => {
    const corners = new Set([...cornersOf(geometry('osa-alue-malminkartano')), ...cornersOf(geometry('osa-alue-kannelmaki'))]);
    for (const corner of cornersOf(geometry('malminkartano-kannelmaki'))) expect(corners).toContain(corner);
  });

  it('of Pasila, the district, is that of its four subareas', () => {
    const parts = [171, 172, 173, 174].map((code) => city.find((area) => area.level === 'subarea' && area.code === String(code))!);
    const joined = joinGeometries(parts.map((area) => area.geometry!))!;
    expect(sizeOf(joined) / sizeOf(geometry('pasila'))).toBeCloseTo(1, 6);
    boundsOf(joined).forEach((edge, i) => expect(edge).toBeCloseTo(boundsOf(geometry('pasila'))[i]!, 7));
  });
});

describe('the box around an area', () => {
  it('reaches from its most western to its most northern position, over all its parts', () => {
    const islands: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [...border(square(-3, 1, 1)).coordinates, ...border(square(5, -7, 2)).coordinates],
    };
    expect(boundsOf(islands)).toEqual([-3, -7, 7, 2]);
  });

  it('of each district of Helsinki lies in the city with its sea', () => {
    for (const { id } of city) {
      const [west, south, east, north] = boundsOf(geometry(id));
      expect(west).toBeGreaterThan(24.78);
      expect(south).toBeGreaterThan(59.92);
      expect(east).toBeLessThan(25.26);
      expect(north).toBeLessThan(60.3);
    }
  });
});

function cornersOf({ coordinates }: MultiPolygon): string[] {
  return coordinates.flat(2).map(String);
}

function sizeOf({ coordinates }: MultiPolygon): number {
  const ringSize = (ring: Position[]) => {
    const [x0, y0] = ring[0] as [number, number];
    let doubled = 0;
    for (let i = 1; i < ring.length; i++) {
      doubled += (ring[i - 1]![0]! - x0) * (ring[i]![1]! - y0) - (ring[i]![0]! - x0) * (ring[i - 1]![1]! - y0);
    }
    return Math.abs(doubled / 2);
  };
  const polygonSize = ([outline, ...holes]: Position[][]) => holes.reduce((size, hole) => size - ringSize(hole), ringSize(outline!));
  return coordinates.reduce((size, polygon) => size + polygonSize(polygon), 0);
}
