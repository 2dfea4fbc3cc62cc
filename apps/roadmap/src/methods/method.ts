/**
 * A method of co-creation is a card that others can work by: phases with their durations, materials, roles, and when to use
 * it. It is changed as a draft, and published as an edition, which stays as it was (domain page, "Needs and co-creation";
 * API contract, R5). Pure functions: no clock, no database.
 */
import type { LocalisedText } from '@fiksu/contracts';
import { Faults, ordered, type Stored } from '@fiksu/service';

export const METHOD_STATUSES = ['draft', 'published'] as const;
export type MethodStatus = (typeof METHOD_STATUSES)[number];

/** A step of a method. Its id is a slug, by which sessions say where they are. */
export interface Phase {
  id: string;
  name: LocalisedText;
  description: LocalisedText | null;
  /** ISO 8601: `PT3H`. */
  duration: string | null;
}

/** Another form of the same method: the design sprint of two days beside that of five. */
export interface Variant {
  id: string;
  name: LocalisedText;
  phases: Phase[];
}

/** What a method says: all that an edition keeps. */
export interface Card {
  name: LocalisedText;
  summary: LocalisedText | null;
  phases: Phase[];
  variants: Variant[];
  materials: LocalisedText[];
  roles: LocalisedText[];
  whenToUse: LocalisedText | null;
}

/** Its own members are what its last edition says, or its first draft before there is one: what everybody may read of it. */
export interface Method extends Stored, Card {
  status: MethodStatus;
  /** The number of the last edition; 0 before the first. */
  edition: number;
  publishedAt: string | null;
  /** What the next edition is to say, where that differs from the last one. */
  draft: Card | null;
}

/** A method as it was published: nothing changes it any more. */
export interface Edition extends Card {
  method: string;
  edition: number;
  publishedAt: string;
}

export const isPublic = ({ status }: Pick<Method, 'status'>): boolean => status === 'published';

/** Publishing can be repeated: each time makes an edition. */
export const ACTIONS = ['publish'] as const;

export const cardOf = ({ name, summary, phases, variants, materials, roles, whenToUse }: Card): Card => ({
  ...{ name, summary, phases, variants },
  ...{ materials, roles, whenToUse },
});

/** What coordinators work on: the next edition. */
export const workingCard = (method: Method): Card => method.draft ?? cardOf(method);

/**
 * A phase is known by its id within its form, a form by its id within the method.
 * @throws DomainError Invalid (422) with a pointer for each id that is there twice
 */
export function checkCard({ phases, variants }: Pick<Card, 'phases' | 'variants'>): void {
  const faults = new Faults();
  addRepeated(faults, '/phases', phases);
  addRepeated(faults, '/variants', variants);
  variants.forEach((variant, index) => addRepeated(faults, `/variants/${index}/phases`, variant.phases));
  faults.refuse();
}

function addRepeated(faults: Faults, pointer: string, list: readonly { id: string }[]): void {
  const seen = new Set<string>();
  list.forEach(({ id }, index) => (seen.has(id) ? faults.add(`${pointer}/${index}/id`, 'Another one has this id') : seen.add(id)));
}

/** The method with what it is to say from now on; the public goes on reading the last edition until the next is published. */
export function rewrite(method: Method, card: Card): Method {
  if (!isPublic(method)) return { ...method, ...card };
  return { ...method, draft: sameCard(card, cardOf(method)) ? null : card };
}

/** Makes the next edition of what the method is to say: 1, 2… (R5). */
export function publish(method: Method, now: string): Method {
  return { ...method, ...workingCard(method), draft: null, status: 'published', edition: method.edition + 1, publishedAt: now };
}

/** The edition that a method is at the moment at which it is published. */
export const editionOf = (method: Method, now: string): Edition => ({ ...cardOf(method), method: method.id, edition: method.edition, publishedAt: now });

/** The phases of a form of the method, of its usual one without; undefined where it has no such form. */
export function phasesOf({ phases, variants }: Pick<Card, 'phases' | 'variants'>, variant: string | null): Phase[] | undefined {
  return variant === null ? phases : variants.find(({ id }) => id === variant)?.phases;
}

const sameCard = (a: Card, b: Card): boolean => JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
