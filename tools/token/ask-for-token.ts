/** The roles of the platform, each of which is a client of the development issuer (API contract, G9). */
export const ROLES = ['admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'] as const;
export type Role = (typeof ROLES)[number];

/** The claims that the development issuer sets for the asking. */
export interface Wanted {
  org?: string | undefined;
  /** Slugs with commas between them. */
  districts?: string | undefined;
  sub?: string | undefined;
  /** Words with spaces between them. */
  scope?: string | undefined;
}

/** Everybody in development knows it. */
const openSecret = 'dev';

/** @throws Error with the words of the issuer where it gives none */
export async function askForToken(origin: string, role: Role, wanted: Wanted = {}): Promise<string> {
  const asked = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: role, client_secret: openSecret, ...Object.fromEntries(asked) });
  const answer = await fetch(`${origin}/idp/token`, { method: 'POST', body: form });
  const body = (await answer.json().catch(() => ({}))) as { access_token?: string; error_description?: string; detail?: string };
  if (!body.access_token) throw new Error(`The issuer at ${origin}/idp answers ${answer.status}: ${body.error_description ?? body.detail ?? 'no token'}`);
  return body.access_token;
}
