import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { CannotStart, saysDiskIsFull, startOwnedProcess, type OwnedProcessSpec } from '@fiksu/embedded';

import { rememberBuilt, servicesToBuild } from './build-stamps.ts';
import { CLONE, STATE, folders, logOf } from './folders.ts';
import type { Platform } from './platform.ts';
import { say } from './say.ts';

/** Builds what has changed. Nx speaks only when it fails. Answers what to tell about it. */
export async function build(services: string[], inherited: NodeJS.ProcessEnv, platform: Platform): Promise<string> {
  const stale = servicesToBuild(services);
  if (stale.length === 0) return 'nothing has changed';

  refuseClosedFolders(stale);
  const { succeeded, output } = await platform.run(() => startOwnedProcess(nx(stale, inherited)));
  if (!succeeded) {
    say(output.trimEnd());
    throw new CannotStart(
      saysDiskIsFull(output) ? 'The disk is full: the build needs more room' : `The build of ${stale.join(', ')} failed; what it said stands above`,
    );
  }
  rememberBuilt(stale);
  return `built ${stale.join(', ')}`;
}

/** Those of somebody else, as after a start as root: Nx would try for a quarter of a minute and say little. */
function refuseClosedFolders(services: string[]): void {
  const projects = [...services.map((name) => join(folders.apps, name)), ...readdirSync(folders.libs).map((name) => join(folders.libs, name))];
  for (const path of [join(CLONE, '.nx'), ...projects, ...projects.map((project) => join(project, 'dist'))]) {
    if (existsSync(path)) accessSync(path, constants.W_OK);
  }
}

function nx(services: string[], inherited: NodeJS.ProcessEnv): OwnedProcessSpec {
  return {
    name: 'build',
    command: process.execPath,
    args: [join(CLONE, 'node_modules/.bin/nx'), 'run-many', '--target=build', `--projects=${services.join(',')}`, '--outputStyle=stream'],
    cwd: CLONE,
    env: {
      ...inherited,
      // The build's tools run on this Node too, not on the system's.
      PATH: `${join(CLONE, 'node_modules/.bin')}:${inherited['PATH'] ?? ''}`,
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NX_ISOLATE_PLUGINS: 'false',
      // By default in a folder of the machine, which belongs to whoever used Nx there first.
      NX_NATIVE_FILE_CACHE_DIRECTORY: join(STATE, 'cache', 'nx'),
      NX_SOCKET_DIR: join(STATE, 'cache', 'nx-sockets'),
      NO_COLOR: '1',
    },
    log: logOf('build'),
    records: folders.processes,
    stopSignals: ['SIGTERM'],
    stopWithinMs: 5_000,
  };
}
