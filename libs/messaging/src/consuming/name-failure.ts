import { framesOf, isTransient } from '@fiksu/database';
import { errors } from '@nats-io/transport-node';
import { NoAnswer } from '../asking/ask.ts';
import type { FailureKind } from './decide.ts';
import { OutOfStep } from './steps.ts';

/** Tells the kinds of what a service's own code throws; null for what it does not know. */
export type Classify = (error: unknown) => FailureKind | null;

const natsErrors = [errors.TimeoutError, errors.NoRespondersError, errors.ClosedConnectionError, errors.DrainingConnectionError, errors.RequestError];

export function kindOfFailure(error: unknown, classify: Classify): FailureKind {
  if (isTransient(error)) return 'passing';
  if (natsErrors.some((each) => error instanceof each) || (error instanceof NoAnswer && error.code === 'unavailable')) return 'passing';
  if (error instanceof OutOfStep) return 'refused';
  return classify(error) ?? 'unexpected';
}

const reasonLengthMax = 500;

/** For operators, who may read it all. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll('\0', '\uFFFD').slice(0, reasonLengthMax);
}

/** For the log: the kind of the error and where it came from, without its words, which may be somebody's. */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  const [frame] = framesOf(error);
  return [error.name, typeof code === 'string' ? code : null, frame?.trim()].filter((part) => part != null).join(' ');
}
