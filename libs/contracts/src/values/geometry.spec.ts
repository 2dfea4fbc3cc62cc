import { Area, Point } from './geometry.ts';

const takes = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown): boolean => schema.safeParse(value).success;
const square = [
  [25, 60],
  [25.1, 60],
  [25.1, 60.1],
  [25, 60],
];

describe('a point', () => {
  it.each([[[25.0106, 60.2505]], [[-180, -90]], [[180, 90]], [[25, 60, 12.5]]])('is at %j, longitude first', (coordinates) => {
    expect(takes(Point, { type: 'Point', coordinates })).toBe(true);
  });

  it.each([[[181, 60]], [[25, 91]], [[60.25]], [[25, 60, 1, 2]], [['25', '60']], [[]], [null], [[null, 60]]])('is not at %j', (coordinates) => {
    expect(takes(Point, { type: 'Point', coordinates })).toBe(false);
  });

  it.each([{ type: 'point', coordinates: [25, 60] }, { coordinates: [25, 60] }, { type: 'Point', coordinates: [25, 60], crs: 'EPSG:3879' }, [25, 60]])(
    'is not %j',
    (value) => {
      expect(takes(Point, value)).toBe(false);
    },
  );
});

describe('an area', () => {
  it('is a polygon, with holes or without, or several', () => {
    expect(takes(Area, { type: 'Polygon', coordinates: [square] })).toBe(true);
    expect(takes(Area, { type: 'Polygon', coordinates: [square, square] })).toBe(true);
    expect(takes(Area, { type: 'MultiPolygon', coordinates: [[square], [square, square]] })).toBe(true);
  });

  it.each([
    [
      'a ring that is open',
      {
        type: 'Polygon',
        coordinates: [
          [
            [25, 60],
            [25.1, 60],
            [25.1, 60.1],
            [25, 60.1],
          ],
        ],
      },
    ],
    [
      'a ring of three positions',
      {
        type: 'Polygon',
        coordinates: [
          [
            [25, 60],
            [25.1, 60],
            [25, 60],
          ],
        ],
      },
    ],
    ['no ring', { type: 'Polygon', coordinates: [] }],
    ['a polygon without a ring', { type: 'MultiPolygon', coordinates: [[]] }],
    ['no polygon', { type: 'MultiPolygon', coordinates: [] }],
    ['several where it says one', { type: 'Polygon', coordinates: [[square]] }],
    ['a line', { type: 'LineString', coordinates: square }],
    [
      'metres of another system',
      {
        type: 'Polygon',
        coordinates: [
          [
            [25_500_000, 6_680_000],
            [25_500_100, 6_680_000],
            [25_500_100, 6_680_100],
            [25_500_000, 6_680_000],
          ],
        ],
      },
    ],
    ['a member beside', { type: 'Polygon', coordinates: [square], properties: {} }],
  ])('is not %s', (_, value) => {
    expect(takes(Area, value)).toBe(false);
  });
});
