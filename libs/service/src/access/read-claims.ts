import { isId } from '@fiksu/contracts';
import type { JWTPayload } from 'jose';
import { ROLES, type Claims, type Role } from './caller.ts';

/** "MUST NOT exceed 255 ASCII characters in length" (OpenID Connect Core 1.0, 2). */
const subLengthMax = 255;

const strings = (value: readonly unknown[]): string[] => value.filter((entry) => typeof entry === 'string');

/**
 * The claims of a token that is signed by the issuer, which may still say what we do not expect. What cannot be read gives
 * no right, and takes away none of the limits: districts that are no list are none, and not no limit (API contract, G8, G9).
 *
 * @returns null where it does not say whose it is
 */
export function readClaims({ sub, roles, org, districts, scope, exp }: JWTPayload): Claims | null {
  if (typeof sub !== 'string' || sub === '' || sub.length > subLengthMax || sub.includes('\0')) return null;
  return {
    sub,
    roles: (Array.isArray(roles) ? strings(roles) : []).filter((role): role is Role => (ROLES as readonly string[]).includes(role)),
    org: typeof org === 'string' && isId(org) ? org.toLowerCase() : null,
    districts: districts === undefined ? null : districtsIn(districts),
    scopes: typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : [],
    expiresAtMs: (exp ?? 0) * 1000,
  };
}

/** Some issuers write a list of one as its only entry. */
const districtsIn = (claim: unknown): string[] => strings([claim].flat());
