import { SERVICES, type PersonRefusal } from '@fiksu/contracts';
import type { Stored } from '@fiksu/service';

export const ERASURE_STATUSES = ['running', 'completed', 'refused'] as const;
export type ErasureStatus = (typeof ERASURE_STATUSES)[number];

export const PART_STATUSES = ['pending', 'confirmed', 'refused'] as const;

/** What one service has said of it. */
export interface ErasurePart {
  service: string;
  status: (typeof PART_STATUSES)[number];
  /** When it said so. */
  at: string | null;
  /** Why it may not, in the contract's form. */
  refused?: PersonRefusal[];
}

/** The erasure of one person in every service (API contract, P10). */
export interface Erasure extends Stored {
  status: ErasureStatus;
  /** By what the person is known, encrypted, until every service has answered. */
  person: string | null;
  /** A keyed hash, by which a repeat finds it. */
  personHash: string;
  services: ErasurePart[];
}

/** The columns of `erasure` that are encrypted. */
export const encryptedColumns = [{ table: 'erasure', column: 'person' }];

/** One that begins: no service has answered. */
export const begun = (terms: Pick<Erasure, 'id' | 'person' | 'personHash'>, at: string): Erasure => ({
  ...terms,
  version: 1,
  status: 'running',
  services: SERVICES.map((service) => ({ service, status: 'pending', at: null })),
  createdAt: at,
  updatedAt: at,
});

/**
 * What a service has answered. When none is waited for any more it is over, and nobody knows any more who it was: completed
 * where all have confirmed, refused where one may not.
 */
export function answered(erasure: Erasure, service: string, refused: PersonRefusal[], at: string): Erasure {
  const said: ErasurePart = refused.length > 0 ? { service, status: 'refused', at, refused } : { service, status: 'confirmed', at };
  const services = erasure.services.map((part) => (part.service === service && part.status === 'pending' ? said : part));
  if (services.some(({ status }) => status === 'pending')) return { ...erasure, services };
  return { ...erasure, services, status: services.every(({ status }) => status === 'confirmed') ? 'completed' : 'refused', person: null };
}

/** The services that have still to answer. */
export const pendingOf = ({ services }: Pick<Erasure, 'services'>): string[] =>
  services.filter(({ status }) => status === 'pending').map(({ service }) => service);

export const refusalsOf = ({ services }: Pick<Erasure, 'services'>): PersonRefusal[] => services.flatMap(({ refused = [] }) => refused);

const firstMs = 250;
const quickAttempts = 60;
const quickMsMax = 1000;
const slowMsMax = 5000;

/** How long to wait before a service that did not answer is asked again: so that one which returns is finished within seconds. */
export const againAfterMs = (attempt: number): number => Math.min(firstMs * 2 ** Math.min(attempt, 10), attempt < quickAttempts ? quickMsMax : slowMsMax);

const answerMs = 5000;
const answerMsMax = 30_000;
const hastyAttempts = 3;

/**
 * How long to wait for the answer of a service. First no longer than whoever asked waits for theirs; then longer each time, so
 * that one which has very much to look through is heard in the end.
 */
export const answerWithinMs = (attempt: number): number => Math.min(answerMs * 2 ** Math.max(0, attempt - hastyAttempts + 1), answerMsMax);
