import fc from 'fast-check';
import type { Position } from 'geojson';
import { areaHoldsPoint } from './area-holds-point.ts';
import { LEVELS, areasOf } from './district.ts';
import { border, district, readSampleCity, sampleFile, square } from './districts.fixture.ts';
import { districtsAt, districtsOfNeed, drawAtlas, liesIn } from './find-by-point.ts';

const city = readSampleCity();
const atlas = drawAtlas(city);
const idsAt = (point: Position, of = atlas) => districtsAt(point, of).map(({ id }) => id);

/** Rows of `area-hierarchy.csv`: each subarea with the areas around it, and a point that lies well inside. */
const hierarchy = sampleFile('districts/area-hierarchy.csv')
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split(','))
  .map((cells) => ({
    subarea: cells[0]!,
    name: cells[1]!,
    district: cells[6]!,
    majorDistrict: cells[9]!,
    point: cells.slice(-2).map(Number),
  }));

describe('where a point of Helsinki lies', () => {
  it.each<[string, Position, string[]]>([
    ['Malmin tori', [25.0106, 60.2505], ['malmi', 'suurpiiri-koillinen', 'peruspiiri-malmi', 'kaupunginosa-malmi', 'osa-alue-ala-malmi', 'postinumero-00700']],
    [
      'Kannelmäen asema',
      [24.8768, 60.2396],
      ['malminkartano-kannelmaki', 'suurpiiri-lantinen', 'peruspiiri-kaarela', 'kaupunginosa-kaarela', 'osa-alue-kannelmaki', 'postinumero-00420'],
    ],
    [
      'Kauppatori, in no innovation district',
      [24.9521, 60.1675],
      ['suurpiiri-etelainen', 'peruspiiri-ullanlinna', 'kaupunginosa-kaartinkaupunki', 'osa-alue-kaartinkaupunki', 'postinumero-00130'],
    ],
    ['the open sea', [25.1, 59.95], ['suurpiiri-kaakkoinen', 'peruspiiri-laajasalo', 'kaupunginosa-aluemeri', 'osa-alue-aluemeri']],
    ['Tallinn', [24.745, 59.437], []],
    ['the other side of latitude and longitude', [60.2505, 25.0106], []],
  ])('%s', (_, point, expected) => {
    expect(idsAt(point)).toEqual(expected);
  });

  it.each(hierarchy)('$name is found on all levels by a point inside it', ({ subarea, district, majorDistrict, point }) => {
    const codes = new Map(districtsAt(point, atlas).map((area) => [area.level, area.code]));
    expect([codes.get('subarea'), codes.get('district'), codes.get('major-district')]).toEqual([subarea, district, majorDistrict]);
  });

  it.each([
    ['kalasatama', ['102']],
    ['malminkartano-kannelmaki', ['331', '333']],
    ['pasila', ['171', '172', '173', '174']],
  ])('%s is made of the subareas %j', (id, codes) => {
    const inside = hierarchy.filter(({ point }) => idsAt(point).includes(id));
    expect(inside.map(({ subarea }) => subarea).sort()).toEqual(codes);
  });

  const anywhere = fc.tuple(fc.double({ min: 24.78, max: 25.26, noNaN: true }), fc.double({ min: 59.92, max: 60.3, noNaN: true }));
  const corners = city.flatMap(({ geometry }) => geometry?.coordinates.flat(2) ?? []);
  const anyCorner = fc.nat(corners.length - 1).map((i) => corners[i]!);

  it('is one area of each level at most, on a border too, and those that the joins lead to', () => {
    fc.assert(
      fc.property(fc.oneof(anywhere, anyCorner), (point) => {
        const found = districtsAt(point, atlas);
        for (const level of LEVELS) expect(found.filter((area) => area.level === level).length).toBeLessThanOrEqual(1);
        for (const curated of city.filter((area) => area.level === 'innovation-district')) {
          expect(found.includes(curated)).toBe(curated.joins.some((id) => found.some((area) => area.id === id)));
        }
      }),
    );
  });

  it('is on a shared border the area with the lowest code of all that the border touches', () => {
    fc.assert(
      fc.property(anyCorner, (point) => {
        const found = districtsAt(point, atlas);
        for (const level of LEVELS.slice(1)) {
          const codes = city.filter((area) => area.level === level && areaHoldsPoint(area.geometry!, point)).map(({ code }) => code!);
          expect(found.find((area) => area.level === level)?.code).toBe(codes.sort()[0]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Two subareas side by side, the one to the east with the lower code; their district; a curated district on each. */
const west = district({ id: 'west', code: '12', geometry: border(square(0, 0, 2)) });
const east = district({ id: 'east', code: '11', geometry: border(square(2, 0, 2)) });
const whole = district({ id: 'whole', level: 'district', code: '1', geometry: border([[0, 0], [4, 0], [4, 2], [0, 2]]) }); // prettier-ignore
const curatedWest = district({ id: 'curated-west', level: 'innovation-district', joins: ['west'] });
const curatedEast = district({ id: 'curated-east', level: 'innovation-district', joins: ['east'] });
const ON_THE_BORDER: Position = [2, 1];

describe('a border that two areas share', () => {
  const town = drawAtlas([west, east, whole, curatedWest, curatedEast]);

  it('belongs to the area with the lowest code, and to the innovation district that joins that one', () => {
    expect(idsAt(ON_THE_BORDER, town)).toEqual(['curated-east', 'whole', 'east']);
    expect(idsAt([1, 1], town)).toEqual(['curated-west', 'whole', 'west']);
  });

  it('is not decided by the order in which the areas were read', () => {
    const backwards = drawAtlas([curatedEast, curatedWest, whole, east, west]);
    expect(idsAt(ON_THE_BORDER, backwards)).toEqual(idsAt(ON_THE_BORDER, town));
  });

  it('is for somebody who names one of the two in both', () => {
    expect([west, east].map((area) => liesIn(ON_THE_BORDER, area))).toEqual([true, true]);
    expect([west, east].map((area) => liesIn([1, 1], area))).toEqual([true, false]);
  });

  it('at the edge of everything belongs to the area as well', () => {
    for (const corner of [[0, 0], [4, 0], [4, 2], [0, 2]]) expect(idsAt(corner, town)).toContain('whole'); // prettier-ignore
  });
});

describe('an innovation district', () => {
  it('with a border of its own holds what lies in it, across the city’s division', () => {
    const own = district({ id: 'own', level: 'innovation-district', geometry: border(square(1, 0.5, 2)) });
    const town = drawAtlas([west, east, own]);
    expect(idsAt([1.5, 1], town)).toEqual(['own', 'west']);
    expect(idsAt([2.5, 1], town)).toEqual(['own', 'east']);
    expect(idsAt([2, 2.2], town)).toEqual(['own']);
    expect(idsAt([0.5, 1], town)).toEqual(['west']);
  });

  it('may overlap another one; both hold the point', () => {
    const own = district({ id: 'a-park', level: 'innovation-district', geometry: border(square(1, 0, 2)) });
    const other = district({ id: 'b-park', level: 'innovation-district', geometry: border(square(1, 0, 2)) });
    expect(idsAt([1.5, 1], drawAtlas([other, own, curatedWest, west]))).toEqual(['a-park', 'b-park', 'curated-west', 'west']);
  });

  it('that joins what is not there holds nothing', () => {
    expect(idsAt([1, 1], drawAtlas([west, district({ id: 'lost', level: 'innovation-district', joins: ['gone'] })]))).toEqual(['west']);
  });

  it('holds for a need the whole of what it joins', () => {
    const joined = district({ id: 'both', level: 'innovation-district', joins: ['west', 'east'] });
    const parts = areasOf(joined, drawAtlas([west, east, joined]).byId);
    expect([[1, 1], [3, 1], ON_THE_BORDER, [5, 1]].map((point) => liesIn(point, joined, parts))).toEqual([true, true, true, false]);
  });
});

describe('the district of a need that names a point', () => {
  const at = (level: (typeof LEVELS)[number]) => district({ id: level, level, geometry: border(square(0, 0, 2)) });

  it.each<[(typeof LEVELS)[number][], string[]]>([
    [[...LEVELS], ['innovation-district']],
    [LEVELS.filter((level) => level !== 'innovation-district'), ['subarea']],
    [['major-district', 'district', 'neighbourhood', 'postal-area'], ['neighbourhood']],
    [['major-district', 'district', 'postal-area'], ['postal-area']],
    [['major-district', 'district'], ['district']],
    [['major-district'], ['major-district']],
    [[], []],
  ])('is of %j the one that says most: %j', (levels, expected) => {
    expect(districtsOfNeed([1, 1], drawAtlas(levels.map(at)))).toEqual(expected);
  });

  it('is of two innovation districts the first by id', () => {
    const towns = ['beta', 'alpha'].map((id) => district({ id, level: 'innovation-district', geometry: border(square(0, 0, 2)) }));
    expect(districtsOfNeed([1, 1], drawAtlas(towns))).toEqual(['alpha']);
  });

  it.each<[string, Position, string[]]>([
    ['Malmin tori', [25.0106, 60.2505], ['malmi']],
    ['Kauppatori', [24.9521, 60.1675], ['osa-alue-kaartinkaupunki']],
    ['the open sea', [25.1, 59.95], ['osa-alue-aluemeri']],
    ['Tallinn', [24.745, 59.437], []],
  ])('in Helsinki: %s', (_, point, expected) => {
    expect(districtsOfNeed(point, atlas)).toEqual(expected);
  });
});
