import fc from 'fast-check';
import { comparableName, likenessOf } from './comparable-name.ts';
import { compare } from './compare-organisations.ts';

type Compared = Parameters<typeof compare>[0];
let last = 0;
const named = (name: string, terms: Partial<Compared> = {}): Compared => ({
  id: String((last += 1)),
  name: { en: name },
  ...{ businessId: null, vatId: null, pic: null, parent: null, externalIds: [], website: null },
  ...terms,
});
const codes = (one: Compared, two: Compared) => compare(one, two).because.map(({ code }) => code);
const score = (one: Compared, two: Compared) => compare(one, two).score;

describe('a name', () => {
  it.each([
    ['Forum Virium Helsinki Oy', 'forum virium helsinki', 'oy'],
    ['FORUM VIRIUM HELSINKI OYJ', 'forum virium helsinki', 'oyj'],
    ['Oy Sensori Ab', 'sensori', 'ab oy'],
    ['Haaga-Helia ammattikorkeakoulu Oy Ab', 'haaga helia ammattikorkeakoulu', 'ab oy'],
    ['Sähköosakeyhtiö Osakeyhtiö', 'sahkoosakeyhtio', 'osakeyhtio'],
    ['ENEL X S.p.A.', 'enel x', 'spa'],
    ['Société Générale S.A.', 'societe generale', 'sa'],
    ['Fraunhofer e.V.', 'fraunhofer', 'ev'],
    ['ABC Sp. z o.o.', 'abc', 'zoo'],
    ['Łódź Müller & Söhne GmbH', 'lodz muller sohne', 'gmbh'],
    ['Asukasyhdistys ry', 'asukasyhdistys', 'ry'],
    ['Oy Ab', 'oy', 'ab'],
    ['Αθήνα', 'αθηνα', ''],
    ['---', '', ''],
  ])('"%s" is compared as "%s", and its form is "%s"', (written, core, forms) => {
    const name = comparableName(written);
    expect([name.core, name.forms.join(' ')]).toEqual([core, forms]);
  });

  // By pg_trgm's documentation: similarity('word', 'two words') is 0.363636.
  it('is as alike to another as pg_trgm says', () => {
    expect(likenessOf('word', 'two words')).toBeCloseTo(4 / 11, 6);
    expect(likenessOf('aalto', 'aalto')).toBe(1);
    expect(likenessOf('aalto', 'nokia')).toBe(0);
  });
});

describe('two entries of the registry', () => {
  it('with the same name are likely one', () => {
    expect(compare(named('Universidad de Chile'), named('UNIVERSIDAD DE CHILE'))).toEqual({
      score: 0.99,
      because: [{ code: 'same-name', detail: { names: ['Universidad de Chile', 'UNIVERSIDAD DE CHILE'] } }],
      against: [],
    });
  });

  it('with the same name in another legal form are nearly as likely', () => {
    const { score, because } = compare(named('Norsk institutt for vannforskning'), named('NORSK INSTITUTT FOR VANNFORSKNING AS'));
    expect(score).toBe(0.97);
    expect(because).toEqual([
      { code: 'same-name-other-form', detail: { names: ['Norsk institutt for vannforskning', 'NORSK INSTITUTT FOR VANNFORSKNING AS'], forms: ['', 'as'] } },
    ]);
  });

  it('are compared by the names of all their languages', () => {
    const one = named('', { name: { fi: 'Helsingin kaupunki', sv: 'Helsingfors stad' } });
    expect(codes(one, named('Helsingfors Stad'))).toEqual(['same-name']);
  });

  it('with a slip of the pen are likely, and less so', () => {
    const [one, two] = [named('Forum Virium Helsinki Oy'), named('Forum Virum Helsinki Oy')];
    expect(codes(one, two)).toEqual(['similar-name']);
    expect(score(one, two)).toBeGreaterThan(0.6);
    expect(score(one, two)).toBeLessThan(0.9);
  });

  it.each([
    ['Universita degli studi di Padova', 'Universita degli studi di Genova'],
    ['Cork City Council', 'Cork County Council'],
    ['Malmin asukasyhdistys ry', 'Pukinmäen asukasyhdistys ry'],
    ['Koulu 12', 'Koulu 13'],
    ['Universidade de Evora', 'Universidade de Aveiro'],
  ])('"%s" and "%s" have a word of their own each, and are less likely', (one, two) => expect(score(named(one), named(two))).toBeLessThan(0.5));

  it('with other names are none', () => expect(compare(named('Aalto-yliopisto'), named('Nokia Oyj'))).toEqual({ score: 0, because: [], against: [] }));

  it('are likelier with the same website, VAT id, parent or id elsewhere', () => {
    const [one, two] = ['Forum Virium Helsinki Oy', 'Forum Virum'];
    const bare = score(named(one), named(two));
    const same: [Partial<Compared>, string][] = [
      [{ website: 'https://www.forumvirium.fi/en' }, 'same-website'],
      [{ vatId: 'FI21700292' }, 'same-vat-id'],
      [{ parent: 'p' }, 'same-parent'],
      [{ externalIds: [{ scheme: 'prh', value: '1' }] }, 'same-external-id'],
    ];
    for (const [terms, code] of same) {
      const { score: likely, because } = compare(named(one, terms), named(two, terms));
      expect([code, likely > bare, because.map((reason) => reason.code)]).toEqual([code, true, expect.arrayContaining([code])]);
    }
    expect(codes(named('A', { website: 'https://www.forumvirium.fi/en' }), named('B', { website: 'http://forumvirium.fi' }))).toEqual(['same-website']);
  });

  it.each([
    ['business ids', { businessId: '2170029-2' }, { businessId: '0201256-6' }, 'different-business-id', 0.099],
    ['PICs', { pic: '999999001' }, { pic: '999999002' }, 'different-pic', 0.396],
    ['VAT ids', { vatId: 'FI21700292' }, { vatId: 'FI02012566' }, 'different-vat-id', 0.396],
  ])('with the same name and two different %s are much less likely', (_, mine, theirs, code, expected) => {
    const { score, against } = compare(named('ENGREEN SRL', mine), named('Engreen Srl', theirs));
    expect(score).toBe(expected);
    expect(against).toEqual([{ code, detail: { values: [Object.values(mine)[0], Object.values(theirs)[0]] } }]);
  });

  it('of which one is above the other are less likely, since parts are named after the whole', () => {
    const whole = named('Helsingin kaupunki');
    expect(compare(whole, named('Helsingin kaupunki', { parent: whole.id })).against).toEqual([{ code: 'one-above-the-other', detail: {} }]);
  });

  const anyone = fc
    .record({
      name: fc.record({ en: fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('Forum Virium Oy', 'Forum Virum', 'Aalto sr', 'Koulu 12')) }),
      businessId: fc.constantFrom(null, '2170029-2', '0201256-6'),
      pic: fc.constantFrom(null, '999999001', '999999002'),
      website: fc.constantFrom(null, 'https://a.example', 'https://b.example', 'not a url'),
      parent: fc.constantFrom(null, 'p', 'q'),
    })
    .map((terms) => named('', terms));

  it('are as likely one way as the other, between 0 and 1', () => {
    fc.assert(
      fc.property(anyone, anyone, (one, two) => {
        expect(score(one, two)).toBe(score(two, one));
        expect(score(one, two)).toBeGreaterThanOrEqual(0);
        expect(score(one, two)).toBeLessThanOrEqual(1);
        expect(codes(one, two).sort()).toEqual(codes(two, one).sort());
      }),
    );
  });
});
