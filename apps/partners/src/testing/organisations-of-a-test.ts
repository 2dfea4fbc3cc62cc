import type { Client } from '@fiksu/testing';

const weights = [7, 9, 10, 5, 8, 4, 2];

/** The Y-tunnus of a number of seven digits, worked out by the rule of the trade register; null where it has none. */
export function businessIdOf(number: number): string | null {
  const digits = String(number).padStart(weights.length, '0');
  const rest = [...digits].reduce((sum, digit, index) => sum + Number(digit) * (weights[index] as number), 0) % 11;
  if (rest === 1) return null;
  return `${digits}-${rest === 0 ? 0 : 11 - rest}`;
}

let last = 3_000_000;

/** A Y-tunnus that no other test of this run has. */
export function newBusinessId(): string {
  for (;;) {
    last += 1;
    const found = businessIdOf(last);
    if (found) return found;
  }
}

let lastPic = 900_000_000;
export const newPic = (): string => String((lastPic += 1));

/** What is sent of a company; what a test is about stands in `terms`. */
export const organisationOf = (terms: object = {}): object => ({ name: { fi: 'Malmin Anturi Oy' }, kind: 'company', sector: 'private', ...terms });

/** Adds an organisation, and tells its path. */
export async function added(by: Client, terms: object = {}): Promise<string> {
  const { body } = await by.post('/organisations', organisationOf(terms)).expect(201);
  return `/organisations/${body.id as string}`;
}

export const idOf = (path: string): string => path.replace('/organisations/', '');
