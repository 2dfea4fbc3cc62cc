/** Where needs are, as far as it tells whether they may be the same. */
import { PlaceNames, commonDistricts, metresBetween, nearnessOf, whereaboutsOf } from './likely-duplicates-places.ts';
import { foldedOf, plainOf } from './likely-duplicates-words.ts';

const at = (longitude: number, latitude: number) => ({ location: { type: 'Point' as const, coordinates: [longitude, latitude] as [number, number] } });

describe('the names of areas', () => {
  const names = new PlaceNames(['Kannelmäki', 'Malmi', 'Puistola', 'Etu-Töölö', 'Åggelby']);
  const knows = (word: string) => names.has(foldedOf(plainOf(word)));

  it('are known in their cases', () => {
    expect(['Kannelmäki', 'Kannelmäessä', 'Kannelmäkeen', 'malmille', 'Puistolan', 'Töölöön', 'Åggelby'].filter((word) => !knows(word))).toEqual([]);
  });

  it('are not seen in words that begin like them', () => {
    expect(['puisto', 'puistoon', 'kannel', 'maljakko', 'etu'].filter(knows)).toEqual([]);
  });
});

describe('the distance of two needs', () => {
  it('is over the ground', () => {
    // The towers of the railway station and of Kallio church: 1.6 km on the map.
    expect(metresBetween(at(24.9414, 60.1719), at(24.9494, 60.1843))).toBeCloseTo(1_448, -2);
    expect(metresBetween(at(24, 60), at(25, 60))).toBeCloseTo(55_597, -2);
    expect(metresBetween(at(25, 60.2), at(25, 60.2))).toBe(0);
  });

  it('is unknown where one has no point', () => {
    expect(metresBetween(at(25, 60.2), { location: null })).toBeNull();
  });
});

describe('districts', () => {
  it('are common on whatever level they are named', () => {
    expect(commonDistricts(['malmi', 'pasila'], ['peruspiiri-malmi', 'kalasatama'])).toEqual(['malmi']);
    expect(commonDistricts(['malmi'], ['malminkartano-kannelmaki'])).toEqual([]);
  });
});

describe('two needs are near', () => {
  const plain = { sharesName: false, namesOther: false, isCopy: false };
  const near = (one: string[], two: string[], texts: object = {}) =>
    nearnessOf(whereaboutsOf({ districts: one, location: null }, { districts: two, location: null }), { ...plain, ...texts });

  it('by their points first', () => {
    const one = { districts: ['malmi'], ...at(25.0106, 60.2505) };
    expect(nearnessOf(whereaboutsOf(one, one), plain)).toBe(1);
    expect(nearnessOf(whereaboutsOf(one, { districts: ['malmi'], ...at(25.0106, 60.2577) }), plain)).toBeCloseTo(0.5, 1);
    expect(nearnessOf(whereaboutsOf(one, { districts: ['malmi'], ...at(25.2, 60.2505) }), { ...plain, sharesName: true })).toBe(0.7);
  });

  it('else by a district, less so by a large one, or where the texts name other places in it', () => {
    expect(near(['malmi'], ['malmi'])).toBe(0.9);
    expect(near(['suurpiiri-koillinen'], ['suurpiiri-koillinen'])).toBe(0.5);
    expect(near(['malmi'], ['malmi'], { namesOther: true })).toBe(0.45);
  });

  it('hardly, without a common district', () => {
    expect(near(['malmi'], ['pasila'])).toBe(0.25);
    expect(near(['malmi'], ['pasila'], { namesOther: true })).toBe(0.1);
    expect(near(['malmi'], ['pasila'], { isCopy: true })).toBe(0.6);
    expect(near([], ['pasila'])).toBe(0.5);
  });
});
