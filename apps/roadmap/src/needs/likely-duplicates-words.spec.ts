/** How the words of needs are read and compared: Finnish endings, compounds, other words for the same thing. */
import { foldedOf, isSameName, likenessOfLetters, likenessOfMeaning, plainOf, weightOf, wordsOf, type Word } from './likely-duplicates-words.ts';

const letters = (one: string, two: string) => likenessOfLetters(foldedOf(plainOf(one)), foldedOf(plainOf(two)));
const wordOf = (text: string, language: 'fi' | 'sv' | 'en' = 'fi') => wordsOf(text, undefined, language)[0] as Word;

describe('two words are', () => {
  it.each([
    ['tori', 'torille'],
    ['Malmin', 'Malmille'],
    ['penkki', 'penkkejä'],
    ['penkki', 'penkit'],
    ['katu', 'kadulla'],
    ['ranta', 'rannalle'],
    ['kenttä', 'kentän'],
    ['bänk', 'bänkar'],
    ['bench', 'benches'],
  ])('one where only the ending differs: %s, %s', (one, two) => {
    expect(letters(one, two)).toBe(1);
    expect(letters(two, one)).toBe(1);
  });

  it.each([
    ['katuvalot', 'katuvalaistus'],
    ['koira', 'koirapuisto'],
    ['leikkipaikka', 'leikkipuisto'],
    ['valaistus', 'katuvalaistus'],
    ['pakettiautomaatti', 'pakettilokerot'],
    ['penkkejä', 'pebkkejä'],
    ['laituri', 'laitrui'],
    ['skeittipuisto', 'skietipuisto'],
  ])('partly one as halves of compounds, or but for a slip: %s, %s', (one, two) => {
    expect(letters(one, two)).toBeGreaterThanOrEqual(0.5);
    expect(letters(one, two)).toBeLessThan(1);
  });

  it.each([
    ['koirapuisto', 'leikkipuisto'],
    ['penkki', 'pensas'],
    ['tori', 'tie'],
    ['vessa', 'vesi'],
    ['a', 'ab'],
  ])('two where they only look alike: %s, %s', (one, two) => {
    expect(letters(one, two)).toBe(0);
  });

  it.each([
    ['vessa', 'WC'],
    ['roskis', 'jäteastia'],
    ['ulkovessa', 'käymälä'],
  ])('nearly one where they mean the same: %s, %s', (one, two) => {
    expect(likenessOfMeaning(wordOf(one), wordOf(two))).toBeGreaterThan(0.5);
    expect(letters(one, two)).toBe(0);
  });
});

describe('a place has one name', () => {
  it('in all its cases', () => {
    expect(['Kannelmäki', 'Kannelmäessä', 'Kannelmäkeen'].every((name) => isSameName(foldedOf(plainOf('Kannelmäen')), foldedOf(plainOf(name))))).toBe(true);
  });

  it('and not that of a longer one', () => {
    expect(isSameName(foldedOf('malmi'), foldedOf('malminkartano'))).toBe(false);
  });
});

describe('the words of a need', () => {
  const shown = (words: Word[]) => words.map((word) => word.shown);

  it('are those that tell something, each once, those of the title first', () => {
    expect(shown(wordsOf('Lisää penkkejä torille!', 'Torille tarvitaan penkkejä, koska siellä on kuuma.', 'fi'))).toEqual(['penkkejä', 'torille', 'kuuma']);
  });

  it('are all words of a title that tells nothing', () => {
    expect(shown(wordsOf('Lisää', undefined, 'fi'))).toEqual(['lisää']);
  });

  it('are at most sixty', () => {
    expect(wordsOf('otsikko', Array.from({ length: 200 }, (_, index) => `sana${index}x`).join(' '), 'fi')).toHaveLength(60);
  });

  it('are names where they have a capital within a sentence', () => {
    const names = (text: string) => wordsOf(text, undefined, 'fi').flatMap((word) => (word.isName ? [word.shown] : []));
    expect(names('Katuvalot Kontulankaaren raitille')).toEqual(['kontulankaaren']);
    expect(names('Kontulankaaren raitti. Pimeä paikka')).toEqual([]);
    expect(names('PIMEÄ RAITTI KONTULANKAARELLA')).toEqual([]);
  });

  it('say where by their ending in Finnish, by what stands before them in Swedish and English', () => {
    const where = (text: string, language: 'fi' | 'sv' | 'en') => wordsOf(text, undefined, language).flatMap((word) => (word.saysWhere ? [word.shown] : []));
    expect(where('Valaistusta koulun pihalle, pysäköiminen', 'fi')).toEqual(['koulun', 'pihalle']);
    expect(where('Fler bänkar vid stranden', 'sv')).toEqual(['stranden']);
    expect(where('Benches near the shore', 'en')).toEqual(['shore']);
  });

  it('weigh most where they say what is wanted, and least as names', () => {
    const [what, where] = wordsOf('Keinuja pihalle', undefined, 'fi') as [Word, Word];
    expect(weightOf(what, false)).toBeGreaterThan(weightOf(where, false));
    expect(weightOf(where, false)).toBeGreaterThan(weightOf(where, true));
    expect(weightOf(wordOf('Turvallisuus'), false)).toBeLessThan(weightOf(what, false));
  });
});
