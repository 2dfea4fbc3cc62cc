import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { CannotStart, saysDiskIsFull } from '../cannot-start.ts';
import { plainEnvironment } from '../environment.ts';

const run = promisify(execFile);

const UPDATE_WITHIN_MS = 180_000;
const DOWNLOAD_WITHIN_MS = 120_000;
const UNPACK_WITHIN_MS = 60_000;
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Takes `nats-server` out of the system's package of that name, with apt's settings (mirrors, proxies, keys) but with
 * lists and a cache of our own: so it works without root, with empty system lists, and installs nothing.
 * Answers why it could not, in a few words; undefined when the program stands at `target`.
 */
export async function fetchFromApt(target: string, signal?: AbortSignal): Promise<string | undefined> {
  mkdirSync(dirname(target), { recursive: true });
  const work = mkdtempSync(join(dirname(target), 'apt-'));
  try {
    const options = privateOptions(work);
    // Judged by the download alone: `update` also runs hooks that the system's owner meant for root, and they fail.
    const updated = await attempt('apt-get', [...options, 'update'], { cwd: work, timeout: UPDATE_WITHIN_MS, signal });
    const downloaded = await attempt('apt-get', [...options, 'download', 'nats-server'], { cwd: work, timeout: DOWNLOAD_WITHIN_MS, signal });
    const archive = readdirSync(work).find((file) => file.endsWith('.deb'));
    if (!archive) return downloaded ?? updated ?? 'apt-get downloaded nothing';

    const unpacked = await attempt('dpkg', ['-x', archive, 'unpacked'], { cwd: work, timeout: UNPACK_WITHIN_MS, signal });
    if (unpacked !== undefined) return unpacked;
    copyFileSync(join(work, 'unpacked/usr/sbin/nats-server'), `${target}.new`);
    chmodSync(`${target}.new`, 0o755);
    renameSync(`${target}.new`, target);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function privateOptions(work: string): string[] {
  const [lists, cache] = [join(work, 'lists'), join(work, 'cache')];
  // apt-get does not make these itself.
  mkdirSync(join(lists, 'partial'), { recursive: true });
  mkdirSync(join(cache, 'archives', 'partial'), { recursive: true });
  const settings = [
    `Dir::State::Lists=${lists}`,
    `Dir::Cache=${cache}`,
    'Debug::NoLocking=1',
    // As root apt would fetch as its own user, who cannot write into our folders.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ];
  return ['-q', ...settings.flatMap((setting) => ['-o', setting])];
}

interface Bounds {
  cwd: string;
  timeout: number;
  signal: AbortSignal | undefined;
}

async function attempt(program: string, args: string[], bounds: Bounds): Promise<string | undefined> {
  try {
    await run(program, args, { ...bounds, env: plainEnvironment(), maxBuffer: OUTPUT_BYTES_MAX });
    return undefined;
  } catch (error) {
    const { code, killed, stderr, message } = error as Error & { code?: unknown; killed?: boolean; stderr?: string };
    bounds.signal?.throwIfAborted();
    if (saysDiskIsFull(stderr ?? message)) throw new CannotStart('The disk is full: fetching nats-server needs 150 MB for a moment');
    if (code === 'ENOENT') return `there is no ${program}`;
    if (killed) return `${program} took longer than ${bounds.timeout / 1_000} s`;
    // It says so too when it could not fetch its lists, which it takes lightly.
    if (stderr?.includes('Unable to locate package')) return 'apt-get finds no such package; is there a network?';
    const complaint = (stderr ?? '').split('\n').find((line) => line.startsWith('E:')) ?? message.split('\n')[0];
    return `${program}: ${complaint?.replace(/^E:\s*/, '')}`;
  }
}
