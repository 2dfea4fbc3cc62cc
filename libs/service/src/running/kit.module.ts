import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, ModuleRef } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { RouteTable } from '../answers/route-table.ts';
import { KitConfig } from '../config.ts';
import type { Unanswered } from '@fiksu/contracts';
import { Database, dataSourceOptions, isTransient } from '@fiksu/database';
import { HealthController } from '../health/health.controller.ts';
import { Nats, Numbered, Relay, Responders } from '@fiksu/messaging';
import { DomainError } from '../problems/domain-error.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { RepeatsAnswers } from '../recording/idempotency.ts';
import { Background, type Worker } from './background.ts';
import type { ServiceDefinition } from './service-definition.ts';
import { wholeKept } from './whole-kept.ts';

const connectAttemptsMax = 60;
const connectRetryMs = 1000;

/** What an error tells another service that has asked. */
function problemOf(error: unknown): Unanswered | null {
  if (error instanceof DomainError) return { code: error.code, detail: error.message };
  return isTransient(error) ? { code: 'unavailable', detail: 'The service cannot reach its database right now' } : null;
}

/** What every service is made of, under the feature modules of its own. */
@Module({})
export class KitModule {
  static with({ kept, responders }: Pick<ServiceDefinition, 'kept' | 'responders'>, config: KitConfig, routes: RouteTable): DynamicModule {
    // Names this replica to whoever looks at what is stuck.
    const holder = `${hostname()}-${process.pid}-${randomBytes(2).toString('hex')}`;
    return {
      module: KitModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(wholeKept(kept), { url: config.DATABASE_URL, poolMax: config.DATABASE_POOL_MAX, applicationName: config.SERVICE }),
          retryAttempts: connectAttemptsMax,
          retryDelay: connectRetryMs,
        }),
      ],
      controllers: [HealthController],
      providers: [
        { provide: KitConfig, useValue: config },
        { provide: Database, useFactory: (dataSource: DataSource) => new Database(dataSource), inject: [DataSource] },
        { provide: Nats, useFactory: () => new Nats(config.NATS_URL, config.SERVICE) },
        Numbered,
        {
          provide: Relay,
          useFactory: (db: Database, nats: Nats, numbered: Numbered) =>
            new Relay(db, nats, numbered, { service: config.SERVICE, holder, streamReplicas: config.NATS_STREAM_REPLICAS }, new Logger(Relay.name)),
          inject: [Database, Nats, Numbered],
        },
        {
          provide: Responders,
          useFactory: (nats: Nats, module: ModuleRef) =>
            new Responders(nats, () => responders.map((each) => module.get(each, { strict: false })), problemOf, new Logger(Responders.name)),
          inject: [Nats, ModuleRef],
        },
        { provide: Background, useFactory: (...workers: Worker[]) => new Background(workers), inject: [Nats, Relay, Responders] },
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(config, routes) },
        { provide: APP_INTERCEPTOR, useFactory: (db: Database) => new RepeatsAnswers(db), inject: [Database] },
      ],
      exports: [KitConfig, Database],
    };
  }
}
