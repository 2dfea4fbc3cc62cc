/**
 * `npm run sabotage [-- name…]` breaks the code in each of the ways listed here, one at a time, in a scratch copy of the
 * working tree, and fails where the test that is named for it does not notice.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runSabotages } from './run-sabotages.ts';
import type { Outcome } from './run-sabotages.ts';
import { readSabotages } from './sabotage.ts';

const atOnceMax = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: fileURLToPath(new URL('../../', import.meta.url)) },
    list: { type: 'string', default: fileURLToPath(new URL('./', import.meta.url)) },
    /** For projects whose tests need no database. */
    'no-postgres': { type: 'boolean', default: false },
  },
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort(new Error('stopped')));

const sabotages = readSabotages(values.list, positionals);
console.log(`${sabotages.length} sabotages, first their tests unbroken`);
const postgres = values['no-postgres'] ? undefined : await (await import('@fiksu/embedded')).ensureTestPostgres();
try {
  const outcomes = await runSabotages(sabotages, {
    root: values.root,
    atOnce: Math.min(atOnceMax, availableParallelism()),
    env: { ...withoutOuterRun(process.env), ...(postgres && { FIKSU_TEST_POSTGRES_URL: postgres.superuserUrl }) },
    signal: stopping.signal,
    tell,
  });
  const failed = outcomes.filter((outcome) => !outcome.passed).length;
  console.log(`${outcomes.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  if (!stopping.signal.aborted) throw error;
  console.log('stopped; the scratch copies are gone');
  process.exitCode = 130;
} finally {
  await postgres?.stop();
}

/** What an outer jest or Nx has set would make the inner one a part of it. */
function withoutOuterRun(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(JEST_|NX_|NODE_OPTIONS$|NODE_ENV$)/.test(name)));
}

function tell({ name, passed, says, seconds }: Outcome): void {
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${seconds} s): ${says}`);
}
