import { spawnSync } from 'node:child_process';

/** The programs that system tests use, with the Debian package that each comes from. */
const packageOf: Record<string, string> = { ogrinfo: 'gdal-bin', chromium: 'chromium' };

const isThere = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = Object.entries(packageOf).filter(([program]) => !isThere(program));

if (missing.length > 0) {
  const wanted = missing.map(([, name]) => name);
  const mayInstall = process.getuid?.() === 0 && isThere('apt-get');
  const installed =
    mayInstall &&
    spawnSync('sh', ['-c', `apt-get update -q && apt-get install -q -y --no-install-recommends ${wanted.join(' ')}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  // Not a failure: the tests that can run do, and each of the others says what it needs.
  if (!installed) console.log(`Not installed: ${wanted.join(', ')}. As root on Debian: apt-get install ${wanted.join(' ')}`);
}
