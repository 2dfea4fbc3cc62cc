import type { TestResult } from './run-tests.ts';

/** Why this is not the green that a sabotage starts from, or nothing. */
export function whyNotGreen(test: string, { passed, failed, notRun }: TestResult): string | undefined {
  if (failed.some((title) => title.includes(test))) return 'the named test is red before anything is broken';
  if (passed.some((title) => title.includes(test))) return undefined;
  return notRun.length > 0 ? `the test file does not run: ${notRun[0]}` : 'there is no such test';
}

/** Why the sabotage counts as unnoticed, or nothing where the named test turned red for its own reason. */
export function whyUnnoticed(test: string, { passed, failed, notRun }: TestResult): string | undefined {
  if (failed.some((title) => title.includes(test))) return undefined;
  if (notRun.length > 0) return `the test file no longer runs, which proves nothing: ${notRun[0]}`;
  return passed.some((title) => title.includes(test)) ? 'the named test stays green' : 'the named test did not run';
}
