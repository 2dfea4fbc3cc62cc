/**
 * Names of organisations as they are compared: registers write one name in capitals, without accents, with dots in its
 * legal form or without it, and a name means the same.
 */
import { LEGAL_FORMS, shortForms } from './legal-forms.ts';

export interface ComparableName {
  /** As somebody wrote it. */
  written: string;
  /** Its words in plain letters, with the legal form. */
  whole: string;
  /** Without what says the legal form at either end. */
  core: string;
  /** What was left out at the ends, in order of the alphabet. */
  forms: string[];
  /** The numbers in it: "Koulu 12" and "Koulu 13" are two schools. */
  numbers: string[];
}

/** Letters that are no other letter with a mark on it. */
const letters: Record<string, string> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

/** More of a name tells nothing more. */
const wordsMax = 40;

export function comparableName(written: string): ComparableName {
  const plain = written
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøæœłđðþı]/g, (letter) => letters[letter] as string)
    // s.p.a., e.V., sp. z o.o.: dots and apostrophes inside of a word part nothing.
    .replace(/(?<=\p{L})['’.](?=\p{L})/gu, '');
  const words = shortForms((plain.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, wordsMax).join(' ')).split(' ');
  const core = [...words];
  const forms: string[] = [];
  while (core.length > 1 && LEGAL_FORMS.has(core.at(-1) as string)) forms.push(core.pop() as string);
  while (core.length > 1 && LEGAL_FORMS.has(core[0] as string)) forms.push(core.shift() as string);
  return { written, whole: words.join(' '), core: core.join(' '), forms: forms.sort(), numbers: words.filter((word) => /\p{N}/u.test(word)).sort() };
}

/** The trigrams of a text as pg_trgm makes them: two blanks before each word, one behind it. */
function trigramsOf(text: string): Set<string> {
  const padded = text.split(' ').map((word) => `  ${word} `);
  return new Set(padded.flatMap((word) => Array.from({ length: word.length - 2 }, (_, at) => word.slice(at, at + 3))));
}

const wordsBeside = (one: string, two: string): string[] => one.split(' ').filter((word) => !two.split(' ').includes(word));

const wordLikenessMin = 0.3;
/** Words that tie others together in names, and name nothing. */
const ties = new Set(
  'a al an and av d da das de degli dei del della den der des det di die do dos du e el en et for fur fuer i in ja l la las le les och of og on per pour the u und van voor y za zu zur'.split(
    ' ',
  ),
);

/**
 * The words of each name that are like none of the other: "Padova" and "Genova" of two names that have the rest in common.
 * A word that only one of them has more tells little, since names are shortened.
 */
export function ownWords(one: string, two: string): [string[], string[]] {
  // A word that both have is no other one's slip of the pen: "county" is none of "council".
  const [mine, theirs] = [wordsBeside(one, two), wordsBeside(two, one)];
  const unlike = (words: string[], others: string[]) =>
    words.filter((word) => !ties.has(word) && !others.some((other) => likenessOf(word, other) >= wordLikenessMin));
  return [unlike(mine, theirs), unlike(theirs, mine)];
}

/** How alike two texts are, 0 to 1: the share of their trigrams that both have, as pg_trgm's `similarity`, which finds the candidates. */
export function likenessOf(one: string, two: string): number {
  const [mine, theirs] = [trigramsOf(one), trigramsOf(two)];
  const common = [...mine].filter((trigram) => theirs.has(trigram)).length;
  return common === 0 ? 0 : common / (mine.size + theirs.size - common);
}
