import { spawnSync } from 'node:child_process';

/**
 * Tests that need a program which a bare machine may lack. Where it is missing they are skipped
 * and say so in one line, on which `.ci/run`, where nothing is missing, fails.
 */
export function describeWith(program: string, debianPackage: string, title: string, tests: () => void): void {
  if (spawnSync('sh', ['-c', `command -v ${program}`]).status === 0) return describe(title, tests);
  process.stderr.write(`${title}: skipped, needs ${debianPackage}\n`);
  describe.skip(title, tests);
}
