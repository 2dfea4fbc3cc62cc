/**
 * A value as PostgreSQL gives it back, so that what a change answers is what a read answers then, and a
 * patch that says the same in other words is seen to change nothing.
 */
export function keptForm(type: unknown, value: unknown): unknown {
  if (type === 'jsonb') return ordered(value);
  if (type === 'timestamptz' && typeof value === 'string') return new Date(value).toISOString();
  return value;
}

/** As `jsonb` orders members: by the length of the name in bytes, then byte by byte. */
export function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const named = members.map(([name, inner]) => ({ bytes: Buffer.from(name), member: [name, ordered(inner)] as const }));
  named.sort((a, b) => a.bytes.length - b.bytes.length || Buffer.compare(a.bytes, b.bytes));
  return Object.fromEntries(named.map(({ member }) => member));
}
