import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { PostgresBinaries } from './binaries.ts';
import { CannotStart, saysDiskIsFull } from '../cannot-start.ts';
import { plainEnvironment } from '../environment.ts';
import type { UnixUser } from '../unprivileged-user.ts';

export interface ClusterSpec {
  dataDir: string;
  password: string;
  user: UnixUser | undefined;
  binaries: PostgresBinaries;
  /** Do not wait for the disk: for clusters that are thrown away. */
  fast: boolean;
}

const UNFINISHED = '.unfinished-';

/** Whether there is a whole cluster, of the version that we can run. */
export function clusterExists(dataDir: string, binaries: PostgresBinaries): boolean {
  const versionFile = join(dataDir, 'PG_VERSION');
  if (!existsSync(versionFile)) return false;
  const [made, ours] = [readFileSync(versionFile, 'utf8').trim(), binaries.version.split('.')[0]];
  if (made === ours) return true;
  throw new CannotStart(`The data in ${dataDir} were made by PostgreSQL ${made} and this is ${ours}: move that folder away to begin with empty data`);
}

/**
 * Makes an empty cluster under another name and renames it when it is whole: an initdb that was killed half way
 * leaves nothing that could be taken for a cluster, and the next start sweeps up what it left.
 *
 * Text is compared by code point everywhere (the builtin C.UTF-8), so that order does not depend on the machine's
 * locales; where people read names, the query names its collation.
 */
export async function makeCluster({ dataDir, password, user, binaries, fast }: ClusterSpec): Promise<void> {
  sweepUnfinished(dataDir);
  const draft = `${dataDir}${UNFINISHED}${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}.password`;
  try {
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
    const args = [
      `--pgdata=${draft}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(fast ? ['--no-sync'] : []),
    ];
    await promisify(execFile)(binaries.initdb, args, { env: plainEnvironment(), cwd: '/', ...user });
    renameSync(draft, dataDir);
  } catch (error) {
    throw explained(error as Error & { stderr?: string }, dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function sweepUnfinished(dataDir: string): void {
  const [parent, prefix] = [dirname(dataDir), basename(dataDir) + UNFINISHED];
  for (const entry of existsSync(parent) ? readdirSync(parent) : []) {
    if (entry.startsWith(prefix)) rmSync(join(parent, entry), { recursive: true, force: true });
  }
}

function explained(error: Error & { stderr?: string }, dataDir: string): Error {
  const said = error.stderr?.trim() || error.message;
  if (saysDiskIsFull(said)) return new CannotStart(`The disk that holds ${dataDir} is full: an empty PostgreSQL needs 60 MB`);
  const reason =
    said
      .split('\n')
      .filter((line) => line.includes('error:'))
      .at(-1) ?? said.split('\n').at(-1);
  return new CannotStart(`PostgreSQL's data could not be made in ${dataDir}: ${reason}`);
}
