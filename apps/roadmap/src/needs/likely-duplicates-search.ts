/** By which words needs are looked up that may say the same as one; the rule scores whom this finds. */
import type { Language } from '@fiksu/contracts';
import { otherWordsFor } from './likely-duplicates-glossary.ts';
import type { PlaceNames } from './likely-duplicates-places.ts';
import { plainOf, wordsOf, type Word } from './likely-duplicates-words.ts';
import type { Need } from './need.ts';

export interface WordsToSearch {
  /** What the titles ask for, without names of places, to put the likest first. */
  wanted: string;
  /** `like` patterns: beginnings of what the titles ask for, and other words for it. */
  anyOf: string[];
  /** Patterns of the two longest words, of which needs anywhere must have both; null where there are no two. */
  bothOf: [string, string] | null;
  /** Patterns of the whole titles. */
  titles: string[];
}

const languages: readonly Language[] = ['fi', 'sv', 'en'];
/** An index of trigrams finds nothing by less, and would be read from end to end. */
const patternLengthMin = 3;
const titleLengthMax = 100;
const wantedLengthMax = 200;
const patternsMax = 60;

export function wordsToSearch({ title }: Pick<Need, 'title'>, places: PlaceNames): WordsToSearch {
  const words = languages.flatMap((language) => wordsOf(title[language], undefined, language)).filter(({ plain }) => plain.length >= patternLengthMin);
  const withoutPlaces = words.filter((word) => !word.isName && !places.has(word.folded));
  const wanted = withoutPlaces.length > 0 ? withoutPlaces : words;
  const [first, second] = each([...words].sort((a, b) => b.plain.length - a.plain.length).map(beginning));
  const titles = languages.flatMap((language) => (title[language] === undefined ? [] : [plainOf(title[language]).trim().slice(0, titleLengthMax)]));
  return {
    wanted: wanted
      .map(({ plain }) => plain)
      .join(' ')
      .slice(0, wantedLengthMax),
    anyOf: each([...wanted.map(beginning), ...wanted.flatMap(({ matters }) => otherWordsFor(matters))])
      .slice(0, patternsMax)
      .map(pattern),
    bothOf: first !== undefined && second !== undefined ? [pattern(first), pattern(second)] : null,
    titles: titles.filter((text) => text.length >= patternLengthMin).map(pattern),
  };
}

/** What endings leave alone. */
const beginning = ({ plain }: Word): string => plain.slice(0, plain.length > 7 ? 5 : 4);
const each = (texts: readonly string[]): string[] => [...new Set(texts)];
const pattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
