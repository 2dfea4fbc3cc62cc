import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetProcess, recordProcess, stopLeftovers } from './leftover-processes.ts';
import { identityOf, isAlive } from './process-identity.ts';

const GRACE_MS = 500;

describe('what a killed start left running', () => {
  let records: string;
  let child: ChildProcess;

  beforeEach(async () => {
    records = join(mkdtempSync(join(tmpdir(), 'fiksu-leftovers-')), 'processes');
    child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(child, 'spawn');
  });

  afterEach(() => {
    child.kill('SIGKILL');
    rmSync(join(records, '..'), { recursive: true, force: true });
  });

  it('is ended by the next start, which says what it was', async () => {
    recordProcess(records, 'roadmap', child.pid!, 'SIGTERM');
    const identity = identityOf(child.pid!)!;

    expect(await stopLeftovers(records, GRACE_MS)).toEqual(['roadmap']);
    expect(isAlive(identity)).toBe(false);
    expect(existsSync(records)).toBe(false);
  });

  it('is ended by force when it does not listen', async () => {
    const deaf = spawn(process.execPath, ['-e', `process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)`]);
    await once(deaf.stdout, 'data');
    recordProcess(records, 'roadmap', deaf.pid!, 'SIGTERM');
    const identity = identityOf(deaf.pid!)!;

    await stopLeftovers(records, GRACE_MS);
    expect(isAlive(identity)).toBe(false);
  });

  it('is left alone when its number has meanwhile been given to somebody else', async () => {
    recordProcess(records, 'roadmap', child.pid!, 'SIGTERM');
    const record = join(records, 'roadmap.json');
    writeFileSync(record, JSON.stringify({ ...JSON.parse(readFileSync(record, 'utf8')), startTicks: '1' }));

    expect(await stopLeftovers(records, GRACE_MS)).toEqual([]);
    expect(isAlive(identityOf(child.pid!)!)).toBe(true);
  });

  it('is not looked for after a start that stopped in order, or was never there', async () => {
    recordProcess(records, 'roadmap', child.pid!, 'SIGTERM');
    forgetProcess(records, 'roadmap', child.pid!);
    expect(await stopLeftovers(records, GRACE_MS)).toEqual([]);
    expect(await stopLeftovers(join(records, 'nowhere'), GRACE_MS)).toEqual([]);
  });

  it('keeps the record of a successor with the same name', async () => {
    recordProcess(records, 'roadmap', child.pid!, 'SIGTERM');
    forgetProcess(records, 'roadmap', child.pid! + 1);
    expect(existsSync(join(records, 'roadmap.json'))).toBe(true);
  });
});
