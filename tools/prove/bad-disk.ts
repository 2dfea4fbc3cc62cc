import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Clone } from './clone-of-head.ts';
import { freePort } from './free-port.ts';
import { NpmStart } from './npm-start.ts';
import { idsOf } from './person.ts';
import type { Report } from './report.ts';
import { oneLine } from './two-commands.ts';

/** A full disk and a folder that is closed, in a clone whose packages are installed and that does not run. */
export async function proveBadDisks(clone: Clone, who: string, report: Report): Promise<void> {
  const state = join(clone.folder, '.fiksu');
  const { uid, gid } = idsOf(clone.owner);
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state);

  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=8m,uid=${uid},gid=${gid}`, 'tmpfs', state]).status === 0) {
    await report
      .check(`${who}: a full disk is told in one line`, async () => oneLine(new NpmStart(clone, await freePort()), /MB left/))
      .finally(() => execFileSync('umount', [state]));
  } else {
    report.skip(`${who}: a full disk`, 'the right to mount');
  }
  if (uid === 0) return; // No folder is closed to root.

  await report.check(`${who}: a folder of somebody else's is told in one line`, async () => {
    chownSync(state, 0, 0);
    chmodSync(state, 0o755);
    return oneLine(new NpmStart(clone, await freePort()), /cannot be written to/);
  });
  await report.check(`${who}: a folder that may not be read is told in one line`, async () => {
    chownSync(state, uid, gid);
    chmodSync(state, 0o000);
    return oneLine(new NpmStart(clone, await freePort()), /cannot be written to/);
  });
}
