/** Which needs say the same: domain page, "Needs and co-creation"; API contract, R4. The labelled pairs: `sample/likely-duplicates`. */
import { readFileSync } from 'node:fs';
import type { LocalisedText } from '@fiksu/contracts';
import fc from 'fast-check';
import { readSampleCity } from '../districts/districts.fixture.ts';
import { PlaceNames } from './likely-duplicates-places.ts';
import { LIKELY_FROM, measureLikeness, scoreLikeness, type CityWords, type Comparable } from './likely-duplicates.ts';

const areas = readSampleCity();
const city: CityWords = {
  districts: new Map(areas.map(({ id, name }) => [id, name as LocalisedText])),
  themes: new Map([['lighting', { fi: 'Valaistus', sv: 'Belysning', en: 'Lighting' }]]),
  places: new PlaceNames(areas.flatMap(({ name, otherNames }) => [...Object.values(name), ...otherNames])),
};

const malmiSquare = [25.0106, 60.2505] as const;
/** So many metres east of Malmi's square. */
const east = (metres: number) => [malmiSquare[0] + metres / 55_170, malmiSquare[1]] as const;

interface Told {
  at?: readonly [number, number];
  districts?: string[];
  themes?: string[];
}
/** A need in Finnish: title, description and what else matters. */
const fi = (title: string, description: string | null = null, told: Told = {}) => need({ fi: title }, description === null ? null : { fi: description }, told);

function need(title: LocalisedText, description: LocalisedText | null = null, { at, districts = ['malmi'], themes = [] }: Told = {}): Comparable {
  return { title, description, districts, location: at ? { type: 'Point', coordinates: [...at] } : null, themes };
}

const scoreOf = (a: Comparable, b: Comparable) => measureLikeness(a, b, city).score;
const areLikely = (a: Comparable, b: Comparable) => scoreLikeness(a, b, city) !== null;

const here = { at: malmiSquare };
const nextTo = { at: east(60) };

