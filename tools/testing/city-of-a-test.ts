import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SERVICES } from '@fiksu/contracts';
import { createService, type Role, type ServiceDefinition } from '@fiksu/service';
import { TestIssuer, cloneDatabase, testEnvironment, type TestDatabase, type TestNats } from '@fiksu/testing';
import type { City, TokenTerms } from '../demo/city.ts';

type App = Awaited<ReturnType<typeof createService>>;

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Served {
  definition: ServiceDefinition;
  database: TestDatabase;
  environment: Record<string, string>;
  app: App | null;
  port: number;
}

/** All services in this process, each with a database of its own, on one NATS. */
export class CityOfATest implements City {
  private readonly served = new Map<string, Served>();

  private readonly issuer: TestIssuer;

  private constructor(issuer: TestIssuer) {
    this.issuer = issuer;
  }

  static async start(nats: TestNats): Promise<CityOfATest> {
    const city = new CityOfATest(await TestIssuer.start());
    for (const name of SERVICES) {
      const module = (await import(pathToFileURL(join(root, 'apps', name, 'src', `${name}.ts`)).href)) as Record<string, ServiceDefinition>;
      const definition = module[name] as ServiceDefinition;
      const database = await cloneDatabase(name, definition.kept);
      const environment = { ...testEnvironment(database.url, city.issuer.url), NATS_URL: nats.url, SAMPLE_DIR: join(root, 'sample') };
      city.served.set(name, { definition, database, environment, app: null, port: 0 });
      await city.bringBack(name);
    }
    return city;
  }

  originOf(service: string): string {
    return `http://127.0.0.1:${this.of(service).port}`;
  }

  tokenOf(role: string, terms: TokenTerms = {}): Promise<string> {
    return this.issuer.token(role as Role, terms);
  }

  async takeAway(service: string): Promise<void> {
    const served = this.of(service);
    await served.app?.close();
    served.app = null;
  }

  async bringBack(service: string): Promise<void> {
    const served = this.of(service);
    const app = await createService(served.definition, served.environment);
    await app.listen(served.port, '127.0.0.1');
    served.port = (app.getHttpServer().address() as AddressInfo).port;
    served.app = app;
  }

  async stop(): Promise<void> {
    for (const service of this.served.keys()) await this.takeAway(service);
    await this.issuer.stop();
    for (const { database } of this.served.values()) await database.drop();
  }

  private of(service: string): Served {
    const served = this.served.get(service);
    if (!served) throw new Error(`There is no service "${service}"`);
    return served;
  }
}
