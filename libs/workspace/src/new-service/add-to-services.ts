import type { Tree } from '@nx/devkit';

const list = 'libs/contracts/src/services-of-the-platform.ts';

/** What is asked of every service is asked of the new one too: about merged organisations, and about persons. */
export function addToServices(tree: Tree, name: string): void {
  const text = tree.read(list, 'utf8');
  if (text === null) return;
  tree.write(
    list,
    text.replace(/\[([^\]]*)\] as const/, (_, known: string) => `[${[...known.split(', '), `'${name}'`].sort().join(', ')}] as const`),
  );
}
