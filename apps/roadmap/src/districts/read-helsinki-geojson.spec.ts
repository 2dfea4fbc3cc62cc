import fc from 'fast-check';
import type { District } from './district.ts';
import { FILES, border, closed, readSampleCity, sampleFile, square } from './districts.fixture.ts';
import { NAME_LENGTH_MAX, readFeature, readHelsinkiGeojson } from './read-helsinki-geojson.ts';
import type { ReadOptions, RecordRead } from './read-helsinki-geojson.ts';

const GEOMETRY = { type: 'Polygon', coordinates: [closed(square(24, 60, 1))] };
const MALMI = {
  aluejako: 'PERUSPIIRI',
  kunta: '091',
  tunnus: '503',
  kokotunnus: '0915503000',
  nimi_fi: 'MALMI',
  nimi_se: 'MALM',
};

const feature = (properties: Record<string, unknown>, geometry: unknown = GEOMETRY) => ({
  type: 'Feature',
  properties,
  geometry,
});

function read(features: unknown[], options?: ReadOptions): RecordRead[] {
  return readHelsinkiGeojson({ type: 'FeatureCollection', features }, options)!;
}

function readOne(properties: Record<string, unknown>, options?: ReadOptions): District {
  const [record] = read([feature(properties)], options);
  if (!record || !('district' in record)) throw new Error(JSON.stringify(record));
  return record.district;
}

function errorsOf(record: RecordRead | undefined): string[] {
  return record && 'errors' in record ? record.errors.map(({ pointer }) => pointer) : ['read'];
}

describe('a record of the city’s map service', () => {
  it('becomes a district', () => {
    expect(readOne(MALMI)).toEqual({
      id: 'peruspiiri-malmi',
      version: 1,
      name: { fi: 'Malmi', sv: 'Malm' },
      otherNames: [],
      level: 'district',
      development: [],
      parent: null,
      code: '503',
      externalIds: [{ scheme: 'helsinki:peruspiiri', value: '0915503000' }],
      geometry: border(square(24, 60, 1)),
      joins: [],
      population: null,
    });
  });

  it.each([
    ['by its whole code', {}, 'helsinki:peruspiiri', '0915503000'],
    ['by municipality and code', { kokotunnus: undefined }, 'helsinki:peruspiiri', '091503'],
    ['by its code alone', { kokotunnus: null, kunta: null }, 'helsinki:peruspiiri', '503'],
    ['in the scheme of its own division', { aluejako: 'TILASTOALUE' }, 'helsinki:tilastoalue', '0915503000'],
    ['in the scheme of its level, where it names no division', { aluejako: undefined }, 'helsinki:kaupunginosa', '0915503000'],
    ['with the zeros that a spreadsheet took', { kokotunnus: '', kunta: 91, tunnus: 503 }, 'helsinki:peruspiiri', '091503'],
  ])('is known outside %s', (_, changed, scheme, value) => {
    expect(readOne({ ...MALMI, ...changed }).externalIds).toEqual([{ scheme, value }]);
  });

  it('of a postal area has the code for its address and title case for its name', () => {
    const postal = {
      aluejako: 'postinumeroalue',
      kunta: '091',
      tunnus: '00700',
      nimi_fi: 'HELSINKI',
      nimi_se: 'HELSINGFORS',
    };
    expect(readOne(postal)).toMatchObject({
      id: 'postinumero-00700',
      level: 'postal-area',
      code: '00700',
      name: { fi: 'Helsinki', sv: 'Helsingfors' },
    });
  });

  it('is on the level that the importer says', () => {
    expect(readOne(MALMI, { level: 'subarea' })).toMatchObject({ id: 'osa-alue-malmi', level: 'subarea' });
    expect(readOne({ ...MALMI, aluejako: undefined }, { level: 'subarea' }).externalIds[0]?.scheme).toBe('helsinki:osa-alue');
  });

  it('without a Swedish name has none', () => {
    for (const nimi_se of [undefined, null, '', '  ']) expect(readOne({ ...MALMI, nimi_se }).name).toEqual({ fi: 'Malmi' });
  });

  it('may say more than anybody asked', () => {
    expect(readOne({ ...MALMI, id: 114485, yhtluontipvm: null, väestö: 1 })).toEqual(readOne(MALMI));
  });
});

