/**
 * An agreement of several organisations: it is drawn up, signed, and ends by its last day or by being terminated (API
 * contract, P5 and G17). Data and pure functions: no clock, no database.
 */
import type { LocalisedText } from '@fiksu/contracts';
import { Faults, illegalTransition, type Stored } from '@fiksu/service';
import { Temporal } from 'temporal-polyfill';

export const AGREEMENT_KINDS = ['pilot', 'cooperation', 'data', 'framework', 'nda'] as const;
export type AgreementKind = (typeof AGREEMENT_KINDS)[number];

export const AGREEMENT_STATUSES = ['draft', 'signed', 'terminated', 'expired'] as const;
export type AgreementStatus = (typeof AGREEMENT_STATUSES)[number];

export interface Agreement extends Stored {
  /** As it was last written down: whether it has expired since is told by `statusOn`. */
  status: AgreementStatus;
  kind: AgreementKind;
  title: LocalisedText;
  /** Ids of organisations. */
  parties: string[];
  districts: string[];
  /** The first day on which it holds. */
  validFrom: string;
  /** The last day on which it holds; null for no end. */
  validUntil: string | null;
  /** The day on which the last party signed. */
  signedOn: string | null;
  terminationReason: LocalisedText | null;
  /** Ids of files. */
  attachments: string[];
}

export type AgreementTerms = Pick<Agreement, 'kind' | 'title' | 'parties' | 'districts' | 'validFrom' | 'validUntil' | 'attachments'>;

const cityTimeZone = 'Europe/Helsinki';
const lastDayMax = '9999-12-31';

/** The day that an instant belongs to in the city: a day of the contract is a day in Helsinki. */
export const cityDayOf = (instant: string): string => Temporal.Instant.from(instant).toZonedDateTimeISO(cityTimeZone).toPlainDate().toString();

/** The instant at which an agreement is over: midnight in the city after its last day. */
export const endOf = (validUntil: string): string =>
  Temporal.PlainDate.from(validUntil).add({ days: 1 }).toZonedDateTime(cityTimeZone).toInstant().toString({ fractionalSecondDigits: 3 });

/** The state on this day: a signed agreement whose last day has passed has expired, whether or not anybody has written that down. */
export const statusOn = ({ status, validUntil }: Pick<Agreement, 'status' | 'validUntil'>, today: string): AgreementStatus =>
  status === 'signed' && validUntil !== null && validUntil < today ? 'expired' : status;

/** In force: signed, and this day within the validity (P5). */
export const isInForce = (agreement: Pick<Agreement, 'status' | 'validFrom' | 'validUntil'>, today: string): boolean =>
  statusOn(agreement, today) === 'signed' && agreement.validFrom <= today;

const transitions: Record<string, readonly AgreementStatus[]> = { sign: ['draft'], terminate: ['signed'] };

/** The actions that a state allows; none for a final one (G17). */
export const allowedIn = (status: AgreementStatus): string[] => Object.keys(transitions).filter((action) => transitions[action]?.includes(status));

/** @throws DomainError Conflict (409) `illegal-transition` with what is allowed */
function require(action: string, agreement: Agreement, today: string): void {
  const status = statusOn(agreement, today);
  if (!transitions[action]?.includes(status)) throw illegalTransition(action, status, allowedIn(status));
}

/**
 * Signed by all parties (P5). It may have been signed long ago, and be over already: then it expires at once.
 * @throws DomainError Invalid (422) at `/on` for a day that is still to come
 */
export function sign(agreement: Agreement, on: string, today: string): Agreement {
  require('sign', agreement, today);
  const faults = new Faults();
  if (on > today) faults.add('/on', 'Lies in the future');
  faults.refuse();
  return { ...agreement, status: 'signed', signedOn: on };
}

export function terminate(agreement: Agreement, reason: LocalisedText, today: string): Agreement {
  require('terminate', agreement, today);
  return { ...agreement, status: 'terminated', terminationReason: reason };
}

/** @throws DomainError Invalid (422) at `/validUntil` */
export function checkValidity({ validFrom, validUntil }: Pick<Agreement, 'validFrom' | 'validUntil'>): void {
  const faults = new Faults();
  if (validUntil !== null && validUntil < validFrom) faults.add('/validUntil', 'Lies before the beginning');
  faults.refuse();
}

/** What was signed: whoever agrees on something else signs another agreement. */
const SIGNED_MEMBERS = ['kind', 'parties', 'validFrom', 'validUntil'] as const;

/**
 * Once it is signed, no more than title, districts and files are put right.
 * @throws DomainError Invalid (422) `read-only`, naming the members
 */
export function checkFrozen(before: Agreement, next: Agreement): void {
  if (before.status === 'draft') return;
  const faults = new Faults();
  for (const member of SIGNED_MEMBERS) if (JSON.stringify(before[member]) !== JSON.stringify(next[member])) faults.add(`/${member}`, 'Is what was signed');
  faults.refuse('read-only');
}

/**
 * An agreement that was signed is kept for ten years (domain, "Retention"): only a draft is removed.
 * @throws DomainError Conflict (409) `illegal-transition`
 */
export function checkRemovable(agreement: Agreement, today: string): void {
  const status = statusOn(agreement, today);
  if (status !== 'draft') throw illegalTransition('delete', status, allowedIn(status));
}

/** Whether text is an ISO 8601 duration that leads from a day to the same or a later one: `P30D`, `P1M`. */
export function isDuration(text: string): boolean {
  try {
    return Temporal.Duration.from(text).sign >= 0;
  } catch {
    return false;
  }
}

/** The day that lies a duration after another one; the last day that there is, where it would lie beyond. */
export function dayAfter(today: string, duration: string): string {
  try {
    const day = Temporal.PlainDate.from(today).add(duration);
    return day.year > Number(lastDayMax.slice(0, 4)) ? lastDayMax : day.toString();
  } catch {
    return lastDayMax;
  }
}
