import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { Client } from 'pg';

import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { clusterPlace, giveTo } from './cluster-place.ts';
import { endLeftoverPostgres } from './leftover-postgres.ts';
import { clusterExists, makeCluster } from './make-cluster.ts';
import { CannotStart, saysDiskIsFull } from '../cannot-start.ts';
import { drawPassword } from '../draw-password.ts';
import { plainEnvironment } from '../environment.ts';
import { drawFreePort } from '../free-port.ts';
import { startOwnedProcess, type OwnedProcess } from '../processes/owned-process.ts';
import { userForPostgres, type UnixUser } from '../unprivileged-user.ts';
import { writeWholeFile } from '../write-whole-file.ts';

export interface PostgresSpec {
  /** The folder for the data and what belongs to them; made when it is missing. */
  dataDir: string;
  /** The file that takes the server's log. */
  log: string;
  /** The folder that remembers the running process (see leftover-processes.ts); `dataDir` unless told. */
  records?: string;
  /** Where a copy of the programs may be kept when npm's own place does not do. */
  toolsDir?: string;
  /** Used again while it is free, so that addresses stay the same from start to start. */
  port?: number;
  /** For tests: nothing waits for the disk, and a power cut loses everything. */
  fast?: boolean;
}

export interface RunningPostgres {
  readonly port: number;
  readonly superuserUrl: string;
  readonly version: string;
  readonly process: OwnedProcess;
  stop(): Promise<void>;
}

const STARTS_MAX = 3;
/** After a crash PostgreSQL replays its log before it answers; at most 1 GB of it here, even on a slow disk. */
const ANSWERS_WITHIN_MS = 300_000;
const ANSWER_POLL_MS = 40;

export async function startPostgres(spec: PostgresSpec): Promise<RunningPostgres> {
  const user = userForPostgres();
  const binaries = findPostgresBinaries(user, spec.toolsDir ?? join(spec.dataDir, 'tools'));
  const cluster = join(await clusterPlace(spec.dataDir, user), 'data');
  const password = passwordIn(spec.dataDir);
  refuseForeignData(cluster, user);

  await endLeftoverPostgres(cluster);
  if (!clusterExists(cluster, binaries)) {
    await makeCluster({ dataDir: cluster, password, user, binaries, fast: spec.fast ?? false });
  }
  giveTo(user, cluster);
  return startCluster({ spec, cluster, password, binaries, user });
}

interface ClusterToStart {
  spec: PostgresSpec;
  cluster: string;
  password: string;
  binaries: PostgresBinaries;
  user: UnixUser | undefined;
}

/** Between drawing a port and PostgreSQL's bind somebody may take it; then another is drawn. */
async function startCluster({ spec, cluster, password, binaries, user }: ClusterToStart): Promise<RunningPostgres> {
  for (let start = 1; ; start++) {
    const port = await drawFreePort(start === 1 ? spec.port : undefined);
    const superuserUrl = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
    const process = await startOwnedProcess({
      name: 'postgres',
      command: binaries.postgres,
      args: ['-D', cluster, ...settings(port, spec.fast ?? false)],
      env: plainEnvironment(),
      cwd: '/',
      log: spec.log,
      records: spec.records ?? join(spec.dataDir, 'processes'),
      user,
      // Fast (clients are sent away), then immediate (recovery at the next start). A throw-away one needs no goodbye.
      stopSignals: spec.fast ? ['SIGQUIT'] : ['SIGINT', 'SIGQUIT'],
      stopWithinMs: 20_000,
    });
    if (await answers(superuserUrl, process)) {
      return { port, superuserUrl, version: binaries.version, process, stop: async () => void (await process.stop()) };
    }
    await process.stop();
    if (!/could not bind|Address already in use/.test(process.output()) || start === STARTS_MAX) {
      throw whyNot(process.output(), spec.log);
    }
  }
}

function settings(port: number, fast: boolean): string[] {
  const common = {
    listen_addresses: '127.0.0.1',
    port,
    // The length of a socket's path is limited, and TCP is what services use elsewhere too.
    unix_socket_directories: '',
    max_connections: 200,
    logging_collector: 'off',
    // The details of an error repeat the values of a row.
    log_error_verbosity: 'terse',
    log_timezone: 'UTC',
    timezone: 'UTC',
    max_wal_size: '512MB',
  };
  const thrownAway = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '256MB',
  };
  return Object.entries({ ...common, ...(fast ? thrownAway : {}) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Until it takes a connection; false as soon as it has ended or the time is up. */
async function answers(url: string, process: OwnedProcess): Promise<boolean> {
  const giveUpAt = Date.now() + ANSWERS_WITHIN_MS;
  while (!process.hasEnded() && Date.now() < giveUpAt) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined); // It may go away between two of our lines.
    try {
      await client.connect();
      return true;
    } catch {
      await delay(ANSWER_POLL_MS);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

function whyNot(output: string, log: string): CannotStart {
  if (saysDiskIsFull(output)) return new CannotStart('PostgreSQL does not start because the disk is full: make room and start again');
  const reason =
    output
      .split('\n')
      .filter((line) => /FATAL|PANIC|ERROR/.test(line))
      .at(-1) ?? 'it did not say why';
  return new CannotStart(`PostgreSQL does not start: ${reason.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '')} (${log})`);
}

/** Drawn before the cluster is made and kept beside it. */
function passwordIn(folder: string): string {
  const file = join(folder, 'password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = drawPassword();
  writeWholeFile(file, `${password}\n`);
  return password;
}

function refuseForeignData(cluster: string, user: UnixUser | undefined): void {
  if (user) return; // Root can give the data to whom it needs.
  const owner = statSync(cluster, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || owner === process.getuid?.()) return;
  throw new CannotStart(`${cluster} belongs to another user (id ${owner}), perhaps from a start as root: start as that user, or give the folder to yourself`);
}