describe('a record that is not right', () => {
  it.each<[string, unknown, string[]]>([
    ['that is nothing', null, ['']],
    ['that is a text', 'Malmi', ['']],
    ['that is a list', [], ['']],
    ['of another type', { ...feature(MALMI), type: 'Area' }, ['/type']],
    ['without properties', { type: 'Feature', geometry: GEOMETRY }, ['/properties']],
    ['with properties that are null', { ...feature(MALMI), properties: null }, ['/properties']],
    ['without a name', feature({ ...MALMI, nimi_fi: undefined }), ['/properties/nimi_fi']],
    ['with a blank name', feature({ ...MALMI, nimi_fi: ' ' }), ['/properties/nimi_fi']],
    ['with a number for a name', feature({ ...MALMI, nimi_fi: 503 }), ['/properties/nimi_fi']],
    ['with a name of no letters', feature({ ...MALMI, nimi_fi: '–' }), ['/properties/nimi_fi']],
    ['with a name that never ends', feature({ ...MALMI, nimi_fi: 'a'.repeat(NAME_LENGTH_MAX + 1) }), ['/properties/nimi_fi']],
    ['with a name that no database takes', feature({ ...MALMI, nimi_fi: 'Mal\u0000mi' }), ['/properties/nimi_fi']],
    ['with half a character', feature({ ...MALMI, nimi_se: 'Malm\ud83c' }), ['/properties/nimi_se']],
    ['with an object for a code', feature({ ...MALMI, tunnus: {} }), ['/properties/tunnus']],
    ['with a broken number for a code', feature({ ...MALMI, tunnus: 1.5 }), ['/properties/tunnus']],
    ['without a code', feature({ ...MALMI, tunnus: null, kokotunnus: null }), ['/properties/tunnus']],
    ['of a postal area without its code', feature({ ...MALMI, tunnus: null, aluejako: 'postinumeroalue' }), ['/properties/tunnus']],
    ['with a number for a division', feature({ ...MALMI, aluejako: 3 }), ['/properties/aluejako']],
    ['without a border', feature(MALMI, null), ['/geometry']],
    ['with a border left open', feature(MALMI, { type: 'Polygon', coordinates: [square(24, 60, 1)] }), ['/geometry/coordinates/0/3']],
    ['with everything wrong', feature({ kunta: true }, 7), ['/geometry', '/properties/kunta', '/properties/nimi_fi', '/properties/tunnus']],
  ])('%s is told where', (_, record, pointers) => {
    expect(errorsOf(read([record])[0])).toEqual(pointers);
  });

  it('stops none of the rest, and keeps its place in the file', () => {
    const records = read([feature(MALMI), null, feature({ ...MALMI, tunnus: '504', kokotunnus: '0915504000', nimi_fi: 'SUUTARILA' })]);
    expect(records.map(({ record }) => record)).toEqual([1, 2, 3]);
    expect(records.map((record) => ('district' in record ? record.district.id : record.errors[0]?.detail))).toEqual([
      'peruspiiri-malmi',
      'A record is a GeoJSON Feature.',
      'peruspiiri-suutarila',
    ]);
  });

  it('is told and not thrown, whatever it is', () => {
    const properties = fc.record(Object.fromEntries(Object.keys(MALMI).map((key) => [key, fc.oneof(fc.anything(), fc.constantFrom('1', 'A'))])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          properties.map((some) => feature(some)),
        ),
        (record) => {
          expect(Object.keys(readFeature(record))).toHaveLength(1);
        },
      ),
    );
  });

  it.each([[null], [[]], ['{}'], [{ type: 'Feature' }], [{ type: 'FeatureCollection' }], [{ type: 'FeatureCollection', features: {} }]])(
    'is one thing, a file that is none of this is another: %j',
    (file) => {
      expect(readHelsinkiGeojson(file)).toBeNull();
    },
  );
});

