import { join } from 'node:path';
import { makeScratchTree } from '../scratch/make-scratch-tree.ts';
import type { ScratchTree } from '../scratch/make-scratch-tree.ts';
import { NoLongerApplies, breakFile } from './break-file.ts';
import { whyNotGreen, whyUnnoticed } from './judge.ts';
import { runTests } from './run-tests.ts';
import type { TestResult } from './run-tests.ts';
import type { Sabotage } from './sabotage.ts';

export interface Outcome {
  name: string;
  passed: boolean;
  says: string;
  seconds: number;
}

export interface Running {
  root: string;
  /** How many at once, each in a tree of its own. */
  atOnce: number;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  tell: (outcome: Outcome) => void;
}

/** First all the named tests unbroken, which must be green; then each sabotage with its one test, which must turn red. */
export async function runSabotages(sabotages: readonly Sabotage[], running: Running): Promise<Outcome[]> {
  const trees: ScratchTree[] = [];
  try {
    for (let i = 0; i < Math.min(running.atOnce, sabotages.length); i++) trees.push(makeScratchTree(running.root, 'sabotage'));
    const unbroken = await runUnbroken(sabotages, trees[0]?.folder ?? '', running);
    const waiting = [...sabotages];
    const outcomes: Outcome[] = [];
    await Promise.all(
      trees.map(async ({ folder }) => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          running.signal.throwIfAborted();
          const outcome = await attempt(next, folder, unbroken.get(next.project), running);
          outcomes.push(outcome);
          running.tell(outcome);
        }
      }),
    );
    return outcomes;
  } finally {
    for (const tree of trees) tree.remove();
  }
}

/** One run of jest for each project, with all the tests that its sabotages name. */
async function runUnbroken(sabotages: readonly Sabotage[], folder: string, { env, signal }: Running): Promise<Map<string, TestResult>> {
  const results = new Map<string, TestResult>();
  for (const project of new Set(sabotages.map((sabotage) => sabotage.project))) {
    const of = sabotages.filter((sabotage) => sabotage.project === project);
    const files = [...new Set(of.map(({ testFile }) => testFile))];
    const titles = [...new Set(of.map(({ test }) => test))];
    results.set(project, await runTests({ tree: folder, project, files, titles, env, signal }));
  }
  return results;
}

async function attempt(sabotage: Sabotage, folder: string, unbroken: TestResult | undefined, { env, signal }: Running): Promise<Outcome> {
  const begun = performance.now();
  const outcome = (passed: boolean, says: string) => ({ name: sabotage.name, passed, says, seconds: Math.round((performance.now() - begun) / 1000) });
  const notGreen = unbroken ? whyNotGreen(sabotage.test, unbroken) : 'the test was not run';
  if (notGreen) return outcome(false, notGreen);
  let restore: (() => void) | undefined;
  try {
    restore = breakFile(join(folder, sabotage.file), sabotage.find, sabotage.replace);
    const { project, testFile, test } = sabotage;
    const result = await runTests({ tree: folder, project, files: [testFile], titles: [test], env, signal });
    const unnoticed = whyUnnoticed(sabotage.test, result);
    return unnoticed ? outcome(false, unnoticed) : outcome(true, `"${sabotage.test}" turns red`);
  } catch (error) {
    if (error instanceof NoLongerApplies) return outcome(false, `no longer applies to ${sabotage.file}: ${error.message}`);
    throw error;
  } finally {
    restore?.();
  }
}
