import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createService, type KitConfig, type Role, type ServiceDefinition } from '@fiksu/service';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from './client.ts';
import { cloneDatabase, type Preparation, type TestDatabase } from './test-database.ts';
import { TestIssuer, testAudience, type TokenTerms } from './test-issuer.ts';

export interface TestService {
  app: NestFastifyApplication;
  origin: string;
  database: TestDatabase;
  issuer: TestIssuer;
  /** Somebody without a token. */
  anyone: Client;
  as: (role: Role, terms?: TokenTerms) => Promise<Client>;
  stop: () => Promise<void>;
}

interface Terms {
  /** What the template database holds beside the schema. */
  preparation?: Preparation;
  /** Beside that of every test, or made for the database that the service gets. */
  environment?: Record<string, string> | ((database: TestDatabase) => Promise<Record<string, string>>);
}

/** The environment of a service under test, on this database. */
export const testEnvironment = (url: string, issuer = 'http://127.0.0.1:9'): Record<string, string> => ({
  PORT: '0',
  HOST: '127.0.0.1',
  DATABASE_URL: url,
  // Nobody answers there: a service starts and serves without NATS.
  NATS_URL: 'nats://127.0.0.1:9',
  ISSUER_URL: issuer,
  AUDIENCE: testAudience,
  PUBLIC_URL: 'http://localhost:8080',
  HASH_SECRET: 'a secret for tests, long enough to be taken',
  ENCRYPTION_KEYS: 'k1:Zm9yIHRlc3RzIG9ubHksIGEga2V5IG9mIDMyIGJ5dC4=',
  // Made when something is kept there.
  STORAGE_URL: pathToFileURL(join(tmpdir(), `fiksu-storage-${randomBytes(6).toString('hex')}`)).href,
  // Tests come from one address.
  ANONYMOUS_WRITES_PER_MINUTE: '1000000',
  LOG_LEVEL: 'error',
});

/** The real service on a database of its own, listening on a port, with an issuer of tokens beside it. */
export async function startTestService<Config extends KitConfig>(
  definition: ServiceDefinition<Config>,
  { preparation, environment = {} }: Terms = {},
): Promise<TestService> {
  const { name } = definition.description;
  const [database, issuer] = await Promise.all([cloneDatabase(name, definition.kept, preparation), TestIssuer.start()]);
  const own = typeof environment === 'function' ? await environment(database) : environment;
  const usual = testEnvironment(database.url, issuer.url);
  const app = await createService(definition, { ...usual, ...own });
  await app.listen(0, '127.0.0.1');
  const origin = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  return {
    app,
    origin,
    database,
    issuer,
    anyone: new Client(origin, `/${name}/v1`, null),
    as: async (role, terms) => new Client(origin, `/${name}/v1`, await issuer.token(role, terms)),
    stop: async () => {
      // A connection whose body was refused unread is not idle yet, and would be waited for.
      (app.getHttpServer() as Server).closeAllConnections();
      await app.close();
      await Promise.all([issuer.stop(), database.drop(), rm(new URL(usual.STORAGE_URL as string), { recursive: true, force: true })]);
    },
  };
}
