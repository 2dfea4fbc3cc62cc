import { readFileSync } from 'node:fs';

import { writeWholeFile } from '@fiksu/embedded';

/** What a start writes down for people and tools. It holds passwords, so it is for this user alone. */
export interface State {
  startedAt: string;
  /** Of the start itself: SIGTERM to it stops everything. */
  pid: number;
  gateway: { url: string; port: number };
  issuer: { url: string; port: number };
  postgres: { superuserUrl: string; port: number };
  nats: { url: string };
  services: Record<string, { url: string; port: number; databaseUrl: string; log: string }>;
}

export function writeState(file: string, state: State): void {
  writeWholeFile(file, `${JSON.stringify(state, null, 2)}\n`);
}

/** The last start's, to use its ports again. A file that cannot be read is as good as none. */
export function lastState(file: string): State | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as State;
  } catch {
    return undefined;
  }
}
