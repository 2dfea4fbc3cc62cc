/** By which words candidates are looked up. */
import { PlaceNames } from './likely-duplicates-places.ts';
import { wordsToSearch } from './likely-duplicates-search.ts';

const places = new PlaceNames(['Malmi']);
const search = (fi: string) => wordsToSearch({ title: { fi } }, places);

describe('candidates are looked up', () => {
  it('by the beginnings of what is wanted, without names of places', () => {
    expect(search('Varjoa Malmin torille')).toEqual({
      wanted: 'varjoa torille',
      anyOf: expect.arrayContaining(['%varj%', '%tori%']),
      bothOf: ['%tori%', '%varj%'],
      titles: ['%varjoa malmin torille%'],
    });
    expect(search('Varjoa Malmin torille').anyOf).not.toContain('%malm%');
  });

  it('by other words for it, in other languages too', () => {
    expect(search('Vessa torille').anyOf).toEqual(expect.arrayContaining(['%kaymala%', '%toalett%', '%toilet%']));
  });

  it('by a place, where nothing else is said', () => {
    expect(search('Malmi')).toEqual({ wanted: 'malmi', anyOf: ['%malm%'], bothOf: null, titles: ['%malmi%'] });
  });

  it('in all languages of the title', () => {
    expect(wordsToSearch({ title: { fi: 'Katos', en: 'Porch' } }, places)).toMatchObject({ wanted: 'katos porch', titles: ['%katos%', '%porch%'] });
  });

  it('never by so few letters that the index is read from end to end', () => {
    expect(search('WC')).toEqual({ wanted: '', anyOf: [], bothOf: null, titles: [] });
    expect(search('!?')).toEqual({ wanted: '', anyOf: [], bothOf: null, titles: [] });
    const patterns = search('Yö WC').anyOf;
    expect(patterns.every((pattern) => pattern.length >= 5)).toBe(true);
  });

  it('by what was written, not by what `like` would make of it', () => {
    expect(search('100 % _ekologinen\\').titles).toEqual(['%100 \\% \\_ekologinen\\\\%']);
  });

  it('by a limited number of words, however long the title', () => {
    const long = search(Array.from({ length: 500 }, (_, index) => `sana${index}pitka`).join(' '));
    expect(long.anyOf.length).toBeLessThanOrEqual(60);
    expect(long.wanted.length).toBeLessThanOrEqual(200);
    expect(long.titles[0]?.length).toBeLessThanOrEqual(102);
  });
});
