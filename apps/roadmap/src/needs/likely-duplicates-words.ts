/**
 * The words of needs, compared as a reader compares them who overlooks endings. Finnish bends every word and joins several
 * into one, so that two needs hardly ever share a whole word: "katuvalot" and "katuvalaistuksen", "tori" and "torille".
 */
import type { Language } from '@fiksu/contracts';
import { EMPTY_WORDS, HEADINGS, mattersOf, type Matters } from './likely-duplicates-glossary.ts';

/** What a word is, wherever it stands. */
interface Letters {
  /** As it was written, in lower case, to be shown. */
  shown: string;
  /** Without accents, which are often left out. */
  plain: string;
  /** Without double letters and what consonant gradation changes: `penkki` and `penkit` are one. */
  folded: string;
  /** What it is about. */
  matters: Matters;
}

export interface Word extends Letters {
  /** Says where, not what: "torille", "vid stranden". */
  saysWhere: boolean;
  /** Is written as a name: with a capital that no sentence begins with. */
  isName: boolean;
  inTitle: boolean;
}

/** More than these add no likeness, only time. */
const wordsMax = 60;
const textLengthMax = 4_000;

/** Endings of the Finnish cases that say where; the genitive among them, since it mostly says of which place. */
const finnishWhere = /(?:ll[aäe]|lt[aä]|ss[aä]|st[aä]|n)$/;
/** That look like these and say what: "pysäköiminen", "valaistusta". */
const finnishNouns = /(?:nen|usta|ystä)$/;
const finnishWhereLengthMin = 5;
const prepositions = new Set(['i', 'på', 'vid', 'längs', 'till', 'från', 'in', 'at', 'on', 'to', 'from', 'near', 'along', 'of']);
const articles = new Set(['the', 'a', 'an', 'en', 'ett', 'den', 'det']);
/** Of a text with more capitals than this share, they name nothing: it is a headline, or shouting. */
const capitalsShareMax = 0.6;

export const plainOf = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The strong grade of a weak one: rannan is of ranta, kadun of katu, kaupungin of kaupunki. */
const strongGrades: readonly (readonly [RegExp, string])[] = [
  [/nn/g, 'nt'],
  [/ll/g, 'lt'],
  [/rr/g, 'rt'],
  [/mm/g, 'mp'],
  [/ng/g, 'nk'],
  [/d/g, 't'],
];

export function foldedOf(plain: string): string {
  const strong = strongGrades.reduce((word, [weak, grade]) => word.replace(weak, grade), plain);
  return strong.replace(/([b-df-hj-np-tv-xz])\1/g, '$1');
}

const rememberedMax = 20_000;
const remembered = new Map<string, Letters>();

/** Words are without end, but those that people write today come again tomorrow. */
function lettersOf(shown: string): Letters {
  const known = remembered.get(shown);
  if (known) return known;
  const plain = plainOf(shown);
  const letters = { shown, plain, folded: foldedOf(plain), matters: mattersOf(plain) };
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(shown, letters);
  return letters;
}

/** The distinct words of a need in one language, those of the title first. */
export function wordsOf(title: string | undefined, description: string | undefined, language: Language): Word[] {
  const found = new Map<string, Word>();
  for (const word of [...read(title, language, true), ...read(description, language, false)]) {
    const before = found.get(word.folded);
    if (before) found.set(word.folded, { ...before, isName: before.isName || word.isName, saysWhere: before.saysWhere && word.saysWhere });
    else if (found.size < wordsMax) found.set(word.folded, word);
  }
  return [...found.values()];
}

function read(text: string | undefined, language: Language, inTitle: boolean): Word[] {
  if (text === undefined) return [];
  const whole = text.slice(0, textLengthMax).normalize('NFC');
  const matches = [...whole.matchAll(/[\p{L}\p{N}]+/gu)];
  const namesShow = matches.length <= 2 || shareOf(matches.slice(1), ([word]) => hasCapital(word)) <= capitalsShareMax;
  let end = 0;
  let afterPreposition = false;
  const words = matches.map((match): Word => {
    const [written] = match;
    const shown = written.toLowerCase();
    const begins = end === 0 || /[.!?:]/.test(whole.slice(end, match.index));
    end = match.index + written.length;
    const saysWhere = language === 'fi' ? saysWhereInFinnish(shown) : afterPreposition;
    afterPreposition = prepositions.has(shown) || (afterPreposition && articles.has(shown));
    return { ...lettersOf(shown), saysWhere, isName: namesShow && !begins && hasCapital(written), inTitle };
  });
  const telling = words.filter(({ plain }) => plain.length > 1 && !EMPTY_WORDS.has(plain));
  return telling.length > 0 || !inTitle ? telling : words;
}

