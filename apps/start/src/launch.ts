import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { startOwnedProcess, type OwnedProcess, type OwnedProcessSpec } from '@fiksu/embedded';

import { CLONE, files, folders, logOf } from './folders.ts';
import type { Running } from './platform.ts';
import type { ServiceSecrets } from './secrets.ts';

/** What everybody is told alike. */
export interface Surroundings {
  inherited: NodeJS.ProcessEnv;
  logLevel: string;
  publicUrl: string;
  issuerPort: number;
  natsUrl: string;
}

export interface ServiceToRun {
  name: string;
  port: number;
  databaseUrl: string;
  migrationUrl: string;
  secrets: ServiceSecrets;
}

const AUDIENCE = 'fiksu';
/** Services give themselves 25 s to finish what they are at. */
const SERVICE_STOPS_WITHIN_MS = 27_000;
const TOOL_STOPS_WITHIN_MS = 5_000;

export async function launchService(service: ServiceToRun, around: Surroundings): Promise<Running> {
  return {
    process: await node(service.name, ['--enable-source-maps', distOf(service.name, 'main.js')], serviceEnvironment(service, around), SERVICE_STOPS_WITHIN_MS),
  };
}

export async function launchMigration(service: ServiceToRun, around: Surroundings): Promise<OwnedProcess> {
  const environment = { ...serviceEnvironment(service, around), MIGRATION_DATABASE_URL: service.migrationUrl };
  return node(`${service.name}-migration`, ['--enable-source-maps', distOf(service.name, 'migrate.js')], environment, SERVICE_STOPS_WITHIN_MS);
}

export async function launchIssuer({ inherited, publicUrl, issuerPort }: Surroundings): Promise<Running> {
  const environment = { ...inherited, PORT: String(issuerPort), HOST: '127.0.0.1', ISSUER_URL: `${publicUrl}/idp`, AUDIENCE, KEYS_FILE: files.issuerKeys };
  return { process: await node('issuer', [sourceOf('issuer')], environment, TOOL_STOPS_WITHIN_MS) };
}

export async function launchGateway({ inherited, publicUrl }: Surroundings, port: number): Promise<Running> {
  const environment = { ...inherited, PORT: String(port), HOST: 'localhost', PUBLIC_URL: publicUrl, ROUTES_FILE: files.routes };
  return { process: await node('gateway', [sourceOf('gateway')], environment, TOOL_STOPS_WITHIN_MS) };
}

/** Everything that a service reads; in production its Helm chart says the same things. */
function serviceEnvironment({ name, port, databaseUrl, secrets }: ServiceToRun, around: Surroundings): NodeJS.ProcessEnv {
  return {
    ...around.inherited,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    NATS_URL: around.natsUrl,
    ISSUER_URL: `${around.publicUrl}/idp`,
    // Straight to the issuer: the gateway comes up last, and a service may not wait for it.
    JWKS_URL: `http://127.0.0.1:${around.issuerPort}/idp/jwks`,
    AUDIENCE,
    PUBLIC_URL: around.publicUrl,
    HASH_SECRET: secrets.hashSecret,
    ENCRYPTION_KEYS: secrets.encryptionKeys,
    STORAGE_URL: pathToFileURL(join(folders.storage, name)).href,
    TRUST_PROXY: '1',
    SAMPLE_DIR: folders.sample,
    LOG_LEVEL: around.logLevel,
  };
}

/** On the Node that runs this: npm brought it along. */
function node(name: string, args: string[], env: NodeJS.ProcessEnv, stopWithinMs: number): Promise<OwnedProcess> {
  const spec: OwnedProcessSpec = {
    name,
    command: process.execPath,
    args,
    env,
    cwd: CLONE,
    log: logOf(name),
    records: folders.processes,
    stopSignals: ['SIGTERM'],
    stopWithinMs,
  };
  return startOwnedProcess(spec);
}

function distOf(service: string, file: string): string {
  return join(folders.apps, service, 'dist', file);
}

function sourceOf(tool: string): string {
  return join(folders.apps, tool, 'src', 'main.ts');
}
