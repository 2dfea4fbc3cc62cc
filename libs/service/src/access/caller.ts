import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError, forbidden, stale } from '../problems/domain-error.ts';

export const ROLES = ['admin', 'coordinator', 'evaluator', 'partner', 'platform', 'resident'] as const;
export type Role = (typeof ROLES)[number];

/** The claims of a verified access token that the platform reads (API contract, G9). */
export interface Claims {
  sub: string;
  roles: Role[];
  org: string | null;
  /** Slugs to which a coordinator is limited; null for no limit. */
  districts: string[] | null;
  scopes: string[];
  /** When the token ends, in milliseconds since 1970. */
  expiresAtMs: number;
}

/** An `Idempotency-Key` with what it belongs to (G16). `kept` tells that the answer has been written down. */
export interface IdempotentRequest {
  caller: string;
  path: string;
  key: string;
  /** Null while bytes are sent that have not all been read. */
  bodyHash: Buffer | null;
  kept: boolean;
  /** Encrypts what is kept to answer a repeat with. */
  seal: (answer: object) => string;
}

/**
 * Who asks, when, and on which terms: everything about a request that rules depend on.
 * Use cases get it as `by`, so that nothing is read from the surroundings.
 */
export class Caller {
  /** The instant of the request, UTC with milliseconds: the `now` of every pure rule. */
  readonly at: string;
  readonly claims: Claims | null;
  /** The W3C trace context of the request, which its events carry on. */
  readonly traceparent: string | null;
  /** Set where the request carries an `Idempotency-Key`. */
  idempotency: IdempotentRequest | null = null;
  private readonly ifMatch: string | null;
  private readonly hashOf: (purpose: string) => string;

  /** @param terms.hashOf a keyed hash of the caller's `sub`, without a token of its address */
  constructor(terms: { at: string; claims: Claims | null; ifMatch: string | null; traceparent?: string | null; hashOf: (purpose: string) => string }) {
    this.at = terms.at;
    this.claims = terms.claims;
    this.traceparent = terms.traceparent ?? null;
    this.ifMatch = terms.ifMatch;
    this.hashOf = terms.hashOf;
  }

  /** Tells callers apart without naming them; another purpose gives another hash of the same caller. */
  hash(purpose: string): string {
    return this.hashOf(purpose);
  }

  /** Nobody: what the platform does by itself, by a rule or by the clock. */
  static nobody(at: string, author: 'rule' | 'clock' = 'rule'): Caller {
    const caller = new Caller({ at, claims: null, ifMatch: null, hashOf: () => author });
    caller.nobody = author;
    return caller;
  }

  /** The same caller, acting for another organisation than its token names. */
  actingFor(org: string): Caller {
    const { at, claims, ifMatch, traceparent, hashOf } = this;
    return new Caller({ at, claims: claims && { ...claims, org }, ifMatch, traceparent, hashOf });
  }

  /** Set where nobody did it. */
  nobody: 'rule' | 'clock' | null = null;

  is(...roles: Role[]): boolean {
    return this.claims !== null && this.claims.roles.some((role) => roles.includes(role));
  }

  /** The strongest of the caller's roles, as history tells it; `resident` for who came without a token. */
  get role(): Role {
    return ROLES.find((role) => this.is(role)) ?? 'resident';
  }

  /** The districts that a coordinator is limited to, or null: admins are never limited (G8). */
  get limits(): string[] | null {
    return this.is('coordinator') && !this.is('admin') ? (this.claims?.districts ?? null) : null;
  }

  /** @throws DomainError Forbidden (403) `outside-districts` for a district outside of the caller's limits (G8) */
  requireWithin(districts: readonly string[]): void {
    const { limits } = this;
    if (limits && districts.some((district) => !limits.includes(district))) throw forbidden('Your token is limited to other districts', 'outside-districts');
  }

  /** Of what is not public yet, a platform reads what events carry, and none of what people wrote (G7, G22). */
  get readsAsEvents(): boolean {
    return this.is('platform') && !this.is('admin', 'coordinator');
  }

  /** @throws DomainError Forbidden (403) without this scope in the token */
  requireScope(scope: string): void {
    if (!this.claims?.scopes.includes(scope)) throw forbidden(`Your token lacks the scope "${scope}"`);
  }

  /** @throws DomainError PreconditionRequired (428) without an `If-Match` */
  requireMatch(): void {
    if (this.ifMatch !== null) return;
    throw new DomainError('PreconditionRequired', 'precondition-required', 'Send the ETag of what you read as If-Match');
  }

  /**
   * Compares the version alone, so that a derived field that moved meanwhile refuses nobody (API contract §1).
   * @throws DomainError Stale (412) where no tag of the list begins with this version
   */
  match(version: number): void {
    if (!this.takesAnyVersion && !this.tags.some((tag) => versionOf(tag) === version)) throw stale();
  }

  /** Whether any version will do: `If-Match: *`. */
  get takesAnyVersion(): boolean {
    return this.tags.includes('*');
  }

  private get tags(): string[] {
    return (this.ifMatch ?? '').split(',').map((tag) => tag.trim());
  }
}

/** The version that an ETag begins with: 7 of `"7-1f0c9a3e"`, `W/"7-1f0c9a3e"` and `"7"`. */
function versionOf(tag: string): number | null {
  const found = /^(?:W\/)?"(\d{1,9})(?:-[^"]*)?"$/.exec(tag);
  return found ? Number(found[1]) : null;
}

/** The caller of this request, as a parameter of a controller's method. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().caller);

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
}
