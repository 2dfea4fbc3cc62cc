/**
 * JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) allows: members sorted by the UTF-16 code units of their
 * names, nothing between the tokens, numbers and strings as ECMAScript writes them. The same value gives the same bytes, whoever
 * writes it.
 * @param value what JSON can hold
 * @throws TypeError for what it cannot hold, as section 3.1 asks: no value, a number that is not finite, half a character
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return literal(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${literal(name)}:${canonicalJson((value as Record<string, unknown>)[name])}`).join(',')}}`;
}

/** Written by ECMAScript itself, but for what it would write as something else. */
function literal(value: unknown): string {
  const isJson = value === null || typeof value === 'boolean' || Number.isFinite(value) || (typeof value === 'string' && !/\p{Surrogate}/u.test(value));
  if (!isJson) throw new TypeError('Canonical JSON holds no such value');
  return JSON.stringify(value);
}
