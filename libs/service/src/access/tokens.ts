import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { isTransient } from '@fiksu/database';
import { unavailable } from '../problems/domain-error.ts';
import type { KitConfig } from '../config.ts';
import { ROLES, type Claims, type Role } from './caller.ts';
import { unauthenticated } from './may.ts';

const tokensKeptMax = 10_000;
const discoveryTimeoutMs = 5000;
const clockToleranceSeconds = 5;
/** Asymmetric algorithms alone: a shared secret would let every service mint tokens. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/**
 * Verifies bearer JWTs of one OpenID Connect issuer: signature, algorithm, `iss`, `aud`, `exp`, `nbf`.
 * A token is verified once and remembered until it expires: the signature costs more than a whole read.
 */
export class Tokens {
  private readonly verified = new Map<string, Claims>();
  private keys: JWTVerifyGetKey | null = null;

  constructor(private readonly config: Pick<KitConfig, 'ISSUER_URL' | 'JWKS_URL' | 'AUDIENCE'>) {}

  /** What is remembered of a token that is still good; spares the request a tick of the event loop. */
  remembered(token: string): Claims | null {
    const known = this.verified.get(token);
    if (!known) return null;
    if (known.expiresAtMs > Date.now()) return known;
    this.verified.delete(token);
    return null;
  }

  /** @throws DomainError 401 for any token that is not good; 503 when the issuer's keys cannot be had */
  async verify(token: string): Promise<Claims> {
    const { payload } = await jwtVerify(token, this.keyOf, {
      issuer: this.config.ISSUER_URL,
      audience: this.config.AUDIENCE,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp', 'sub'],
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const claims = readClaims(payload);
    if (this.verified.size >= tokensKeptMax) this.verified.delete(this.verified.keys().next().value as string);
    this.verified.set(token, claims);
    return claims;
  }

  /** Asked for a token that can be read at all: nonsense makes nobody look for keys. */
  private readonly keyOf: JWTVerifyGetKey = async (header, signed) => (await this.issuerKeys())(header, signed);

  private async issuerKeys(): Promise<JWTVerifyGetKey> {
    this.keys ??= createRemoteJWKSet(new URL(this.config.JWKS_URL ?? (await this.discover())));
    return this.keys;
  }

  private async discover(): Promise<string> {
    try {
      const answer = await fetch(`${this.config.ISSUER_URL}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(discoveryTimeoutMs) });
      return ((await answer.json()) as { jwks_uri: string }).jwks_uri;
    } catch {
      throw unavailable('The issuer of tokens does not answer');
    }
  }
}

function refusalOf(error: unknown): unknown {
  // A key set that cannot be fetched says nothing about the token: the caller may try again.
  if (error instanceof errors.JWKSTimeout || isTransient(error) || (error as Error).message === 'fetch failed')
    return unavailable('The issuer of tokens does not answer');
  if (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') return unavailable('The issuer of tokens does not answer');
  if (error instanceof errors.JWTExpired) return unauthenticated('The token has expired', 'invalid_token');
  if (error instanceof errors.JOSEError) return unauthenticated('The token is not valid here', 'invalid_token');
  return error;
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []);

function readClaims(payload: JWTPayload): Claims {
  return {
    sub: payload.sub as string,
    roles: strings(payload.roles).filter((role): role is Role => (ROLES as readonly string[]).includes(role)),
    org: typeof payload.org === 'string' ? payload.org : null,
    districts: Array.isArray(payload.districts) ? strings(payload.districts) : null,
    scopes: typeof payload.scope === 'string' ? payload.scope.split(' ') : [],
    expiresAtMs: (payload.exp ?? 0) * 1000,
  };
}