describe('the address of an area in a file', () => {
  const kallio = (kunta: string, tunnus: string) => feature({ aluejako: 'KAUPUNGINOSA', kunta, tunnus, nimi_fi: 'KALLIO' });
  const ids = (records: RecordRead[]) => records.map((record) => ('district' in record ? record.district.id : null));

  it('gets the municipality where another area holds it, of this file or from before', () => {
    expect(ids(read([kallio('091', '11'), kallio('049', '11')]))).toEqual(['kaupunginosa-kallio', 'kaupunginosa-kallio-049']);
    const known = [{ id: 'kaupunginosa-kallio', level: 'neighbourhood' as const, externalIds: [] }];
    expect(ids(read([kallio('049', '11')], { known }))).toEqual(['kaupunginosa-kallio-049']);
  });

  it('gets the municipality from the whole code where the record names none', () => {
    const known = [{ id: 'peruspiiri-malmi', level: 'district' as const, externalIds: [] }];
    expect(ids(read([feature({ ...MALMI, kunta: null })], { known }))).toEqual(['peruspiiri-malmi-091']);
  });

  it('gets the code as well where one city has the name twice', () => {
    expect(ids(read([kallio('091', '11'), kallio('091', '12'), kallio('091', '13')]))).toEqual([
      'kaupunginosa-kallio',
      'kaupunginosa-kallio-091',
      'kaupunginosa-kallio-091-13',
    ]);
  });

  it('is an error where everything is taken', () => {
    const known = ['', '-091', '-091-11'].map((end) => ({
      id: `kaupunginosa-kallio${end}`,
      level: 'neighbourhood' as const,
      externalIds: [],
    }));
    expect(errorsOf(read([kallio('091', '11')], { known })[0])).toEqual(['/properties/nimi_fi']);
  });

  it('stays when the area has a new name, for it is the same area by its register id', () => {
    const [before] = read([feature(MALMI)]);
    const known = before && 'district' in before ? [before.district] : [];
    expect(ids(read([feature({ ...MALMI, nimi_fi: 'UUSI MALMI' })], { known }))).toEqual(['peruspiiri-malmi']);
  });

  it('is one for two records about one area', () => {
    expect(ids(read([feature(MALMI), feature({ ...MALMI, nimi_fi: 'Malm' })]))).toEqual(['peruspiiri-malmi', 'peruspiiri-malmi']);
  });

  it('of a parent is found wherever in the file the parent stands', () => {
    const tapanila = {
      aluejako: 'OSA-ALUE',
      kunta: '091',
      tunnus: '392',
      kokotunnus: '0915503392',
      nimi_fi: 'Tapanila',
    };
    const [child, parent] = read([feature(tapanila), feature(MALMI)]);
    expect(child).toMatchObject({ district: { parent: 'peruspiiri-malmi' } });
    expect(parent).toMatchObject({ district: { parent: null } });
  });
});

describe('the real city', () => {
  const city = readSampleCity();

  it('is read whole: 8 major districts, 34 districts, 60 neighbourhoods, 148 subareas, 84 postal areas', () => {
    const counts: Record<string, number> = {};
    for (const { level } of city) counts[level] = (counts[level] ?? 0) + 1;
    expect(counts).toEqual({
      'major-district': 8,
      district: 34,
      neighbourhood: 60,
      subarea: 148,
      'postal-area': 84,
      'innovation-district': 5,
    });
  });

  it.each([
    ['osa-alue-kalasatama', { name: { fi: 'Kalasatama', sv: 'Fiskehamnen' }, code: '102', parent: 'peruspiiri-kallio' }],
    ['osa-alue-kannelmaki', { code: '331', parent: 'peruspiiri-kaarela' }],
    ['osa-alue-malminkartano', { code: '333', parent: 'peruspiiri-kaarela' }],
    ['peruspiiri-pasila', { code: '304', name: { fi: 'Pasila', sv: 'Böle' }, parent: 'suurpiiri-keskinen' }],
    ['peruspiiri-mellunkyla', { code: '703', parent: 'suurpiiri-itainen' }],
    ['kaupunginosa-mellunkyla', { code: '47', parent: null }],
    ['suurpiiri-itainen', { code: '7', parent: null, externalIds: [{ scheme: 'helsinki:suurpiiri', value: '0917000000' }] }],
    ['kaupunginosa-aluemeri', { code: 'Aluemeri', name: { fi: 'Aluemeri', sv: 'Territorialhavet' } }],
    ['postinumero-00700', { name: { fi: 'Helsinki', sv: 'Helsingfors' }, parent: null }],
  ])('knows %s', (id, expected) => {
    expect(city.find((district) => district.id === id)).toMatchObject(expected);
  });

  it('has a parent for every subarea and every district, as the hierarchy says', () => {
    const rows = sampleFile('districts/area-hierarchy.csv')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','));
    const codeOf = new Map(city.map(({ id, code }) => [id, code]));
    const area = (level: string, code: string) => city.find((district) => district.level === level && district.code === code)!;
    for (const [subarea, , , , , , district, , , majorDistrict] of rows as string[][]) {
      expect(codeOf.get(area('subarea', subarea!).parent!)).toBe(district);
      expect(codeOf.get(area('district', district!).parent!)).toBe(majorDistrict);
    }
    expect(rows).toHaveLength(148);
  });

  it.each(Object.values(FILES))('%s read twice gives the same, also in another order', (name) => {
    const file = JSON.parse(sampleFile(`districts/${name}`)) as { features: unknown[] };
    const first = readHelsinkiGeojson(file, { known: city })!;
    expect(readHelsinkiGeojson(file, { known: city })).toEqual(first);
    const byId = new Map(city.map((district) => [district.id, district]));
    for (const record of first) expect('district' in record && byId.get(record.district.id)).toEqual('district' in record && record.district);
    const backwards = readHelsinkiGeojson({ ...file, features: [...file.features].reverse() }, { known: city })!;
    expect(backwards.map((record) => 'district' in record && record.district).reverse()).toEqual(
      first.map((record) => 'district' in record && record.district),
    );
  });
});
