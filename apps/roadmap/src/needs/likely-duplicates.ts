/**
 * How likely two needs say the same: how alike what they ask for is, times how near they are to one another. A rule that
 * a coordinator can follow, and no model: each score comes with its reasons in words. Weights and threshold come from the
 * labelled pairs in `sample/likely-duplicates`; `npm run bench:duplicates` prints how well the rule does.
 *
 * Pure functions: no database, no clock. The score does not depend on which of the two is asked for.
 */
import type { LocalisedText } from '@fiksu/contracts';
import { PlaceNames, nearnessOf, whereaboutsOf, type Whereabouts } from './likely-duplicates-places.ts';
import { compareTexts, type LikeTexts } from './likely-duplicates-texts.ts';
import type { Need } from './need.ts';

export type Comparable = Pick<Need, 'title' | 'description' | 'districts' | 'location' | 'themes'>;

/** How alike two needs are, 0 to 1, and why a person would say so. */
export interface Likeness {
  score: number;
  because: { code: string; detail: LocalisedText }[];
}

/** What the city calls its areas and themes, by their ids, and the words that are known as places by that. */
export interface CityWords {
  districts: ReadonlyMap<string, LocalisedText>;
  themes: ReadonlyMap<string, LocalisedText>;
  places: PlaceNames;
}

export const noWords: CityWords = { districts: new Map(), themes: new Map(), places: new PlaceNames([]) };

/** From here on a need is shown: the lowest score at which four of five that are shown are right, over our own pairs and OmaStadi's. */
export const LIKELY_FROM = 0.5;

/** The score and its reasons, or `null` where a person would not be shown the other need. */
export function scoreLikeness(need: Comparable, other: Comparable, city: CityWords = noWords): Likeness | null {
  const likeness = measureLikeness(need, other, city);
  return likeness.score >= LIKELY_FROM ? likeness : null;
}

/** What is left of a score when the places have nothing to do with one another. */
const farAwayShare = 0.25;
const otherThemesTake = 0.1;

/** As above, whatever the score. */
export function measureLikeness(need: Comparable, other: Comparable, city: CityWords = noWords): Likeness {
  const texts = compareTexts(need, other, city.places);
  const where = whereaboutsOf(need, other);
  const themes = need.themes.filter((theme) => other.themes.includes(theme));
  const nearness = nearnessOf(where, texts);
  const byThemes = 1 - otherThemesTake * (1 - commonShare(need.themes, other.themes));
  const score = canBeTold(texts, where) ? texts.alike * (farAwayShare + (1 - farAwayShare) * nearness) * byThemes : 0;
  return { score: Math.round(score * 100) / 100, because: reasonsOf(texts, where, themes, city) };
}

const nearMetres = 300;

/** Across languages the words alone tell too little: the place must be the same. */
const canBeTold = ({ acrossLanguages }: LikeTexts, { metres, common }: Whereabouts): boolean =>
  !acrossLanguages || (metres === null ? common.length > 0 : metres <= nearMetres);

/** The share of themes that both name, of all that either does; where one names none, nothing speaks against them. */
function commonShare(one: readonly string[], two: readonly string[]): number {
  if (one.length === 0 || two.length === 0) return 1;
  const all = new Set([...one, ...two]);
  return (new Set(one).size + new Set(two).size - all.size) / all.size;
}

const alikeFrom = 0.5;
const bodiesAlikeFrom = 0.4;
const shownMax = 5;

function reasonsOf(texts: LikeTexts, where: Whereabouts, themes: readonly string[], city: CityWords): Likeness['because'] {
  const words = texts.met.length > 0 ? `: ${texts.met.slice(0, shownMax).join(', ')}` : '';
  return [
    ...(texts.titles >= alikeFrom ? [reasonOfTitle(texts, words)] : []),
    ...(texts.bodies >= bodiesAlikeFrom && texts.bothDescribed && !texts.acrossLanguages ? [similarDescription] : []),
    ...reasonsOfPlace(where, city),
    ...(themes.length > 0 ? [reasonOfThemes(themes, city)] : []),
  ];
}

const reasonOfTitle = ({ acrossLanguages }: LikeTexts, words: string) =>
  acrossLanguages
    ? {
        code: 'similar-in-other-language',
        detail: { fi: `Samaa asiaa toisella kielellä${words}`, sv: `Samma sak på ett annat språk${words}`, en: `The same matter in another language${words}` },
      }
    : { code: 'similar-title', detail: { fi: `Otsikossa sama asia${words}`, sv: `Samma sak i rubriken${words}`, en: `The same matter in the title${words}` } };

const similarDescription = {
  code: 'similar-description',
  detail: { fi: 'Kuvauksissa on paljon samaa', sv: 'Beskrivningarna liknar varandra', en: 'The descriptions have much in common' },
};

const samePlaceMetres = 100;

function reasonsOfPlace({ metres, common }: Whereabouts, city: CityWords): Likeness['because'] {
  const about = metres === null ? 0 : Math.max(10, Math.round(metres / 10) * 10);
  if (metres !== null && metres <= samePlaceMetres)
    return [
      {
        code: 'same-place',
        detail: { fi: `Sama paikka, välissä noin ${about} m`, sv: `Samma plats, ungefär ${about} m emellan`, en: `The same place, about ${about} m apart` },
      },
    ];
  if (metres !== null && metres <= 1_000)
    return [
      {
        code: 'near-by',
        detail: { fi: `Lähellä toisiaan, noin ${about} m`, sv: `Nära varandra, ungefär ${about} m`, en: `Near each other, about ${about} m` },
      },
    ];
  if (common.length === 0) return [];
  const names = namesOf(common, city.districts);
  return [{ code: 'same-district', detail: { fi: `Sama alue: ${names.fi}`, sv: `Samma område: ${names.sv}`, en: `The same district: ${names.en}` } }];
}

function reasonOfThemes(themes: readonly string[], city: CityWords) {
  const names = namesOf(themes, city.themes);
  return { code: 'same-theme', detail: { fi: `Yhteinen teema: ${names.fi}`, sv: `Gemensamt tema: ${names.sv}`, en: `A common theme: ${names.en}` } };
}

/** Each in its own language, else in one that it has, else by its id. */
function namesOf(ids: readonly string[], words: ReadonlyMap<string, LocalisedText>): { fi: string; sv: string; en: string } {
  const named = (language: 'fi' | 'sv' | 'en') =>
    ids.map((id) => words.get(id)?.[language] ?? words.get(id)?.fi ?? words.get(id)?.sv ?? words.get(id)?.en ?? id).join(', ');
  return { fi: named('fi'), sv: named('sv'), en: named('en') };
}
