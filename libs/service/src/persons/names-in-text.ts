/**
 * How a person is found in texts and in JSON, to the letter: by an address, a telephone number or a `sub`, and not where that is
 * a part of a longer one: `x-aino@example.fi` is somebody else.
 */

/** How JSON writes what stands between lines: its last letter belongs to no name. */
const afterBreak = (hexDigit: string): string => String.raw`(?<=\\[bfnrt])|(?<=\\u${hexDigit}{4})`;

/** How PostgreSQL finds any of these, written as they are or as JSON writes them. Case is for the operator to say. */
export function patternsOf(names: readonly string[], writtenAs: 'text' | 'jsonb'): { anywhere: string; alone: string } {
  const written = names.map((name) => (writtenAs === 'jsonb' ? inJson(name) : name).replace(/[^\p{L}\p{N}]/gu, '\\$&'));
  const anywhere = `(?:${written.join('|')})`;
  return { anywhere, alone: `(?:(?<![[:alnum:]._%+-])|${afterBreak('[[:xdigit:]]')})${anywhere}(?![[:alnum:]_-])` };
}

/** Tells of JSON that is at hand whether it holds one of these. Both are in lower case. */
export function tellingOf(names: readonly string[]): (json: string) => boolean {
  if (names.length === 0) return () => false;
  const said = names.map(inJson);
  const written = said.map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  const pattern = new RegExp(`(?:(?<![\\p{L}\\p{N}._%+-])|${afterBreak('[0-9a-f]')})(?:${written.join('|')})(?![\\p{L}\\p{N}_-])`, 'u');
  return (json) => said.some((name) => json.includes(name)) && pattern.test(json);
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
