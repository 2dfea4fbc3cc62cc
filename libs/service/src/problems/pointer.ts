/** A JSON pointer (RFC 6901) of the path of a validation issue. */
export function pointerOf(path: readonly (PropertyKey | { key: PropertyKey })[] | undefined): string {
  const segments = (path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return segments.map((segment) => `/${segment.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}
