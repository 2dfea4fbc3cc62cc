import { StandardSchemaValidationPipe } from '@nestjs/common';
import { malformed, type Fault } from './domain-error.ts';
import { pointerOf } from './pointer.ts';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  /** zod names the members that a strict object does not know. */
  keys?: string[];
  code?: string;
}

const faultsMax = 100;

/** Validates bodies by their zod schema; what does not fit is 400 with a pointer for each fault (G13). */
export const refuseMalformed = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) => malformed((issues as Issue[]).flatMap(faultsOf).slice(0, faultsMax)),
});

function faultsOf(issue: Issue): Fault[] {
  const pointer = pointerOf(issue.path);
  if (issue.code !== 'unrecognized_keys') return [{ pointer, detail: issue.message }];
  return (issue.keys ?? []).map((key) => ({ pointer: pointer + pointerOf([key]), detail: 'There is no such member' }));
}
