/** How far the texts of two needs ask for the same thing, and in which words. */
import type { Language, LocalisedText } from '@fiksu/contracts';
import type { Need } from './need.ts';
import type { PlaceNames } from './likely-duplicates-places.ts';
import { commonMatters, isSameName, likenessOfLetters, likenessOfMeaning, weightOf, wordsOf, type Word } from './likely-duplicates-words.ts';

const languages: readonly Language[] = ['fi', 'sv', 'en'];

export interface LikeTexts {
  /** 0 to 1. */
  alike: number;
  /** How far what the titles say is in the other need's title or description. */
  titles: number;
  /** How far the whole texts cover each other. */
  bodies: number;
  /** Whether both have more than a title. */
  bothDescribed: boolean;
  /** Words of the titles that the other need has too, or has another one for: `vessa – wc`. */
  met: string[];
  /** Whether they were compared by what words are about, since they have no language in common. */
  acrossLanguages: boolean;
  /** Both titles hold the same name of a place. */
  sharesName: boolean;
  /** Each text names places, and none of them is in the other. */
  namesOther: boolean;
  /** Nearly the same text, word by word, and long enough to be no chance. */
  isCopy: boolean;
}

type Texts = Pick<Need, 'title' | 'description'>;

/** Compared in the language that they share, of several the one in which they are most alike; else across languages. */
export function compareTexts(one: Texts, two: Texts, places: PlaceNames): LikeTexts {
  const ours = wordsByLanguage(one);
  const theirs = wordsByLanguage(two);
  const pairs = (wanted: (a: Language, b: Language) => boolean): LikeTexts[] =>
    ours.flatMap(([a, x]) => theirs.flatMap(([b, y]) => (wanted(a, b) ? [compareWords(x, y, places, a !== b)] : [])));
  const within = pairs((a, b) => a === b);
  return mostAlike(within.length > 0 ? within : pairs(() => true));
}

function wordsByLanguage({ title, description }: Texts): [Language, Word[]][] {
  const text = (of: LocalisedText | null, language: Language) => of?.[language];
  return languages
    .filter((language) => text(title, language) ?? text(description, language))
    .map((language) => [language, wordsOf(text(title, language), text(description, language), language)]);
}

const nothing: LikeTexts = {
  alike: 0,
  titles: 0,
  bodies: 0,
  bothDescribed: false,
  met: [],
  acrossLanguages: false,
  sharesName: false,
  namesOther: false,
  isCopy: false,
};
const mostAlike = (found: readonly LikeTexts[]): LikeTexts => found.reduce((best, next) => (next.alike > best.alike ? next : best), found[0] ?? nothing);

interface Side {
  words: readonly Word[];
  places: readonly boolean[];
  weights: readonly number[];
}

/** How much the whole texts count beside the titles. */
const bodiesShare = 0.3;
/** A title that says less than this is no more than a heading, and the text below it decides. */
const titleWeightMin = 1.2;
const acrossLanguagesWorth = 0.8;
const mattersAcrossMin = 2;
const copyWordsMin = 12;
const copyCoverMin = 0.9;

function compareWords(x: Word[], y: Word[], names: PlaceNames, acrossLanguages: boolean): LikeTexts {
  const written = [...new Set([...x, ...y].filter(({ isName }) => isName).map(({ folded }) => folded))];
  const sideOf = (words: Word[]): Side => {
    const places = words.map((word) => word.isName || names.has(word.folded) || written.some((name) => isSameName(name, word.folded)));
    return { words, places, weights: words.map((word, index) => (acrossLanguages && word.matters.size === 0 ? 0 : weightOf(word, places[index] as boolean))) };
  };
  const [one, two] = [sideOf(x), sideOf(y)];
  const table = likenessTable(one, two, acrossLanguages);
  const there = (i: number, j: number) => table[i * y.length + j] as number;
  const back = (j: number, i: number) => there(i, j);

  const titles = (cover(one, two, there, true) + cover(two, one, back, true)) / 2;
  const bodies = (cover(one, two, there, false) + cover(two, one, back, false)) / 2;
  const titleWeight = Math.min(titleWeightOf(one), titleWeightOf(two));
  const telling = Math.min(1, titleWeight / titleWeightMin);
  const bothDescribed = hasDescription(one) && hasDescription(two);
  const ofBodies = bothDescribed ? bodiesShare : 0;
  const alike = (1 - ofBodies) * (telling * titles + (1 - telling) * bodies) + ofBodies * bodies;
  const met = metWords(one, two, there, back);
  const named = namesOf(one, two);
  return {
    alike: acrossLanguages ? (titleWeight > 0 && sharedMatters(one, two) >= mattersAcrossMin ? acrossLanguagesWorth * alike : 0) : alike,
    titles,
    bodies,
    bothDescribed,
    met,
    acrossLanguages,
    ...named,
    isCopy: !acrossLanguages && !named.namesOther && Math.min(x.length, y.length) >= copyWordsMin && isCopy(one, two, there, back),
  };
}

