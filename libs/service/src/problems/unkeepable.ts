import type { Fault } from './domain-error.ts';
import { pointerOf } from './pointer.ts';

const nestingMax = 64;
/** A null character, or half of a surrogate pair: JSON can say them, and PostgreSQL cannot keep them. */
const noText = /[\0\p{Surrogate}]/u;
const escapedNoText = /\\u(?:0000|d[89a-f])/i;

export const isText = (text: string): boolean => !noText.test(text);

/**
 * What is JSON, but can neither be kept nor be written again: characters that are no text, and nesting
 * without end. Only such escapes can say the former, so a body without them is not searched.
 */
export function unkeepableIn(body: unknown, json: string): Fault[] {
  if (nestsDeeper(body, nestingMax)) return [{ pointer: '', detail: `Is nested more than ${nestingMax} deep` }];
  return escapedNoText.test(json) ? [...noTextIn(body, '')] : [];
}

const nestsDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((inner) => nestsDeeper(inner, levels - 1)));

function* noTextIn(value: unknown, pointer: string): Iterable<Fault> {
  if (typeof value === 'string' && !isText(value)) yield { pointer, detail: 'Has a character that is no text' };
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (isText(name)) yield* noTextIn(inner, pointer + pointerOf([name]));
    else yield { pointer, detail: 'Has a member whose name is no text' };
  }
}
