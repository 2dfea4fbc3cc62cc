import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { makeCluster } from './make-cluster.ts';
import { startPostgres } from './start-postgres.ts';
import { newThrowAwayFolder, sweepThrowAwayFolders } from './throw-away-folder.ts';
import { drawPassword } from '../draw-password.ts';
import { environment } from '../environment.ts';
import { userForPostgres, type UnixUser } from '../unprivileged-user.ts';
import { writeWholeFile } from '../write-whole-file.ts';

export interface TestPostgres {
  superuserUrl: string;
  /** Ends the server and takes its data away; does nothing to one that was named by FIKSU_TEST_POSTGRES_URL. */
  stop(): Promise<void>;
}

const CLONE_CACHE = fileURLToPath(new URL('../../../../.fiksu/cache', import.meta.url));

/**
 * A PostgreSQL for one run of tests: empty, quick, gone afterwards. Meant for jest's globalSetup.
 * What initdb makes (a second's work) is kept in the clone's cache and copied.
 */
export async function ensureTestPostgres(cacheDir = CLONE_CACHE): Promise<TestPostgres> {
  if (environment.testPostgresUrl) return { superuserUrl: environment.testPostgresUrl, stop: async () => undefined };

  await sweepThrowAwayFolders();
  const user = userForPostgres();
  const binaries = findPostgresBinaries(user, cacheDir);
  const folder = newThrowAwayFolder();
  try {
    await fillFromTemplate(folder, { cacheDir, user, binaries });
    const postgres = await startPostgres({ dataDir: folder, log: join(folder, 'log'), toolsDir: cacheDir, fast: true });
    return {
      superuserUrl: postgres.superuserUrl,
      stop: async () => {
        await postgres.stop();
        remove(folder);
      },
    };
  } catch (error) {
    remove(folder);
    throw error;
  }
}

interface TemplateMaking {
  cacheDir: string;
  user: UnixUser | undefined;
  binaries: PostgresBinaries;
}

async function fillFromTemplate(folder: string, { cacheDir, user, binaries }: TemplateMaking): Promise<void> {
  const template = join(cacheDir, `test-cluster-${binaries.version}`);
  if (existsSync(template)) {
    cpSync(template, folder, { recursive: true });
    chmodSync(join(folder, 'data'), 0o700); // Not copied with it, and PostgreSQL insists.
    return;
  }
  const password = drawPassword();
  writeWholeFile(join(folder, 'password'), `${password}\n`);
  await makeCluster({ dataDir: join(folder, 'data'), password, user, binaries, fast: true });
  keepAsTemplate(folder, template);
}

/** Whole or not at all, also when two runs do it at once. A clone that cannot be written to does without. */
function keepAsTemplate(folder: string, template: string): void {
  let draft: string | undefined;
  try {
    mkdirSync(dirname(template), { recursive: true });
    draft = mkdtempSync(`${template}-`);
    cpSync(folder, draft, { recursive: true });
    renameSync(draft, template);
  } catch {
    if (draft) remove(draft);
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
