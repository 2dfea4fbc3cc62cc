import fc from 'fast-check';
import { border, closed, square } from './districts.fixture.ts';
import { POSITIONS_MAX, readGeometry } from './read-geometry.ts';

const RING = closed(square(24, 60, 1));

describe('the border of an area', () => {
  it('drawn as a Polygon is a MultiPolygon of one', () => {
    expect(readGeometry({ type: 'Polygon', coordinates: [RING] })).toEqual({ geometry: border(square(24, 60, 1)) });
  });

  it('drawn as a MultiPolygon stays one, holes and all', () => {
    const coordinates = [[RING, closed(square(24.2, 60.2, 0.1))], [closed(square(26, 60, 1))]];
    expect(readGeometry({ type: 'MultiPolygon', coordinates })).toEqual({
      geometry: { type: 'MultiPolygon', coordinates },
    });
  });

  it('is flat: heights are left, also where only they differ', () => {
    const coordinates = [RING.map(([x, y], i) => [x, y, i * 10])];
    expect(readGeometry({ type: 'Polygon', coordinates })).toEqual({ geometry: border(square(24, 60, 1)) });
  });

  it('has no minus zero, which no database keeps', () => {
    const read = readGeometry({ type: 'Polygon', coordinates: [closed([[-0, 0], [1, 0], [1, 1]])] }); // prettier-ignore
    expect(JSON.stringify(read)).toContain('[0,0]');
    expect('geometry' in read && Object.is(read.geometry.coordinates[0]![0]![0]![0], 0)).toBe(true);
  });

  it('may run to the edges of the world', () => {
    const world = [[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]; // prettier-ignore
    expect(readGeometry({ type: 'Polygon', coordinates: [world] })).toHaveProperty('geometry');
  });

  const ring = (...positions: unknown[]) => ({ type: 'Polygon', coordinates: [positions] });

  it.each<[string, unknown, string, RegExp]>([
    ['is missing', undefined, '/geometry', /needs a geometry/],
    ['is null', null, '/geometry', /needs a geometry/],
    ['is a text', 'POLYGON((0 0))', '/geometry', /needs a geometry/],
    ['is a list', [], '/geometry', /needs a geometry/],
    ['is a point', { type: 'Point', coordinates: [25, 60] }, '/geometry/type', /Polygon or a MultiPolygon/],
    ['is of no type', { coordinates: [RING] }, '/geometry/type', /Polygon or a MultiPolygon/],
    ['has no coordinates', { type: 'Polygon' }, '/geometry/coordinates', /list and not empty/],
    ['has no ring', { type: 'Polygon', coordinates: [] }, '/geometry/coordinates', /list and not empty/],
    ['has no polygon', { type: 'MultiPolygon', coordinates: [] }, '/geometry/coordinates', /list and not empty/],
    ['has an empty ring', { type: 'Polygon', coordinates: [[]] }, '/geometry/coordinates/0', /list and not empty/],
    ['is a line there and back', ring([24, 60], [25, 60], [24, 60]), '/geometry/coordinates/0', /four positions/],
    ['is left open', ring([24, 60], [25, 60], [25, 61], [24, 61]), '/geometry/coordinates/0/3', /is closed/],
    ['is left open in one direction only', ring([24, 60], [25, 60], [25, 61], [24, 61]), '/geometry/coordinates/0/3', /closed/],
    ['encloses nothing', ring([24, 60], [25, 60], [26, 60], [24, 60]), '/geometry/coordinates/0', /encloses nothing/],
    ['has a position that is a text', ring('24,60', ...RING), '/geometry/coordinates/0/0', /list and not empty/],
    ['has a position without latitude', ring(...RING.slice(1), [24]), '/geometry/coordinates/0/4/1', /Latitude is a number/],
    ['has numbers in quotes', ring(['24', '60'], ...RING), '/geometry/coordinates/0/0/0', /Longitude is a number/],
    ['has a number that is none', ring([24, Number.NaN], ...RING), '/geometry/coordinates/0/0/1', /Latitude is a number/],
    ['has an endless number', ring([Infinity, 60], ...RING), '/geometry/coordinates/0/0/0', /Longitude is a number/],
    ['lies beyond the pole', ring(...RING, [24, 90.1]), '/geometry/coordinates/0/5/1', /between -90 and 90/],
    ['is in metres', ring([25_496_000, 6_672_000], ...RING), '/geometry/coordinates/0/0/0', /between -180 and 180/],
    [
      'has a bad hole in its second part',
      {
        type: 'MultiPolygon',
        coordinates: [
          [RING],
          [
            RING,
            [
              [24, 60],
              [24, 60],
            ],
          ],
        ],
      },
      '/geometry/coordinates/1/1',
      /four positions/,
    ],
  ])('that %s is refused, with the place', (_, geometry, pointer, detail) => {
    expect(readGeometry(geometry)).toEqual({ fault: { pointer, detail: expect.stringMatching(detail) as string } });
  });

  it('open by its longitude alone, or by its latitude alone, is open', () => {
    expect(readGeometry(ring([24, 60], [25, 60], [25, 61], [24, 61]))).toHaveProperty('fault');
    expect(readGeometry(ring([24, 60], [25, 61], [24, 61], [25, 60]))).toHaveProperty('fault');
  });

  it(`has ${POSITIONS_MAX} positions at most`, () => {
    const long = { type: 'Polygon', coordinates: [Array.from({ length: POSITIONS_MAX + 1 }, () => null)] };
    expect(readGeometry(long)).toMatchObject({ fault: { pointer: '/geometry/coordinates/0' } });
  });

  it('is read or refused, whatever it is, and never breaks the reading', () => {
    const ringOf = (leaf: fc.Arbitrary<unknown>) => fc.array(fc.array(fc.array(fc.array(leaf, { maxLength: 3 }))));
    const anything = fc.oneof(
      fc.anything(),
      fc.record({ type: fc.constantFrom('Polygon', 'MultiPolygon', 'Point'), coordinates: fc.anything() }),
      fc.record({ type: fc.constantFrom('Polygon', 'MultiPolygon'), coordinates: ringOf(fc.double()) }),
    );
    fc.assert(
      fc.property(anything, (geometry) => {
        const read = readGeometry(geometry);
        expect('geometry' in read ? read.geometry.type : read.fault.pointer).toMatch(/^MultiPolygon$|^\/geometry/);
      }),
    );
  });
});
