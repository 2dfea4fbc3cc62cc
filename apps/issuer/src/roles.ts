/** The roles of the platform. In development each is a client that knows the same open secret. */
export const ROLES = ['admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'] as const;
export const OPEN_SECRET = 'dev';

/** Reads contacts and other personal data. Given to those who answer for them. */
const PERSONAL_DATA = 'personal-data';
/** A city's own protocol for a person's data: asked for by its own clients, which have no role of the platform. */
const FOR_ANYBODY = ['gdprquery', 'gdprdelete'];

export const ALL_SCOPES = [PERSONAL_DATA, ...FOR_ANYBODY];

/** What a role may be given. Asking for more is no error: the answer says which scopes the token has. */
export function scopesOf(role: string): string[] {
  return role === 'admin' || role === 'coordinator' ? ALL_SCOPES : FOR_ANYBODY;
}
