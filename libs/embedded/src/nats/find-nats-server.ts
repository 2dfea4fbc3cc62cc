import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { fetchFromApt } from './fetch-from-apt.ts';
import { isNewEnough, NATS_VERSION_MIN } from './nats-version.ts';
import { CannotStart } from '../cannot-start.ts';
import { environment, plainEnvironment } from '../environment.ts';

export interface NatsServerSearch {
  /** Where a fetched one is kept for the next start. */
  toolsDir: string;
  /** Hears about the slow part. */
  say?: (line: string) => void;
  /** Ends the slow part early. */
  signal?: AbortSignal;
}

/**
 * No npm package holds a nats-server. So: the one that was named, one of this machine, one that an earlier start
 * fetched, and at last the system's own package, unpacked without installing it. A program counts by the version that
 * it answers with, not by its name.
 */
export async function findNatsServer({ toolsDir, say = () => undefined, signal }: NatsServerSearch): Promise<string> {
  const named = environment.natsServerBin;
  if (named) return onlyIfItServes(named);

  const kept = join(toolsDir, 'nats-server');
  const here = [...foldersOfThisMachine().map((folder) => join(folder, 'nats-server')), kept];
  const found = here.find((candidate) => isServing(candidate));
  if (found) return found;

  say('nats-server is not on this machine: taking it from the system’s packages, without installing it');
  const whyNot = await fetchFromApt(kept, signal);
  if (whyNot === undefined && isServing(kept)) return kept;
  throw new CannotStart(whatToDo(whyNot ?? `the system’s package is older than ${NATS_VERSION_MIN}`));
}

/** A service's PATH often lacks the sbin folders, where Debian puts it. */
function foldersOfThisMachine(): string[] {
  const folders = [...environment.path.split(':').filter(Boolean), '/usr/local/bin', '/usr/sbin', '/usr/local/sbin'];
  return [...new Set(folders)];
}

function onlyIfItServes(named: string): string {
  const version = versionOf(named);
  if (version === undefined) throw new CannotStart(`NATS_SERVER_BIN=${named} is no nats-server that runs here`);
  if (!isNewEnough(version)) throw new CannotStart(`NATS_SERVER_BIN=${named} is version ${version}; ${NATS_VERSION_MIN} is needed`);
  return named;
}

function isServing(candidate: string): boolean {
  if (!existsSync(candidate)) return false;
  const version = versionOf(candidate);
  return version !== undefined && isNewEnough(version);
}

function versionOf(program: string): string | undefined {
  const tried = spawnSync(program, ['--version'], { env: plainEnvironment(), encoding: 'utf8', timeout: 10_000 });
  return /nats-server: v?(\d[\w.-]*)/.exec(`${tried.stdout}${tried.stderr}`)?.[1];
}

function whatToDo(reason: string): string {
  return [
    `There is no nats-server ${NATS_VERSION_MIN} or newer here, and it could not be fetched (${reason}). Do one of these and start again:`,
    '  Debian, Ubuntu     sudo apt-get install nats-server',
    '  other Linux        unpack nats-server from the releases page of the NATS project and set NATS_SERVER_BIN=/path/to/nats-server',
    '  one that runs      NATS_URL=nats://its-host:4222 npm start (with JetStream)',
  ].join('\n');
}
