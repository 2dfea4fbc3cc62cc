import { provisionService, startNats, startPostgres, type RunningNats, type RunningPostgres } from '@fiksu/embedded';

import { folders, logOf } from './folders.ts';
import type { Platform } from './platform.ts';
import { sayAbout, telling } from './say.ts';
import type { ServiceSecrets } from './secrets.ts';
import type { State } from './state.ts';

const shared = { records: folders.processes, toolsDir: folders.tools };

/** Keeps the address that services were given when it has to be started again. */
export function keepPostgres(platform: Platform, last: State | undefined): Promise<RunningPostgres> {
  let port = last?.postgres.port;
  const launch = async () => {
    const postgres = await startPostgres({ ...shared, dataDir: folders.postgres, log: logOf('postgres'), port });
    port = postgres.port;
    return postgres;
  };
  return telling('PostgreSQL', platform.keep('PostgreSQL', 'stores', launch), ({ version }) => `${version} answers`);
}

export function keepNats(platform: Platform, last: State | undefined): Promise<RunningNats> {
  let port = last && Number(new URL(last.nats.url).port);
  const launch = async (signal: AbortSignal) => {
    const nats = await startNats({ ...shared, dataDir: folders.nats, log: logOf('nats'), port, signal, say: (line) => sayAbout('NATS', line) });
    port = Number(new URL(nats.url).port);
    return nats;
  };
  return telling('NATS', platform.keep('NATS', 'stores', launch), ({ version }) => `${version} answers`);
}

export interface Database {
  databaseUrl: string;
  migrationUrl: string;
}

export async function provideDatabases(superuserUrl: string, secrets: Map<string, ServiceSecrets>): Promise<Map<string, Database>> {
  const databases = new Map<string, Database>();
  for (const [name, { password, ownerPassword }] of secrets) {
    databases.set(name, await provisionService(superuserUrl, name, { service: password, owner: ownerPassword }));
  }
  return databases;
}
