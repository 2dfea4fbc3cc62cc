import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

it('nothing is lost, doubled or out of order while everything is killed', () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'prove:kills', '--', '--seed', '7'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout.slice(-4000)}\n${stderr.slice(-2000)}`);
  expect(stdout).toContain('10 passed, 0 failed');
});
