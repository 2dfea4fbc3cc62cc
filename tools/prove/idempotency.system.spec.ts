import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

it('the same request that two processes get at once makes one thing, and both answer the same', () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'prove:idempotency'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout.slice(-4000)}\n${stderr.slice(-2000)}`);
  expect(stdout).toContain('5 passed, 0 failed');
});
