/**
 * How likely two entries of the registry are one organisation, with the reasons for it and against it. A person decides:
 * what counts here is that likely pairs come first, and that each says why.
 */
import { hostOf, namesOf, type ExternalId, type Organisation } from '../organisations/organisation.ts';
import { comparableName, likenessOf, ownWords, type ComparableName } from './comparable-name.ts';

/** A reason, in a word that stays, and what it was seen in. */
export interface Reason {
  code: string;
  detail: Record<string, unknown>;
}

export interface Comparison {
  /** 0 to 1, in thousandths. */
  score: number;
  because: Reason[];
  against: Reason[];
}

/** What a reason makes of what the others have left open, 0 to 1. */
const weights = { sameName: 0.99, otherForm: 0.97, similarName: 0.9, externalId: 0.95, vatId: 0.6, website: 0.35, parent: 0.1 };
/** What is left of the likelihood. Two Y-tunnus are two legal persons; of one organisation the EU has registered two PICs often enough. */
const doubts = { businessIds: 0.1, pics: 0.4, vatIds: 0.4, numbers: 0.3, words: 0.45, above: 0.3 };

/** Names less alike than this are other names. */
export const likenessMin = 0.5;
/** Pairs less likely than this are not shown. */
export const scoreMin = 0.3;

type Weighed = Reason & { weight: number };
type Compared = Pick<Organisation, 'id' | 'name' | 'businessId' | 'vatId' | 'pic' | 'parent' | 'externalIds' | 'website'>;

export function compare(one: Compared, two: Compared): Comparison {
  const name = likelierName(one, two);
  const because = [...(name ? [name.reason] : []), ...sameIds(one, two), ...sameSurroundings(one, two)];
  const against = [...differentIds(one, two), ...(name ? [...differentNumbers(name), ...differentWords(name)] : []), ...oneAbove(one, two)];
  const open = because.reduce((left, { weight }) => left * (1 - weight), 1);
  const score = against.reduce((likely, { weight }) => likely * weight, 1 - open);
  return { score: Math.round(score * 1000) / 1000, because: because.map(reasonOf), against: against.map(reasonOf) };
}

const reasonOf = ({ code, detail }: Weighed): Reason => ({ code, detail });

interface NamePair {
  mine: ComparableName;
  theirs: ComparableName;
  reason: Weighed;
}

/** Of all languages the two names that are most alike. */
function likelierName(one: Compared, two: Compared): NamePair | null {
  const pairs = namesOf(one).flatMap((mine) => namesOf(two).flatMap((theirs) => nameReason(comparableName(mine), comparableName(theirs)) ?? []));
  return pairs.sort((a, b) => b.reason.weight - a.reason.weight)[0] ?? null;
}

function nameReason(mine: ComparableName, theirs: ComparableName): NamePair | null {
  const names = [mine.written, theirs.written];
  const pair = (code: string, weight: number, more: object = {}): NamePair => ({ mine, theirs, reason: { code, weight, detail: { names, ...more } } });
  if (mine.core === '' || theirs.core === '') return null;
  if (mine.core === theirs.core)
    return String(mine.forms) === String(theirs.forms)
      ? pair('same-name', weights.sameName)
      : pair('same-name-other-form', weights.otherForm, { forms: [mine.forms.join(' '), theirs.forms.join(' ')] });
  const likeness = likenessOf(mine.core, theirs.core);
  if (likeness < likenessMin) return null;
  return pair('similar-name', weights.similarName * likeness, { likeness: Math.round(likeness * 100) / 100 });
}

function sameIds(one: Compared, two: Compared): Weighed[] {
  const same = one.externalIds.filter((mine) => two.externalIds.some((theirs) => isSame(mine, theirs)));
  return [
    ...same.slice(0, 1).map((id) => ({ code: 'same-external-id', weight: weights.externalId, detail: { ...id } })),
    ...(one.vatId !== null && one.vatId === two.vatId ? [{ code: 'same-vat-id', weight: weights.vatId, detail: { vatId: one.vatId } }] : []),
  ];
}

const isSame = (mine: ExternalId, theirs: ExternalId): boolean => mine.scheme === theirs.scheme && mine.value === theirs.value;

function sameSurroundings(one: Compared, two: Compared): Weighed[] {
  const host = hostOf(one.website);
  return [
    ...(host !== null && host === hostOf(two.website) ? [{ code: 'same-website', weight: weights.website, detail: { host } }] : []),
    ...(one.parent !== null && one.parent === two.parent ? [{ code: 'same-parent', weight: weights.parent, detail: { parent: one.parent } }] : []),
  ];
}

function differentIds(one: Compared, two: Compared): Weighed[] {
  const members = [
    ['businessId', 'different-business-id', doubts.businessIds],
    ['pic', 'different-pic', doubts.pics],
    ['vatId', 'different-vat-id', doubts.vatIds],
  ] as const;
  return members.flatMap(([member, code, weight]) => {
    const values = [one[member], two[member]];
    return values.includes(null) || values[0] === values[1] ? [] : [{ code, weight, detail: { values } }];
  });
}

function differentNumbers({ mine, theirs }: NamePair): Weighed[] {
  const numbers = [mine.numbers.join(' '), theirs.numbers.join(' ')];
  return numbers[0] === numbers[1] ? [] : [{ code: 'different-numbers', weight: doubts.numbers, detail: { numbers } }];
}

/** Each has a word for what it is that the other one has not. */
function differentWords({ mine, theirs }: NamePair): Weighed[] {
  const words = ownWords(mine.core, theirs.core);
  return words.some((own) => own.length === 0) ? [] : [{ code: 'different-words', weight: doubts.words, detail: { words } }];
}

/** A part often has the name of the whole in its own. */
const oneAbove = (one: Compared, two: Compared): Weighed[] =>
  one.parent === two.id || two.parent === one.id ? [{ code: 'one-above-the-other', weight: doubts.above, detail: {} }] : [];