describe('two needs are likely duplicates', () => {
  it.each<[string, Comparable, Comparable]>([
    ['in other cases of the same words', fi('Varjoa Malmin torille', null, here), fi('Malmin torin varjot', null, nextTo)],
    ['in compounds of the same word', fi('Katuvalot Ylä-Malmin raitille', null, here), fi('Raitin katuvalaistus kuntoon', null, nextTo)],
    ['where one says "penkki" and the other "istumapaikka"', fi('Penkkejä torille', null, here), fi('Torille lisää istumapaikkoja', null, nextTo)],
    [
      'where one says "vessa" and the other "WC"',
      fi('Yleinen vessa torille', 'Torilla ei ole käymälää.', here),
      fi('Malmin torin WC', 'Torille tarvitaan ympärivuotinen käymälä.', nextTo),
    ],
    ['with a slip of the pen', fi('Skeittipuisto Malmille', null, here), fi('skietipuisto malmille', null, nextTo)],
    ['without the dots of ä and ö', fi('Pyöräteline Malmin asemalle', null, here), fi('pyorateline malmin asemalle', null, nextTo)],
    ['in another order', fi('Koirapuisto ja penkkejä', null, here), fi('Penkkejä ja koirapuisto', null, nextTo)],
    [
      'by a title and a heading, where the text says the same',
      fi('Turvallisuus', 'Suojatien pensaat peittävät näkyvyyden, ja lapset ovat vaarassa.', here),
      fi('Suojatien pensaat peittävät näkyvyyden', 'Lapset ovat vaarassa.', nextTo),
    ],
    ['without points, in the same district', fi('Koirapuisto Malmille'), fi('Malmille oma koirapuisto')],
    ['in the same district by the names of two levels', fi('Koirapuisto'), fi('Koirapuisto', null, { districts: ['peruspiiri-malmi'] })],
    [
      'with a point set wrong, where both name the same place',
      fi('Koirapuisto Longinojan varteen', 'Longinojalle tarvitaan aitaus koirille.', here),
      fi('Longinojalle koirapuisto', 'Koirille aitaus Longinojan varteen.', { at: east(5_000) }),
    ],
    ['in Swedish', need({ sv: 'Fler bänkar vid torget' }, null, here), need({ sv: 'Bänkar till torget i Malm' }, null, nextTo)],
    [
      'in English',
      need({ en: 'Outdoor gym for Malmi' }, { en: 'Bars and weights by the pool' }, here),
      need({ en: 'A gym outdoors in Malmi' }, { en: 'Weights and bars near the pool' }, nextTo),
    ],
    [
      'in two languages, in the same place',
      fi('Katuvalot koulun pihalle', 'Koulun piha on pimeä.', here),
      need({ sv: 'Belysning på skolgården' }, { sv: 'Skolgården är mörk.' }, nextTo),
    ],
  ])('%s', (_, a, b) => {
    expect(scoreLikeness(a, b, city)).toEqual({ score: expect.any(Number), because: expect.any(Array) });
  });

  it.each<[string, Comparable, Comparable]>([
    [
      'the same bench wish eight kilometres away',
      fi('Penkkejä rantaan', 'Rannassa ei voi istua.', here),
      fi('Penkkejä rantaan', 'Rannassa ei voi istua.', { at: east(8_000), districts: ['osa-alue-aurinkolahti'] }),
    ],
    ['the same words about other districts', fi('Koirapuisto Malmille'), fi('Koirapuisto Pasilaan', null, { districts: ['pasila'] })],
    [
      'the same text about other stations',
      fi('Aseman seutu viihtyisäksi', 'Malmin asema on monen ensimmäinen näky, ja sen ympäristö on ankea ja harmaa.', here),
      fi('Aseman seutu viihtyisäksi', 'Pukinmäen asema on monen ensimmäinen näky, ja sen ympäristö on ankea ja harmaa.', {
        at: east(3_000),
        districts: ['osa-alue-pukinmaki'],
      }),
    ],
    ['another wish for the same place', fi('Penkkejä Malmin torille', null, here), fi('Katuvalot Malmin torille', null, here)],
    ['another wish in the same sentence', fi('Leikkipuisto Malmille', null, here), fi('Koirapuisto Malmille', null, here)],
    [
      'the same theme and place alone',
      fi('Penkkejä torille', null, { ...here, themes: ['wellbeing'] }),
      fi('Kahvila kesäksi', null, { ...here, themes: ['wellbeing'] }),
    ],
    [
      'the same heading over other matters',
      fi('Turvallisuus', 'Suojatiellä ajetaan liian kovaa.', here),
      fi('Turvallisuus', 'Humalaisten huuto valvottaa.', here),
    ],
    ['needs that share empty words alone', fi('Lisää uusia parempia', null, here), fi('Paljon enemmän kiitos', null, here)],
    [
      'another matter in another language, in the same place',
      fi('Katuvalot koulun pihalle', 'Koulun piha on pimeä.', here),
      need({ sv: 'Klätterställning på skolgården' }, { sv: 'De större barnen har inget att göra.' }, here),
    ],
    [
      'the same matter in another language, some blocks away',
      fi('Katuvalot koulun pihalle', 'Koulun piha on pimeä.', here),
      need({ sv: 'Belysning på skolgården' }, { sv: 'Skolgården är mörk.' }, { at: east(400) }),
    ],
  ])('but not %s', (_, a, b) => {
    expect(scoreLikeness(a, b, city)).toBeNull();
  });
});

