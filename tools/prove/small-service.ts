import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { drawPassword, provisionService, startPostgres, type RunningPostgres } from '@fiksu/embedded';
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey } from 'jose';
import { freePort } from './free-port.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const startsWithinMs = 60_000;

/** One service in a process with a small heap, on a database of its own, with an issuer of tokens beside it. */
export class SmallService {
  readonly folder = mkdtempSync(join(tmpdir(), 'fiksu-bulk-'));
  origin = '';
  private child: ChildProcess | null = null;
  private replica: ChildProcess | null = null;
  private postgres: RunningPostgres | null = null;
  private environment: Record<string, string> = {};
  private key: CryptoKey | null = null;
  private readonly name: string;
  private readonly heapMiB: number;
  private readonly issuer = createServer();

  constructor(name: string, heapMiB: number) {
    this.name = name;
    this.heapMiB = heapMiB;
  }

  async start(): Promise<void> {
    this.postgres = await startPostgres({
      dataDir: join(this.folder, 'postgres'),
      log: join(this.folder, 'postgres.log'),
      toolsDir: join(root, '.fiksu/tools'),
      fast: true,
    });
    const database = await provisionService(this.postgres.superuserUrl, this.name, { service: drawPassword(), owner: drawPassword() });
    const issuer = await this.startIssuer();
    const port = await freePort();
    this.origin = `http://127.0.0.1:${port}`;
    this.environment = {
      ...{
        PATH: process.env['PATH'] ?? '',
        PORT: String(port),
        HOST: '127.0.0.1',
        DATABASE_URL: database.databaseUrl,
        MIGRATION_DATABASE_URL: database.migrationUrl,
      },
      ...{ NATS_URL: 'nats://127.0.0.1:9', ISSUER_URL: issuer, PUBLIC_URL: this.origin, HASH_SECRET: drawPassword() + drawPassword(), LOG_LEVEL: 'warn' },
      ...{ ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`, STORAGE_URL: `file://${join(this.folder, 'storage')}` },
    };
    const migrating = this.spawn('migrate.js');
    const [code] = (await once(migrating, 'exit')) as [number];
    if (code !== 0) throw new Error(`The migration ended with ${code}: ${this.log().slice(-1000)}`);
    await this.run();
  }

  /** Starts the process, the first time or after a kill. */
  async run(): Promise<void> {
    this.child = this.spawn('main.js');
    await this.untilReady(this.origin, this.child);
  }

  /** A second process of the service on the same database. Answers its address. */
  async startReplica(): Promise<string> {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    this.replica = this.spawn('main.js', { PORT: String(port) });
    await this.untilReady(origin, this.replica);
    return origin;
  }

  async kill(): Promise<void> {
    const ended = once(this.child as ChildProcess, 'exit');
    this.child?.kill('SIGKILL');
    await ended;
  }

  /** The most memory that the process has had at once, in MiB. */
  peakMiB(): number {
    const [, kib] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.child?.pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kib) / 1024);
  }

  get isUp(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  token(role: string): Promise<string> {
    return new SignJWT({ roles: [role] })
      .setProtectedHeader({ alg: 'ES256', kid: 'bulk' })
      .setIssuer(this.environment['ISSUER_URL'] as string)
      .setAudience('fiksu')
      .setSubject(`dev-${role}`)
      .setExpirationTime('1h')
      .sign(this.key as CryptoKey);
  }

  log(): string {
    return readFileSync(join(this.folder, 'service.log'), 'utf8');
  }

  async end(): Promise<void> {
    this.child?.kill('SIGKILL');
    this.replica?.kill('SIGKILL');
    this.issuer.close();
    await this.postgres?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async untilReady(origin: string, child: ChildProcess): Promise<void> {
    const until = Date.now() + startsWithinMs;
    const isReady = () =>
      fetch(`${origin}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isReady())) {
      if (Date.now() > until || child.exitCode !== null) throw new Error(`It does not start: ${this.log().slice(-1000)}`);
      await delay(50);
    }
  }

  private spawn(entry: string, more: Record<string, string> = {}): ChildProcess {
    const output = openSync(join(this.folder, 'service.log'), 'a');
    const program = join(root, 'apps', this.name, 'dist', entry);
    return spawn(process.execPath, [`--max-old-space-size=${this.heapMiB}`, program], {
      env: { ...this.environment, ...more },
      stdio: ['ignore', output, output],
    });
  }

  private async startIssuer(): Promise<string> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    this.key = privateKey;
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bulk', alg: 'ES256', use: 'sig' }] });
    await new Promise<void>((listening) => this.issuer.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(this.issuer.address() as AddressInfo).port}`;
    this.issuer.on('request', (request, response) =>
      response.setHeader('Content-Type', 'application/json').end(request.url === '/jwks' ? keys : JSON.stringify({ issuer: url, jwks_uri: `${url}/jwks` })),
    );
    return url;
  }
}
