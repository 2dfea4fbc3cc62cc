/**
 * Merging of two organisations: which members the one that goes on takes from the other, and which ones contradict each
 * other (API contract, P2). Pure functions: no clock, no database.
 */
import { LANGUAGES, type LocalisedText } from '@fiksu/contracts';
import { invalid } from '@fiksu/service';
import type { ExternalId, Organisation } from '../organisations/organisation.ts';
import { FORMER } from './former-numbers.ts';

/** A member that both have, each its own: the survivor keeps its own. */
export interface MergeConflict {
  field: string;
  old: unknown;
  into: unknown;
}

const scalars = ['kind', 'sector', 'businessId', 'vatId', 'pic', 'parent', 'size', 'website'] as const;
const lists = ['districts', 'themes', 'expertise', 'attachments'] as const;

/** @throws DomainError Invalid (422) at `/into` for itself, or one that is not there (any more) */
export function checkInto(old: Organisation, into: Organisation | null): asserts into is Organisation {
  if (!into) throw invalid([{ pointer: '/into', detail: 'There is no such organisation' }]);
  if (into.id === old.id) throw invalid([{ pointer: '/into', detail: 'An organisation cannot be merged into itself' }]);
}

/** What the two say differently. */
export function conflictsOf(old: Organisation, into: Organisation): MergeConflict[] {
  const names = LANGUAGES.filter((language) => old.name[language] !== undefined && into.name[language] !== undefined);
  const named = names.some((language) => old.name[language] !== into.name[language]) ? [{ field: 'name', old: old.name, into: into.name }] : [];
  const others = scalars.flatMap((field) => {
    if (field === 'parent' && (old.parent === into.id || into.parent === old.id)) return [];
    return old[field] !== null && into[field] !== null && old[field] !== into[field] ? [{ field, old: old[field], into: into[field] }] : [];
  });
  return [...named, ...others];
}

/**
 * The survivor: it keeps what it says and takes what it lacks; of lists it has all. The numbers of the other that it does not
 * take are kept among its external ids, so that a register which knows the old one leads to it.
 *
 * @param lies where the survivor lies, at whatever depth: below the old one it takes the place of that one; above it, the
 * organisation of which the old one is a part is a part of the survivor itself
 */
export function survivorOf(old: Organisation, into: Organisation, lies: 'below' | 'above' | 'apart'): Organisation {
  const takesNumber = into.businessId === null && old.businessId !== null;
  const own = (field: (typeof scalars)[number]) => into[field] ?? old[field];
  const numbers = (['businessId', 'vatId', 'pic'] as const).flatMap((field): ExternalId[] => {
    const number = old[field];
    return number === null || into[field] === null || number === into[field] ? [] : [{ scheme: FORMER[field], value: number }];
  });
  return {
    ...into,
    ...Object.fromEntries(scalars.map((field) => [field, own(field)])),
    name: takenWith(old.name, into.name),
    parent: { below: old.parent, above: into.parent, apart: own('parent') as string | null }[lies],
    // It takes a name, numbers and an address of a natural person, who is not published for having had two entries.
    personal: into.personal || old.personal,
    // What the trade register says goes with the number by which it says it.
    situation: takesNumber ? old.situation : into.situation,
    ...Object.fromEntries(lists.map((field) => [field, [...new Set([...into[field], ...old[field]])]])),
    externalIds: eachOnce([...into.externalIds, ...old.externalIds, ...numbers, { scheme: FORMER.id, value: old.id }]),
  };
}

const takenWith = (old: LocalisedText, into: LocalisedText): LocalisedText => ({ ...old, ...into });

const eachOnce = (ids: readonly ExternalId[]): ExternalId[] => [...new Map(ids.map((id) => [JSON.stringify([id.scheme, id.value]), id] as const)).values()];
