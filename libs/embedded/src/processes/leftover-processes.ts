import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';
import { writeWholeFile } from '../write-whole-file.ts';

const POLL_MS = 50;

interface ProcessRecord extends ProcessIdentity {
  /** What it takes as "please stop": PostgreSQL would wait for its clients on the usual SIGTERM. */
  stopSignal: NodeJS.Signals;
}

/** One small file for each living process of ours. */
export function recordProcess(folder: string, name: string, pid: number, stopSignal: NodeJS.Signals): void {
  const identity = identityOf(pid);
  if (!identity) return; // It has ended already.
  const record: ProcessRecord = { ...identity, stopSignal };
  mkdirSync(folder, { recursive: true });
  writeWholeFile(join(folder, `${name}.json`), JSON.stringify(record));
}

/** Leaves the record of a successor with the same name alone. */
export function forgetProcess(folder: string, name: string, pid: number): void {
  const record = join(folder, `${name}.json`);
  if (readRecord(record)?.pid === pid) rmSync(record, { force: true });
}

/**
 * Ends what an earlier start left running, which happens only when that start was killed itself. Asks first, and ends
 * by force what has not gone after `graceMs`. Answers the names of those that were still there.
 */
export async function stopLeftovers(folder: string, graceMs: number): Promise<string[]> {
  const leftovers = recordedIn(folder).filter(({ record }) => isAlive(record));
  const records = leftovers.map(({ record }) => record);
  for (const record of records) signal(record, record.stopSignal);
  await untilGone(records, graceMs);
  for (const record of records) signal(record, 'SIGKILL');
  await untilGone(records, graceMs);
  rmSync(folder, { recursive: true, force: true });
  return leftovers.map(({ name }) => name);
}

export async function untilGone(identities: ProcessIdentity[], withinMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + withinMs;
  while (identities.some(isAlive)) {
    if (Date.now() > giveUpAt) return false;
    await delay(POLL_MS);
  }
  return true;
}

export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    if (isAlive(identity)) process.kill(identity.pid, name);
  } catch {
    // It went between the look and the signal, or belongs to another user and will be met at its port or folder.
  }
}

function recordedIn(folder: string): { name: string; record: ProcessRecord }[] {
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    const record = readRecord(join(folder, file));
    return record ? [{ name: file.replace(/\.json$/, ''), record }] : [];
  });
}

function readRecord(path: string): ProcessRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessRecord;
  } catch {
    return undefined;
  }
}
