import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beTheOnlyStart } from './only-one-start.ts';

const MODULE = fileURLToPath(new URL('./only-one-start.ts', import.meta.url));

describe('a clone', () => {
  const folders: string[] = [];
  const children: ChildProcess[] = [];

  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'fiksu-only-one-'));
    folders.push(folder);
    return folder;
  };
  /** Another start, in another process. */
  async function anotherStart(folder: string): Promise<ChildProcess> {
    const script = `import(${JSON.stringify(MODULE)}).then((m) => m.beTheOnlyStart(${JSON.stringify(folder)}, 'http://localhost:8080')).then(() => { console.log('holds it'); setInterval(() => {}, 1000); })`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('has one start at a time, and the next is told which', async () => {
    const folder = newFolder();
    const first = await anotherStart(folder);
    await expect(beTheOnlyStart(folder, 'http://localhost:8081')).rejects.toThrow(`http://localhost:8080 (process ${first.pid})`);
  });

  it('does not keep the other clone from starting', async () => {
    await anotherStart(newFolder());
    await beTheOnlyStart(newFolder(), 'http://localhost:8081');
  });

  it('is free again as soon as its start is gone, killed or not', async () => {
    const folder = newFolder();
    const first = await anotherStart(folder);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await beTheOnlyStart(folder, 'http://localhost:8081');
  });
});
