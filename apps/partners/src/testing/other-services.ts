import { SERVICES } from '@fiksu/contracts';
import { defineConfig, type KitConfig, type Kept, type PersonHolder, type PersonalData, Persons, type ServiceDefinition } from '@fiksu/service';
import { startTestService, type TestService } from '@fiksu/testing';
import { Module } from '@nestjs/common';

@Module({})
class NothingOfItsOwn {}

/** A service with all that every service has, and nothing beside. */
function serviceOf(name: string): ServiceDefinition<KitConfig> {
  const kept: Kept = { entities: [], migrations: [] };
  const personalData: PersonalData = { tables: {}, events: {} };
  return {
    description: { name, title: name, summary: 'For the tests of partners', tags: {} },
    ...{ config: defineConfig(name, {}), module: () => NothingOfItsOwn, kept, personalData },
    ...{ publishes: [], reactions: [], responders: [] },
  };
}

/** The other services of the platform, as far as partners speaks with them: the kit's own answers over a real NATS. */
export class OtherServices {
  private readonly running = new Map<string, TestService>();

  constructor(private readonly natsUrl: string) {}

  static readonly names = SERVICES.filter((name) => name !== 'partners');

  async startAll(): Promise<void> {
    await Promise.all(OtherServices.names.map((name) => this.start(name)));
  }

  async start(name: string): Promise<TestService> {
    const service = await startTestService(serviceOf(name), { environment: { NATS_URL: this.natsUrl } });
    this.running.set(name, service);
    return service;
  }

  of(name: string): TestService {
    return this.running.get(name) as TestService;
  }

  /** Has a service hold something of persons. */
  hold(name: string, holder: PersonHolder): void {
    this.of(name).app.get(Persons, { strict: false }).add(holder);
  }

  async stop(name: string): Promise<void> {
    await this.running.get(name)?.stop();
    this.running.delete(name);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.running.keys()].map((name) => this.stop(name)));
  }
}
