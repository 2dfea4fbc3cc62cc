import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeWith, type TestService } from '@fiksu/testing';
import { startRoadmap } from './testing/start-roadmap.ts';

const settleMs = 10_000;
const pageBytesMax = 50_000_000;
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // What is out of sight is not drawn: here all of it is in sight.
  '--window-size=1280,30000',
];

describeWith('chromium', 'chromium', 'a person with a browser', () => {
  let roadmap: TestService;
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  beforeAll(async () => {
    roadmap = await startRoadmap();
  });
  afterAll(async () => {
    rmSync(profile, { recursive: true, force: true });
    await roadmap.stop();
  });

  it('finds every group of the contract in the docs, and each operation by its name', async () => {
    const args = [...quiet, `--user-data-dir=${profile}`, `--virtual-time-budget=${settleMs}`, '--dump-dom', `${roadmap.origin}/roadmap/docs`];
    // Not waited for in this process's only thread: the service that the browser asks runs in it too.
    const { stdout: page } = await promisify(execFile)('chromium', args, { maxBuffer: pageBytesMax });
    for (const words of [
      'districts',
      'themes',
      'programmes',
      'needs',
      'items',
      'threads',
      'Submit a need; no account is needed',
      'Merge a need into its like',
      'Authorize',
    ])
      expect(page).toContain(words);
  });
});
