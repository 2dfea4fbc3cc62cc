import { errors, jwtVerify } from 'jose';
import { DomainError, unavailable } from '../problems/domain-error.ts';
import type { KitConfig } from '../config.ts';
import type { Claims } from './caller.ts';
import { sha256 } from './hashing.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { unauthenticated } from './may.ts';
import { readClaims } from './read-claims.ts';

const tokensKeptMax = 10_000;
/** Longer than any token that an issuer gives out: nobody gets a large one parsed. */
const tokenLengthMax = 8192;
const clockToleranceSeconds = 5;
/** Asymmetric algorithms alone: a shared secret would let every service mint tokens. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** An access token, or one that does not say what it is. A logout token of the same issuer is none (RFC 8725, 3.11). */
const types = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

/** What has been found out about a token, and for how long that holds. */
interface Verified {
  claims: Claims;
  untilMs: number;
}

/**
 * Verifies bearer JWTs of one OpenID Connect issuer: signature, algorithm, type, `iss`, `aud`, `exp`, `nbf`. A token is
 * verified once and remembered until it expires, since the signature costs more than a whole read; but no longer than the
 * keys are taken as they were read, so that the tokens of a key that the issuer has taken away are not good for ever.
 */
export class Tokens {
  /** By the hash of the token: the tokens themselves are kept nowhere, and a long one takes no more room than a short one. */
  private readonly verified = new Map<string, Verified>();
  private readonly keys: IssuerKeys;

  constructor(private readonly config: Pick<KitConfig, 'ISSUER_URL' | 'JWKS_URL' | 'AUDIENCE'>) {
    this.keys = new IssuerKeys(config);
  }

  /** How many tokens are remembered. */
  get count(): number {
    return this.verified.size;
  }

  /** What is remembered of a token that is still good; spares the request a tick of the event loop. */
  remembered(token: string): Claims | null {
    const name = nameOf(token);
    const known = this.verified.get(name);
    if (!known) return null;
    if (known.untilMs > Date.now()) return known.claims;
    this.verified.delete(name);
    return null;
  }

  /** @throws DomainError 401 for any token that is not good; 503 when the issuer's keys cannot be had */
  async verify(token: string): Promise<Claims> {
    const claims = await this.read(token).catch((error: unknown) => {
      throw refusalOf(error);
    });
    if (this.verified.size >= tokensKeptMax) this.verified.delete(this.verified.keys().next().value as string);
    this.verified.set(nameOf(token), { claims, untilMs: Math.min(claims.expiresAtMs, this.keys.goodUntilMs) });
    return claims;
  }

  private async read(token: string): Promise<Claims> {
    if (token.length > tokenLengthMax) throw notGood('The token is too long');
    const { payload, protectedHeader } = await jwtVerify(token, this.keys.find, {
      issuer: this.config.ISSUER_URL,
      audience: this.config.AUDIENCE,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp', 'sub'],
    });
    if (!types.includes(protectedHeader.typ?.toLowerCase())) throw notGood('The token is no access token');
    return readClaims(payload) ?? refuse('The token does not say who has it');
  }
}

const nameOf = (token: string): string => sha256(token).toString('base64');

const notGood = (detail: string) => unauthenticated(detail, 'invalid_token');
const refuse = (detail: string): never => {
  throw notGood(detail);
};

/** Everything that is thrown while a token is read is the token's fault, but for keys that cannot be had: those say nothing about it. */
function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC'))
    return unavailable('The issuer of tokens does not answer');
  return notGood(error instanceof errors.JWTExpired ? 'The token has expired' : 'The token is not valid here');
}
