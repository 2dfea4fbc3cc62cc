import { createRemoteJWKSet, customFetch, jwksCache, type JWKSCacheInput, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { KitConfig } from '../config.ts';
import { unavailable } from '../problems/domain-error.ts';

const askedForMs = 5000;
/** For how long the issuer's keys are taken as they were read: a key that it has taken away is good for no longer. */
export const keysKeptMs = 600_000;
/** A key that is not known makes the issuer asked anew, but no more often than this, whoever sends what. */
const askedAgainAfterMs = 5000;
/** An issuer that is away is not asked again by each request. */
const awayForMs = 1000;

const away = () => unavailable('The issuer of tokens does not answer');
/** OpenID Connect Discovery 1.0, as far as it is needed. */
const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * The public keys of the issuer of tokens, found by its discovery document, cached, and read anew when they have grown
 * old or a token names one that is not known: the issuer rotates its keys whenever it likes.
 */
export class IssuerKeys {
  private found: { keys: JWTVerifyGetKey; read: JWKSCacheInput } | null = null;
  private finding: Promise<void> | null = null;
  private awayUntilMs = 0;

  constructor(private readonly config: Pick<KitConfig, 'ISSUER_URL' | 'JWKS_URL'>) {}

  /** Until when a key that has just been found is good, in milliseconds since 1970. */
  get goodUntilMs(): number {
    return (this.found?.read.uat ?? 0) + keysKeptMs;
  }

  /** @throws DomainError Unavailable (503) where the keys cannot be had; what jose throws where the token names no key of the issuer */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (!this.found) await (this.finding ??= this.discover().finally(() => (this.finding = null)));
    return (this.found as NonNullable<typeof this.found>).keys(header, token);
  };

  private async discover(): Promise<void> {
    const { ISSUER_URL, JWKS_URL } = this.config;
    const address = JWKS_URL ?? (await this.addressOfKeys(ISSUER_URL));
    const read: JWKSCacheInput = {};
    const terms = { cacheMaxAge: keysKeptMs, cooldownDuration: askedAgainAfterMs, timeoutDuration: askedForMs, [jwksCache]: read, [customFetch]: this.ask };
    this.found = { keys: createRemoteJWKSet(new URL(address), terms), read };
  }

  /** What the issuer says about itself has to be said by the same issuer (OpenID Connect Discovery 1.0, 4.3). */
  private async addressOfKeys(issuer: string): Promise<string> {
    const answer = await this.ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(askedForMs) });
    const document = Discovery.safeParse(await answer.json().catch(() => null));
    if (!document.success || document.data.issuer !== issuer) throw away();
    return document.data.jwks_uri;
  }

  private readonly ask = async (address: string, terms: RequestInit): Promise<Response> => {
    if (Date.now() < this.awayUntilMs) throw away();
    const answer = await fetch(address, terms).catch(() => null);
    if (answer?.status === 200) return answer;
    this.awayUntilMs = Date.now() + awayForMs;
    throw away();
  };
}
