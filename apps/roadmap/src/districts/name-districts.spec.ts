import fc from 'fast-check';
import { LEVELS } from './district.ts';
import { readSampleCity } from './districts.fixture.ts';
import { freeSlug, nameInTitleCase, slugOf, slugPart } from './name-districts.ts';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

describe('the address of an area', () => {
  it.each([
    ['major-district', 'KOILLINEN', '5', 'suurpiiri-koillinen'],
    ['district', 'MALMI', '503', 'peruspiiri-malmi'],
    ['neighbourhood', 'MUSTIKKAMAA-KORKEASAARI', '19', 'kaupunginosa-mustikkamaa-korkeasaari'],
    ['neighbourhood', 'ETU-TÖÖLÖ', '13', 'kaupunginosa-etu-toolo'],
    ['neighbourhood', 'ALUEMERI', 'Aluemeri', 'kaupunginosa-aluemeri'],
    ['subarea', 'Kannelmäki', '331', 'osa-alue-kannelmaki'],
    ['subarea', 'Herttoniemen yritysalue', '433', 'osa-alue-herttoniemen-yritysalue'],
    ['subarea', 'Åggelby', '1', 'osa-alue-aggelby'],
    ['subarea', ' Kivistö / Keskusta (itä) ', '1', 'osa-alue-kivisto-keskusta-ita'],
    ['subarea', 'Ma\u0308ntyma\u0308ki', '1', 'osa-alue-mantymaki'],
    ['subarea', '4. linja', '1', 'osa-alue-4-linja'],
    ['postal-area', 'HELSINKI', '00440', 'postinumero-00440'],
    ['innovation-district', 'Malminkartano-Kannelmäki', null, 'malminkartano-kannelmaki'],
  ] as const)('%s %s %s: %s', (level, name, code, expected) => {
    expect(slugOf(level, name, code)).toBe(expected);
  });

  it('is none where no letter or digit is left', () => {
    expect(slugOf('subarea', '…', '1')).toBeNull();
    expect(slugOf('subarea', 'Гавань', '1')).toBeNull();
    expect(slugOf('postal-area', 'HELSINKI', null)).toBeNull();
  });

  it.each<[string[], string | null, string | null, string | null]>([
    [[], '091', '11', 'kaupunginosa-kallio'],
    [['kaupunginosa-kallio'], '049', '11', 'kaupunginosa-kallio-049'],
    [['kaupunginosa-kallio', 'kaupunginosa-kallio-049'], '049', '11', 'kaupunginosa-kallio-049-11'],
    [['kaupunginosa-kallio'], null, '11', 'kaupunginosa-kallio-11'],
    [['kaupunginosa-kallio'], null, null, null],
    [['kaupunginosa-kallio', 'kaupunginosa-kallio-049', 'kaupunginosa-kallio-049-11'], '049', '11', null],
  ])('that another area holds gets the municipality appended, and next the code: %j', (taken, kunta, code, expected) => {
    expect(freeSlug('kaupunginosa-kallio', kunta, code, (slug) => taken.includes(slug))).toBe(expected);
  });

  it('is made of small letters, digits and single hyphens, whatever the name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LEVELS), fc.string({ unit: 'grapheme' }), fc.string(), (level, name, code) => {
        expect(slugOf(level, name, code) ?? 'none').toMatch(SLUG);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => slugPart(slugPart(text)) === slugPart(text)));
  });

  it('is another one for each of the 339 districts of the sample city', () => {
    const ids = readSampleCity().map(({ id }) => id);
    expect(new Set(ids).size).toBe(339);
    for (const id of ids) expect(id).toMatch(SLUG);
  });
});

describe('a name in capitals', () => {
  it.each([
    ['ALUEMERI', 'Aluemeri'],
    ['PIKKU HUOPALAHTI', 'Pikku Huopalahti'],
    ['ÖSTERSUNDOM', 'Östersundom'],
    ['LÄNSI-PASILA', 'Länsi-Pasila'],
    ['MALMINKARTANO', 'Malminkartano'],
    ['NORRA HAGA', 'Norra Haga'],
    ['BLÅBÄRSLANDET-HÖGHOLMEN', 'Blåbärslandet-Högholmen'],
    ['ÅSHÖJDEN', 'Åshöjden'],
    ['KIVISTÖ/ASKISTO', 'Kivistö/Askisto'],
    ['VIINIKKA (ITÄ)', 'Viinikka (Itä)'],
    ['SUVILAHTI JA HANASAARI', 'Suvilahti ja Hanasaari'],
    ['HAMNEN OCH STRANDEN', 'Hamnen och Stranden'],
    ['JA', 'Ja'],
    ['XVI (JUSSINKYLÄ)', 'XVI (Jussinkylä)'],
    ["L'ÉTOILE", "L'étoile"],
    ['  KALLIO   HARJU ', 'Kallio Harju'],
    ['A\u0308IJA\u0308LA\u0308', 'Äijälä'],
    ['00440', '00440'],
  ])('%s is written %s', (capitals, expected) => {
    expect(nameInTitleCase(capitals)).toBe(expected);
  });

  it.each(['Herttoniemen yritysalue', 'Malms flygfält', 'DeFacto', 'de Geer'])('but %s is somebody’s choice', (name) => {
    expect(nameInTitleCase(name)).toBe(name);
  });

  it('is written the same when it is written again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const once = nameInTitleCase(name);
        expect(nameInTitleCase(once)).toBe(once);
      }),
    );
  });
});
