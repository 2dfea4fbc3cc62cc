import { Logger } from '@nestjs/common';
import { DomainError, notFound, unavailable } from '../problems/domain-error.ts';

const retryAfterSeconds = 5;
const log = new Logger('Storage');

/** What a caller is told of a storage that fails: that it may come again (503). The reason is for the log alone. */
export function storageFails(error: unknown): DomainError {
  log.warn(`The storage fails: ${reasonOf(error)}`);
  return unavailable('The storage of files does not answer right now', retryAfterSeconds);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? `${error.name}: ${error.message}` : `${error.message}, by ${reasonOf(error.cause)}`;
}

export const notKept = (): DomainError => notFound('These bytes are not kept any more');
