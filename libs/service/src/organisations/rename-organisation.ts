/** How an id of an organisation is found and replaced within a member of a row: an id, a list of ids, or a value that names some. */

/** All strings within a member: ids of organisations among them. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(stringsIn);
}

/** The member with other ids in the place of these; what a list of ids then has twice, it has once. */
export function renamed<Value>(value: Value, ids: ReadonlyMap<string, string>): Value {
  if (typeof value === 'string') return (ids.get(value) ?? value) as Value;
  if (value === null || typeof value !== 'object') return value;
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, renamed(member as unknown, ids)])) as Value;
  const next = (value as unknown[]).map((member) => renamed(member, ids));
  return (next.every((member) => typeof member === 'string') ? [...new Set(next)] : next) as Value;
}
