import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { startOwnedProcess, type OwnedProcess } from '@fiksu/embedded';
import { Platform, type Running } from './platform.ts';

describe('what runs together', () => {
  let folder: string;
  let platform: Platform;
  let ended: string[];
  let said: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fiksu-platform-'));
    platform = new Platform();
    ended = [];
    said = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((said += String(text)), true));
  });
  afterEach(async () => {
    await platform.stop();
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  async function launch(name: string, script = 'setInterval(() => {}, 1000)'): Promise<Running & { process: OwnedProcess }> {
    const process_ = await startOwnedProcess({
      name,
      command: process.execPath,
      args: ['-e', script],
      env: {},
      log: join(folder, `${name}.log`),
      records: join(folder, 'processes'),
      stopSignals: ['SIGTERM'],
      stopWithinMs: 5_000,
    });
    void process_.ended.then(() => ended.push(name));
    return { process: process_ };
  }

  it('is stopped in order: the door, those behind it, their stores', async () => {
    await platform.keep('PostgreSQL', 'stores', () => launch('postgres'));
    await platform.keep('roadmap', 'services', () => launch('roadmap'));
    await platform.keep('gateway', 'gateway', () => launch('gateway'));
    await platform.stop();
    expect(ended).toEqual(['gateway', 'roadmap', 'postgres']);
    expect(said).toBe('');
  });

  it('starts again when it falls, and says what it said last', async () => {
    let starts = 0;
    const first = await platform.keep('roadmap', 'services', () => {
      starts += 1;
      return launch('roadmap', `console.log(JSON.stringify({ msg: 'out of luck' })); setInterval(() => {}, 1000)`);
    });
    await delay(500); // Until it has said so.
    first.process.kill();
    await delay(1_500);
    expect(starts).toBe(2);
    expect(platform.isKept('roadmap')).toBe(true);
    expect(said).toMatch(/roadmap +has ended \(SIGKILL\)\. It said last:\n +\| out of luck\n +roadmap +starts again \(1 of 5\)/);
  });

  it('is stopped as well when it was only being started', async () => {
    const keeping = platform.keep('roadmap', 'services', async () => {
      await delay(300);
      return launch('roadmap');
    });
    await platform.stop();
    await keeping;
    expect(ended).toEqual(['roadmap']);
    await expect(platform.keep('late', 'services', () => launch('late'))).rejects.toThrow(/aborted/);
  });

  it('tells how a piece of work ended', async () => {
    const work = await platform.run(async () => (await launch('build', `console.log('no'); process.exitCode = 1`)).process);
    expect(work).toEqual({ succeeded: false, output: 'no\n' });
  });
});