describe('a score', () => {
  it('falls with the distance', () => {
    const scores = [0, 100, 300, 800, 1_500, 3_000, 8_000].map((metres) =>
      scoreOf(fi('Koirapuisto', null, here), fi('Koirapuisto', null, { at: east(metres) })),
    );
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBe(1);
    expect(scores.at(-1)).toBeLessThan(0.3);
    expect(new Set(scores).size).toBe(scores.length);
  });

  it('is a little lower where the themes are others, and not where one names none', () => {
    const themed = (...themes: string[]) => fi('Koirapuisto', null, { ...here, themes });
    expect(scoreOf(themed('lighting', 'safety'), themed('safety', 'lighting'))).toBe(1);
    expect(scoreOf(themed('lighting'), themed())).toBe(1);
    expect(scoreOf(themed('lighting'), themed('lighting', 'safety'))).toBe(0.95);
    expect(scoreOf(themed('lighting'), themed('safety'))).toBe(0.9);
  });

  it('counts a name of a place little as what is wanted', () => {
    expect(scoreOf(fi('Katuvalot Kannelmäkeen', null, here), fi('Koirapuisto Kannelmäkeen', null, here))).toBeLessThan(0.2);
    // Without the city's names it is a word like others where no capital shows it.
    expect(measureLikeness(fi('katuvalot kannelmäkeen', null, here), fi('koirapuisto kannelmäkeen', null, here)).score).toBeGreaterThan(0.2);
  });

  it('is taken from the language in which the two are most alike', () => {
    const both = need({ fi: 'Penkkejä torille', en: 'Benches for the square' }, null, here);
    expect(scoreOf(both, need({ en: 'Benches for the square' }, null, here))).toBe(1);
    expect(scoreOf(both, need({ fi: 'Jotain aivan muuta', en: 'Benches for the square' }, null, here))).toBe(1);
  });

  it('stays at hand for texts of any length', () => {
    const long = Array.from({ length: 2_000 }, (_, index) => `sana${index}`).join(' ');
    expect(scoreOf(fi('Penkkejä torille', long, here), fi('Penkkejä torille', long, here))).toBe(1);
  });
});

describe('the reasons for a score', () => {
  const reasons = (a: Comparable, b: Comparable) => Object.fromEntries((scoreLikeness(a, b, city)?.because ?? []).map(({ code, detail }) => [code, detail]));

  it('name the words, the distance and the themes, in three languages', () => {
    const told = { themes: ['lighting'] };
    expect(
      reasons(
        fi('Katuvalot torille', 'Torilla on pimeää.', { ...here, ...told }),
        fi('Torin katuvalaistus', 'Pimeällä torilla pelottaa.', { ...nextTo, ...told }),
      ),
    ).toEqual({
      'similar-title': {
        fi: 'Otsikossa sama asia: katuvalot – katuvalaistus, torille – torin',
        sv: 'Samma sak i rubriken: katuvalot – katuvalaistus, torille – torin',
        en: 'The same matter in the title: katuvalot – katuvalaistus, torille – torin',
      },
      'similar-description': { fi: 'Kuvauksissa on paljon samaa', sv: 'Beskrivningarna liknar varandra', en: 'The descriptions have much in common' },
      'same-place': { fi: 'Sama paikka, välissä noin 60 m', sv: 'Samma plats, ungefär 60 m emellan', en: 'The same place, about 60 m apart' },
      'same-theme': { fi: 'Yhteinen teema: Valaistus', sv: 'Gemensamt tema: Belysning', en: 'A common theme: Lighting' },
    });
  });

  it('name the district where a point is missing, as the city calls it', () => {
    expect(reasons(fi('Koirapuisto'), fi('Koirapuisto', null, here))['same-district']).toEqual({
      fi: 'Sama alue: Malmi',
      sv: 'Samma område: Malm',
      en: 'The same district: Malmi',
    });
  });

  it('say how far what is near by is', () => {
    const found = reasons(fi('Koirapuisto', null, here), fi('Koirapuisto', null, { at: east(400) }));
    expect(found['near-by']?.en).toBe('Near each other, about 400 m');
    expect(found).not.toHaveProperty('same-place');
  });

  it('show the pairs of words across languages', () => {
    const found = reasons(
      fi('Katuvalot koulun pihalle', 'Koulun piha on pimeä.', here),
      need({ sv: 'Belysning på skolgården' }, { sv: 'Skolgården är mörk.' }, nextTo),
    );
    expect(found['similar-in-other-language']?.fi).toBe('Samaa asiaa toisella kielellä: katuvalot – belysning, koulun – skolgården');
  });

  it('fall back to ids that the city has no words for', () => {
    const told = { districts: ['atlantis'], themes: ['alchemy'] };
    const found = scoreLikeness(fi('Koirapuisto', null, told), fi('Koirapuisto', null, told))?.because ?? [];
    expect(found.map(({ detail }) => detail.en)).toEqual([
      'The same matter in the title: koirapuisto',
      'The same district: atlantis',
      'A common theme: alchemy',
    ]);
  });
});