type Likeness = (from: number, to: number) => number;

function likenessTable(one: Side, two: Side, acrossLanguages: boolean): Float64Array {
  const table = new Float64Array(one.words.length * two.words.length);
  let at = 0;
  one.words.forEach((a, i) =>
    two.words.forEach((b, j) => {
      const name = (one.places[i] as boolean) || (two.places[j] as boolean);
      if (name) table[at] = acrossLanguages ? 0 : likenessOfLetters(a.folded, b.folded);
      else table[at] = acrossLanguages ? commonMatters(a, b) : likenessOfMeaning(a, b);
      at += 1;
    }),
  );
  return table;
}

/** How much of what one side says, by weight, the other side says too. */
function cover(from: Side, to: Side, likeness: Likeness, titleOnly: boolean, weights: readonly number[] = from.weights): number {
  let all = 0;
  let met = 0;
  from.words.forEach((word, i) => {
    if (titleOnly && !word.inTitle) return;
    const weight = weights[i] as number;
    all += weight;
    if (weight > 0) met += weight * bestOf(i, to, likeness);
  });
  return all === 0 ? 0 : met / all;
}

function bestOf(i: number, to: Side, likeness: Likeness): number {
  let best = 0;
  for (let j = 0; j < to.words.length && best < 1; j += 1) best = Math.max(best, likeness(i, j));
  return best;
}

const titleWeightOf = ({ words, weights }: Side): number => words.reduce((sum, { inTitle }, index) => sum + (inTitle ? (weights[index] as number) : 0), 0);
const hasDescription = ({ words }: Side): boolean => words.some(({ inTitle }) => !inTitle);

/** Word by word, names too: the same text about another square is no copy. */
function isCopy(one: Side, two: Side, there: Likeness, back: Likeness): boolean {
  const evenly = (side: Side) => side.words.map(() => 1);
  return Math.min(cover(one, two, there, false, evenly(one)), cover(two, one, back, false, evenly(two))) >= copyCoverMin;
}

/** On how many matters both sides have something to say. */
function sharedMatters(one: Side, two: Side): number {
  const mattersOf = ({ words, weights }: Side) => new Set(words.flatMap(({ matters }, index) => ((weights[index] as number) > 0 ? [...matters.keys()] : [])));
  const theirs = mattersOf(two);
  return [...mattersOf(one)].filter((matter) => theirs.has(matter)).length;
}

const metMin = 0.6;

/** What the titles say and the other need says too, but for places: the word where both write it, else both their words. */
function metWords(one: Side, two: Side, there: Likeness, back: Likeness): string[] {
  const ofOne = bestLikes(one, two, there);
  const met = new Set(ofOne.map(([, j]) => j));
  const ofTwo = bestLikes(two, one, back).filter(([j]) => !met.has(j));
  return [...ofOne, ...ofTwo.map(([j, i]) => [i, j] as const)].map(([i, j]) => {
    const [a, b] = [one.words[i]?.shown, two.words[j]?.shown];
    return a === b ? `${a}` : `${a} – ${b}`;
  });
}

/** Each word of the title with its likest on the other side. */
function bestLikes(from: Side, to: Side, likeness: Likeness): (readonly [number, number])[] {
  return from.words.flatMap(({ inTitle }, i) => {
    if (!inTitle || from.places[i]) return [];
    const likest = to.words.reduce((best, _, j) => (likeness(i, j) > likeness(i, best) ? j : best), 0);
    return to.words.length > 0 && likeness(i, likest) >= metMin ? [[i, likest] as const] : [];
  });
}

function namesOf(one: Side, two: Side): { sharesName: boolean; namesOther: boolean } {
  const named = ({ words, places }: Side) => words.filter((_, index) => places[index]);
  const [ours, theirs] = [named(one), named(two)];
  const same = (a: Word, b: Word) => isSameName(a.folded, b.folded);
  return {
    sharesName: ours.some((a) => a.inTitle && theirs.some((b) => b.inTitle && same(a, b))),
    namesOther: ours.length > 0 && theirs.length > 0 && !ours.some((a) => theirs.some((b) => same(a, b))),
  };
}
