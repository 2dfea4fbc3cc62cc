import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { findNatsServer } from './find-nats-server.ts';
import { greetingOf } from './greeting.ts';
import { isNewEnough, NATS_VERSION_MIN } from './nats-version.ts';
import { CannotStart, saysDiskIsFull } from '../cannot-start.ts';
import { environment, plainEnvironment } from '../environment.ts';
import { drawFreePort } from '../free-port.ts';
import { startOwnedProcess, type OwnedProcess } from '../processes/owned-process.ts';
import { writeWholeFile } from '../write-whole-file.ts';

export interface NatsSpec {
  /** The folder for the streams; made when it is missing. */
  dataDir: string;
  /** The file that takes the server's log. */
  log: string;
  /** The folder that remembers the running process (see leftover-processes.ts); `dataDir` unless told. */
  records?: string;
  /** Where a fetched nats-server is kept. */
  toolsDir?: string;
  /** Used again while it is free. */
  port?: number;
  /** Who may do what; without any, everybody may do everything. Whoever starts it is the first. */
  users?: NatsUser[];
  /** Hears about the slow part of a first start. */
  say?: (line: string) => void;
  /** Ends the slow part of a first start early. */
  signal?: AbortSignal;
}

export interface NatsUser {
  name: string;
  password: string;
  /** Subjects; absent for all. */
  publish?: string[];
  subscribe?: string[];
}

export interface RunningNats {
  readonly url: string;
  readonly version: string;
  /** Absent when it is somebody else's, named by NATS_URL. */
  readonly process?: OwnedProcess;
  stop(): Promise<void>;
}

const STARTS_MAX = 3;
const ANSWERS_WITHIN_MS = 60_000;
const ANSWER_POLL_MS = 30;

export async function startNats(spec: NatsSpec): Promise<RunningNats> {
  if (environment.natsUrl) return useRunning(environment.natsUrl);
  const program = await findNatsServer({ toolsDir: spec.toolsDir ?? join(spec.dataDir, 'tools'), say: spec.say, signal: spec.signal });
  mkdirSync(spec.dataDir, { recursive: true });
  for (let start = 1; ; start++) {
    const port = await drawFreePort(start === 1 ? spec.port : undefined);
    const url = `nats://127.0.0.1:${port}`;
    const process = await launch(program, spec, port);
    const version = await untilItGreets(url, process);
    if (version !== undefined) return { url, version, process, stop: async () => void (await process.stop()) };
    await process.stop();
    if (!/address already in use/.test(process.output()) || start === STARTS_MAX) throw whyNot(process.output(), spec.log);
  }
}

async function useRunning(url: string): Promise<RunningNats> {
  const greeting = await greetingOf(url);
  if (!greeting) throw new CannotStart(`NATS_URL=${url}: no NATS server answers there`);
  if (!isNewEnough(greeting.version)) throw new CannotStart(`NATS_URL=${url} is version ${greeting.version}; ${NATS_VERSION_MIN} is needed`);
  if (!greeting.jetstream) throw new CannotStart(`NATS_URL=${url} runs without JetStream: start it with --jetstream`);
  return { url, version: greeting.version, stop: async () => undefined };
}

function launch(program: string, spec: NatsSpec, port: number): Promise<OwnedProcess> {
  const config = join(spec.dataDir, 'nats.conf');
  writeWholeFile(config, configuration(port, spec), 0o644);
  return startOwnedProcess({
    name: 'nats',
    command: program,
    args: ['--config', config],
    env: plainEnvironment(),
    cwd: '/',
    log: spec.log,
    records: spec.records ?? join(spec.dataDir, 'processes'),
    stopSignals: ['SIGTERM'],
    stopWithinMs: 10_000,
  });
}

/** Limits are stated: unstated ones are shares of this machine's memory and disk. A path is quoted as JSON quotes it. */
function configuration(port: number, { dataDir, users }: NatsSpec): string {
  return `# Written at every start.
server_name: fiksu
host: "127.0.0.1"
port: ${port}
max_payload: 1MB
jetstream {
  store_dir: ${JSON.stringify(join(dataDir, 'streams'))}
  max_memory_store: 64MB
  max_file_store: 2GB
}
${users ? authorization(users) : ''}`;
}

/** The server's own language takes JSON for its blocks. */
function authorization(users: NatsUser[]): string {
  const known = users.map(({ name, password, publish, subscribe }) => ({
    ...{ user: name, password },
    ...(publish || subscribe ? { permissions: { ...(publish ? { publish } : {}), ...(subscribe ? { subscribe } : {}) } } : {}),
  }));
  return `authorization: ${JSON.stringify({ users: known })}\n`;
}

async function untilItGreets(url: string, process: OwnedProcess): Promise<string | undefined> {
  const giveUpAt = Date.now() + ANSWERS_WITHIN_MS;
  while (!process.hasEnded() && Date.now() < giveUpAt) {
    const greeting = await greetingOf(url);
    if (greeting?.jetstream) return greeting.version;
    await delay(ANSWER_POLL_MS);
  }
  return undefined;
}

function whyNot(output: string, log: string): CannotStart {
  if (saysDiskIsFull(output)) return new CannotStart('NATS does not start because the disk is full: make room and start again');
  const reason =
    output
      .split('\n')
      .filter((line) => /\[(FTL|ERR)\]|^nats-server:/.test(line))
      .at(-1) ?? 'it did not say why';
  return new CannotStart(`NATS does not start: ${reason.replace(/^.*\[(FTL|ERR)\]\s*/, '')} (${log})`);
}