const shareOf = <Item>(items: readonly Item[], are: (item: Item) => boolean): number => items.filter(are).length / items.length;
const hasCapital = (word: string): boolean => /^\p{Lu}/u.test(word);
const saysWhereInFinnish = (word: string): boolean => word.length >= finnishWhereLengthMin && finnishWhere.test(word) && !finnishNouns.test(word);

const weight = { place: 0.2, heading: 0.25, where: 0.4 };

/** How much a word tells of what is wanted: long words more than short ones, where it is wanted less, names least. */
export function weightOf({ plain, folded, saysWhere }: Word, isPlace: boolean): number {
  const byLength = Math.min(1, 0.4 + folded.length / 12);
  if (isPlace) return byLength * weight.place;
  if (HEADINGS.has(plain)) return byLength * weight.heading;
  return byLength * (saysWhere ? weight.where : 1);
}

const endingLengthMax = 5;
const likeness = { longerEnd: 0.8, oneSlip: 0.9, halfOfCompound: 0.5, lastPart: 0.6, otherWord: 0.9 };

/** How alike two folded words are in their letters, 0 to 1: endings are overlooked; a slip of the pen and half a compound count. */
export function likenessOfLetters(one: string, two: string): number {
  if (one === two) return 1;
  const [short, long] = one.length <= two.length ? [one, two] : [two, one];
  if (short.length < 3) return 0;
  const common = commonStart(short, long);
  if (common === short.length) return long.length - common <= endingLengthMax ? 1 : likeness.longerEnd;
  const stem = Math.max(4, short.length - 1.5);
  if (common >= 4) {
    if (common >= stem) return long.length - common <= endingLengthMax + 1 ? 1 : likeness.longerEnd;
    if (common >= 0.7 * stem) return (likeness.longerEnd * common) / stem;
  }
  if (isOneSlipAway(short, long, common)) return likeness.oneSlip;
  if (common >= endingLengthMax) return likeness.halfOfCompound;
  return isLastPart(short, long) ? likeness.lastPart : 0;
}

function commonStart(short: string, long: string): number {
  let common = 0;
  while (common < short.length && short[common] === long[common]) common += 1;
  return common;
}

/** One letter more, less, or other than it should be, or two that changed places: "uimlaituri", "skietti". */
function isOneSlipAway(short: string, long: string, start: number): boolean {
  if (short.length < 5 || long.length - short.length > 1) return false;
  let end = 0;
  while (end < short.length - start && short[short.length - 1 - end] === long[long.length - 1 - end]) end += 1;
  if (start + end >= long.length - 1) return true;
  return short.length === long.length && start + end === long.length - 2 && short[start] === long[start + 1] && short[start + 1] === long[start];
}

/** "valaistus" in "katuvalaistus". */
function isLastPart(short: string, long: string): boolean {
  if (short.length < 4) return false;
  return long.indexOf(short.length >= 6 ? short.slice(0, -1) : short) > 2;
}

const nameLikenessMin = 0.7;

/** "Kannelmäki" and "Kannelmäkeen", but not "Malmi" and "Malminkartano". */
export const isSameName = (one: string, two: string): boolean =>
  Math.abs(one.length - two.length) <= endingLengthMax && likenessOfLetters(one, two) >= nameLikenessMin;

/** As of their letters; and another word for the same thing counts nearly as much. */
export function likenessOfMeaning(one: Word, two: Word): number {
  const letters = likenessOfLetters(one.folded, two.folded);
  return letters >= likeness.otherWord ? letters : Math.max(letters, likeness.otherWord * commonMatters(one, two));
}

/** Which share of what the two words are about they have in common, 0 to 1. */
export function commonMatters(one: Word, two: Word): number {
  const mine = one.matters;
  const theirs = two.matters;
  if (mine.size === 0 || theirs.size === 0) return 0;
  let common = 0;
  for (const [matter, much] of mine) common += Math.min(much, theirs.get(matter) ?? 0);
  return common / Math.sqrt(mine.size * theirs.size);
}
