import { updateJson } from '@nx/devkit';
import type { Tree } from '@nx/devkit';

interface LockFile {
  packages: Record<string, object>;
}

/** `npm ci` refuses a workspace that the lock file does not know. What npm would add is known, so npm is not asked. */
export function addToLockFile(tree: Tree, name: string): void {
  if (!tree.exists('package-lock.json')) return;
  updateJson<LockFile>(tree, 'package-lock.json', (lock) => {
    const packages = {
      ...lock.packages,
      [`apps/${name}`]: { name: `@fiksu/${name}`, version: '0.1.0' },
      [`node_modules/@fiksu/${name}`]: { resolved: `apps/${name}`, link: true },
    };
    return { ...lock, packages: Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'))) };
  });
}
