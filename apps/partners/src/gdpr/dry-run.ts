import { malformed } from '@fiksu/service';

const yes = ['true', '1'];
const no = ['false', '0', ''];

/**
 * Whether an erasure is only tried out: `dry_run` in the query or in the body, `true`, `True` or `1` (Helsinki Profile GDPR
 * API). One that says so suffices; what says neither is refused, since the other reading of it would erase.
 *
 * @throws DomainError Malformed (400)
 */
export function isDryRun(query: unknown, body: unknown): boolean {
  if (typeof (body ?? {}) !== 'object' || Array.isArray(body)) throw malformed([{ pointer: '', detail: 'Must be an object' }]);
  const { dry_run: asked, ...others } = { ...(body as object | null | undefined) } as Record<string, unknown>;
  const unknown = Object.keys(others).map((name) => ({ pointer: `/${name}`, detail: 'There is no such member' }));
  if (unknown.length > 0) throw malformed(unknown);
  const inQuery = read(query, { parameter: 'dry_run' });
  const inBody = read(asked, { pointer: '/dry_run' });
  return inQuery || inBody;
}

function read(sent: unknown, place: { parameter: string } | { pointer: string }): boolean {
  if (sent === undefined || sent === null) return false;
  const word = String(sent).toLowerCase();
  if (yes.includes(word)) return true;
  if (no.includes(word)) return false;
  throw malformed([{ ...place, detail: 'Must be true or false' }]);
}
