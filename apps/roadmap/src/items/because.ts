import type { LocalisedText } from '@fiksu/contracts';

/** A reason of a reading: a word for machines, words for people, and what it is about, where it is about something. */
export interface Because {
  code: string;
  kind?: 'pilot' | 'indicator' | 'milestone';
  id?: string;
  detail: LocalisedText;
}

/** A reading that is computed and explained, never typed: `because` is never empty (API contract, R7). */
export interface Reading<Value> {
  value: Value;
  because: Because[];
}

/** In the three languages of the city. */
export const words = (fi: string, sv: string, en: string): LocalisedText => ({ fi, sv, en });