describe('whatever people write,', () => {
  const word = fc.constantFrom(
    'katuvalot',
    'Katuvalaistus',
    'penkkejä',
    'tori',
    'torille',
    'Malmin',
    'vessa',
    'WC',
    'lisää',
    'bänkar',
    'torget',
    'dog',
    'park',
    'ä',
    '100',
    '%',
    '_',
    '🐕',
    'Å',
  );
  const text = fc.oneof(
    fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' ')),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  );
  const localised = fc.record({ fi: text, sv: text, en: text }, { requiredKeys: [] }).filter((texts) => Object.keys(texts).length > 0);
  const point = fc.tuple(fc.double({ min: 24.8, max: 25.2, noNaN: true }), fc.double({ min: 60.1, max: 60.3, noNaN: true }));
  const anyNeed: fc.Arbitrary<Comparable> = fc.record({
    title: localised,
    description: fc.option(localised),
    districts: fc.uniqueArray(fc.constantFrom('malmi', 'pasila', 'peruspiiri-malmi'), { minLength: 1 }),
    location: fc.option(point.map((coordinates) => ({ type: 'Point' as const, coordinates: [...coordinates] as [number, number] }))),
    themes: fc.uniqueArray(fc.constantFrom('lighting', 'safety', 'mobility')),
  });

  it('a score is a number from 0 to 1, and the same from either side', () => {
    fc.assert(
      fc.property(anyNeed, anyNeed, (a, b) => {
        const score = scoreOf(a, b);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(scoreOf(b, a)).toBe(score);
      }),
      { numRuns: 500 },
    );
  });

  it('no need is more alike to one than itself', () => {
    fc.assert(
      fc.property(anyNeed, anyNeed, (a, b) => expect(scoreOf(a, b)).toBeLessThanOrEqual(scoreOf(a, a))),
      { numRuns: 500 },
    );
  });

  it('neither the order of districts and themes nor a second look changes a score', () => {
    const turned = (a: Comparable): Comparable => ({ ...a, districts: [...a.districts].reverse(), themes: [...a.themes].reverse() });
    fc.assert(
      fc.property(anyNeed, anyNeed, (a, b) => expect(scoreOf(turned(a), turned(b))).toBe(scoreOf(a, b))),
      { numRuns: 200 },
    );
  });

  it('what is shown has its reasons', () => {
    fc.assert(
      fc.property(anyNeed, anyNeed, (a, b) => {
        const likeness = scoreLikeness(a, b, city);
        if (likeness) expect(likeness.because.map(({ code }) => code)).not.toEqual([]);
        expect(likeness === null).toBe(scoreOf(a, b) < LIKELY_FROM);
      }),
      { numRuns: 300 },
    );
  });
});

describe('on the labelled pairs', () => {
  const { needs, data } = JSON.parse(readFileSync(new URL('../../../../sample/likely-duplicates/pairs.json', import.meta.url), 'utf8')) as {
    needs: (Comparable & { id: string })[];
    data: { a: string; b: string; duplicate: boolean }[];
  };
  const byId = new Map(needs.map((told) => [told.id, { ...told, description: told.description ?? null, location: told.location ?? null }]));
  const pairs = data.map(({ a, b, duplicate }) => ({ duplicate, shown: areLikely(byId.get(a) as Comparable, byId.get(b) as Comparable) }));
  const share = (of: typeof pairs, what: 'shown' | 'duplicate') => of.filter((pair) => pair[what]).length / of.length;

  it('four of five that are shown are duplicates', () => {
    expect(
      share(
        pairs.filter(({ shown }) => shown),
        'duplicate',
      ),
    ).toBeGreaterThanOrEqual(0.8);
  });

  it('four of five duplicates are shown', () => {
    expect(
      share(
        pairs.filter(({ duplicate }) => duplicate),
        'shown',
      ),
    ).toBeGreaterThanOrEqual(0.8);
  });
});
