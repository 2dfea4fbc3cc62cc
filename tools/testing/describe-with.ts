import { spawnSync } from 'node:child_process';

/** Tests of a tool that itself needs a program. A bare machine may lack it; `.ci/run`, which has it, fails on this line. */
export function describeWith(program: string, title: string, tests: () => void): void {
  if (spawnSync(program, ['--version']).status === 0) return describe(title, tests);
  process.stderr.write(`${title}: skipped, needs ${program}\n`);
  describe.skip(title, tests);
}
