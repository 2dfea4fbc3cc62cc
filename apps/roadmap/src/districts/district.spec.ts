import { areasOf, compareCodes, isLevel, levelOf, parentKey, renew, withTheirParents } from './district.ts';
import type { District, Level } from './district.ts';
import { border, district, square } from './districts.fixture.ts';

const DRAWN = border(square(0, 0, 1));

describe('the level of an area', () => {
  it.each<[string, Level | undefined, string | undefined, Level]>([
    ['the importer says it', 'subarea', undefined, 'subarea'],
    ['the importer says it, whatever the record says', 'postal-area', 'PERUSPIIRI', 'postal-area'],
    ['the record says it', undefined, 'SUURPIIRI', 'major-district'],
    ['the record says it', undefined, 'PERUSPIIRI', 'district'],
    ['the record says it', undefined, 'KAUPUNGINOSA', 'neighbourhood'],
    ['the record says it', undefined, 'OSA-ALUE', 'subarea'],
    ['the record says it', undefined, 'postinumeroalue', 'postal-area'],
    ['the record says it in small letters', undefined, 'osa-alue', 'subarea'],
    ['the record says it with another hyphen', undefined, 'OSA_ALUE', 'subarea'],
    ['nobody says it', undefined, undefined, 'neighbourhood'],
    ['the record says something else', undefined, 'TILASTOALUE', 'neighbourhood'],
  ])('%s', (_, asked, aluejako, expected) => {
    expect(levelOf(asked, aluejako)).toBe(expected);
  });

  it('is one of six', () => {
    expect(isLevel('subarea')).toBe(true);
    expect(isLevel('suburb')).toBe(false);
    expect(isLevel(null)).toBe(false);
  });
});

describe('the lowest code', () => {
  const coded = (code: string | null, value = '', id = 'a') =>
    district({ id, code, externalIds: value === '' ? [] : [{ scheme: 'helsinki:osa-alue', value }] });

  it.each<[string, District, District]>([
    ['of numbers is the smaller', coded('171'), coded('172')],
    ['of numbers is the smaller, however they are written', coded('9'), coded('10')],
    ['of a number and a word is the number', coded('59'), coded('Aluemeri')],
    ['of words is the earlier', coded('A1'), coded('B1')],
    ['used by two cities is that of the lower municipality', coded('01', '04901'), coded('01', '09101')],
    ['is any code before none', coded('999'), coded(null)],
    ['without codes goes by the slug', coded(null, '', 'a'), coded(null, '', 'b')],
    ['that is the same goes by the slug', coded('1', '0911', 'a'), coded('1', '0911', 'b')],
    ['of one number with and without zeros is decided all the same', coded('01'), coded('1')],
  ])('%s', (_, lower, higher) => {
    expect(compareCodes(lower, higher)).toBeLessThan(0);
    expect(compareCodes(higher, lower)).toBeGreaterThan(0);
  });

  it('of an area and itself is a draw', () => {
    expect(compareCodes(coded('171', '0913304171'), coded('171', '0913304171'))).toBe(0);
  });
});

describe('the parent of an area', () => {
  const area = (id: string, level: Level, value: string, parent: string | null = null) =>
    district({ id, level, parent, externalIds: [{ scheme: 'helsinki:x', value }] });
  const malmi = area('peruspiiri-malmi', 'district', '0915503000');
  const koillinen = area('suurpiiri-koillinen', 'major-district', '0915000000');
  const tapanila = area('osa-alue-tapanila', 'subarea', '0915503392');

  it('of a subarea is its district, of that its major district, and of the others nobody', () => {
    expect(parentKey(tapanila)).toEqual({ level: 'district', value: '0915503000' });
    expect(parentKey(malmi)).toEqual({ level: 'major-district', value: '0915000000' });
    expect(parentKey(koillinen)).toBeNull();
    expect(parentKey(area('kaupunginosa-malmi', 'neighbourhood', '09138'))).toBeNull();
  });

  it('is nobody where the code is not made like that', () => {
    for (const value of ['09138', '0915503392x', 'Aluemeri', '']) expect(parentKey(area('a', 'subarea', value))).toBeNull();
    expect(parentKey(district({ level: 'subarea' }))).toBeNull();
  });

  it('is found in whatever order the areas came', () => {
    expect(withTheirParents([tapanila, malmi, koillinen])).toEqual([
      { ...tapanila, parent: 'peruspiiri-malmi' },
      { ...malmi, parent: 'suurpiiri-koillinen' },
    ]);
  });

  it('that is right already, or unknown, changes nothing', () => {
    const settled = { ...tapanila, parent: 'peruspiiri-malmi' };
    expect(withTheirParents([settled, malmi])).toEqual([]);
    expect(withTheirParents([settled])).toEqual([]);
  });
});

describe('the areas that a district is made of', () => {
  const areas = [
    district({ id: 'north', geometry: DRAWN }),
    district({ id: 'south', geometry: DRAWN }),
    district({ id: 'both', level: 'innovation-district', joins: ['south', 'north', 'gone'] }),
    district({ id: 'more', level: 'innovation-district', joins: ['both', 'north'] }),
    district({ id: 'own', level: 'innovation-district', geometry: DRAWN }),
    district({ id: 'circle', level: 'innovation-district', joins: ['circle', 'other-circle'] }),
    district({ id: 'other-circle', level: 'innovation-district', joins: ['circle'] }),
  ];
  const byId = new Map(areas.map((area) => [area.id, area]));

  it.each([
    ['north', ['north']],
    ['own', ['own']],
    ['both', ['north', 'south']],
    ['more', ['north', 'south']],
    ['circle', []],
  ])('%s: %j', (id, expected) => {
    expect(areasOf(byId.get(id)!, byId).map((area) => area.id)).toEqual(expected);
  });
});

describe('a district that is read again', () => {
  const known = district({
    version: 3,
    name: { fi: 'Malmi', sv: 'Malm', en: 'Malmi' },
    otherNames: ['Malmin keskusta'],
    development: ['infill'],
    parent: 'suurpiiri-koillinen',
    code: '503',
    externalIds: [
      { scheme: 'helsinki:peruspiiri', value: '0915503000' },
      { scheme: 'digital-twin', value: '42' },
    ],
    geometry: DRAWN,
    population: 29_000,
  });
  const read = district({
    name: { fi: 'Malmi', sv: 'Malm' },
    code: '503',
    externalIds: [{ scheme: 'helsinki:peruspiiri', value: '0915503000' }],
    geometry: border(square(0, 0, 1)),
  });

  it('and says the same is the very same, with its version', () => {
    expect(renew(known, read)).toBe(known);
  });

  it('gets its new border and a new version, and keeps what people added', () => {
    const moved = border(square(0, 0, 2));
    expect(renew(known, { ...read, geometry: moved })).toEqual({ ...known, version: 4, geometry: moved });
  });

  it('gets its new name and keeps its address', () => {
    const renamed = renew(known, { ...read, id: 'peruspiiri-uusi', name: { fi: 'Uusi', sv: 'Nya' } });
    expect(renamed).toMatchObject({ id: known.id, version: 4, name: { fi: 'Uusi', sv: 'Nya', en: 'Malmi' } });
  });
});
