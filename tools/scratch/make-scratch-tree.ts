import { spawnSync } from 'node:child_process';
import { constants, copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface ScratchTree {
  folder: string;
  remove(): void;
}

/**
 * Copies the working tree as it is, changes that are not committed included, to a place where it may be broken.
 * A copy and not a `git worktree`: what matters is what stands here now, and a killed run leaves nothing behind in `.git`.
 */
export function makeScratchTree(root: string, purpose: string): ScratchTree {
  const folder = mkdtempSync(join(tmpdir(), `fiksu-${purpose}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const file of filesOf(root)) copy(join(root, file), join(folder, file));
    linkPackages(root, folder);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}

/** Everything that is committed or could be; what is ignored (builds, state) is made anew where it is needed. */
function filesOf(root: string): string[] {
  const { status, stdout, stderr } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`git does not list the files of ${root}: ${stderr}`);
  return [...new Set(stdout.split('\0'))].filter((file) => file !== '' && existsSync(join(root, file)));
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else copyFileSync(from, to, constants.COPYFILE_FICLONE);
}

/**
 * Packages from outside are links into the original's `node_modules`; the workspace's own are links into the copy.
 * With the original's own links the copy would run the original's libraries, and no change in it would be noticed.
 */
export function linkPackages(root: string, folder: string): void {
  const own = new Map(workspacePackagesOf(folder));
  const scopes = new Set([...own.keys()].filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/'))));
  const target = join(folder, 'node_modules');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!scopes.has(name) && !own.has(name)) symlinkSync(join(root, 'node_modules', name), join(target, name));
  }
  for (const [name, place] of own) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    symlinkSync(join(folder, place), join(target, name));
    // npm puts a package here when two versions are needed.
    const nested = join(root, place, 'node_modules');
    if (existsSync(nested)) symlinkSync(nested, join(folder, place, 'node_modules'));
  }
}

function workspacePackagesOf(folder: string): [name: string, place: string][] {
  return ['apps', 'libs']
    .filter((place) => existsSync(join(folder, place)))
    .flatMap((place) =>
      readdirSync(join(folder, place))
        .map((name) => join(place, name))
        .filter((each) => existsSync(join(folder, each, 'package.json')))
        .map((each): [string, string] => [(JSON.parse(readFileSync(join(folder, each, 'package.json'), 'utf8')) as { name: string }).name, each]),
    );
}
