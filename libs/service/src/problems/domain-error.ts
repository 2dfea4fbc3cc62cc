import type { ProblemCode } from './problem-pages.ts';

/** One fault of an input: where it is, and what is wrong. A body has pointers (RFC 6901), a query parameters. */
export type Fault = { detail: string } & ({ pointer: string } | { parameter: string } | { header: string });

/**
 * The closed set of kinds of refusal, each with its HTTP status (architecture §4, API contract §1).
 * Whatever is thrown and is none of these is a bug, and answered 500 without internals.
 */
export const PROBLEM_STATUS = {
  Malformed: 400,
  Unauthenticated: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  Conflict: 409,
  Gone: 410,
  Stale: 412,
  TooLarge: 413,
  Unsupported: 415,
  RangeNotSatisfiable: 416,
  Invalid: 422,
  PreconditionRequired: 428,
  TooMany: 429,
  Unavailable: 503,
} as const;
export type ProblemKind = keyof typeof PROBLEM_STATUS;

/** Members beside the standard ones: `errors`, `allowed`, `existing`, `missing`, … */
export type ProblemMembers = { errors?: Fault[]; [member: string]: unknown };

/**
 * A refusal with a stable `code` in kebab-case that clients may switch on; each has a page (G19).
 * `headers` go out with the answer (`Allow`, `Retry-After`, `WWW-Authenticate`).
 */
export class DomainError extends Error {
  readonly kind: ProblemKind;
  readonly code: ProblemCode;
  readonly members: ProblemMembers;
  readonly headers: Record<string, string>;

  constructor(kind: ProblemKind, code: ProblemCode, detail: string, members: ProblemMembers = {}, headers: Record<string, string> = {}) {
    super(detail);
    this.name = kind;
    this.kind = kind;
    this.code = code;
    this.members = members;
    this.headers = headers;
  }
}

export const malformed = (errors: Fault[], detail = 'The request does not fit the published schema') =>
  new DomainError('Malformed', 'malformed', detail, { errors });

export const notFound = (detail = 'There is nothing here that you may see') => new DomainError('NotFound', 'not-found', detail);

export const forbidden = (detail: string, code: ProblemCode = 'forbidden') => new DomainError('Forbidden', code, detail);

/** @param usedBy what names it: `needs/01936a5c-…` (G11) */
export const inUse = (usedBy: readonly string[]) => new DomainError('Conflict', 'in-use', `Named by ${usedBy.join(', ')}`, { usedBy });

export const stale = () => new DomainError('Stale', 'stale', 'It has been changed since you read it; read it again and repeat the change on what it is now');

/** A rule of the domain broken by well-formed input (422), with a pointer for each fault. */
export const invalid = (errors: Fault[], code: ProblemCode = 'invalid', detail = errors[0]?.detail ?? 'Against a rule of the domain') =>
  new DomainError('Invalid', code, detail, { errors });

export const unavailable = (detail: string, retryAfterSeconds = 1) =>
  new DomainError('Unavailable', 'unavailable', detail, {}, { 'Retry-After': String(retryAfterSeconds) });

/** The state does not allow the action; `allowed` names those it does (G17). */
export const illegalTransition = (action: string, state: string, allowed: string[]) =>
  new DomainError('Conflict', 'illegal-transition', `"${action}" is not possible in the state "${state}"`, { state, allowed });

/** Collects the faults of one input, so that its sender hears of all of them at once. */
export class Faults {
  private readonly found: Fault[] = [];

  add(pointer: string, detail: string): void {
    this.found.push({ pointer, detail });
  }

  /** @throws DomainError Invalid (422) where anything was added */
  refuse(code?: ProblemCode): void {
    if (this.found.length > 0) throw invalid(this.found, code);
  }
}
