import type { LocalisedText } from '@fiksu/contracts';
import type { Need } from './need.ts';

/** How alike two needs are, 0 to 1, and why a person would say so. */
export interface Likeness {
  score: number;
  because: { code: string; detail: LocalisedText }[];
}

export function scoreLikeness(_need: Pick<Need, 'title' | 'description' | 'districts' | 'location' | 'themes'>, _other: Pick<Need, 'title' | 'description' | 'districts' | 'location' | 'themes'>): Likeness | null {
  return { score: 0.5, because: [] };
}
