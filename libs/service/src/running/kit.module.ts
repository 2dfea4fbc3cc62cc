import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { RouteTable } from '../answers/route-table.ts';
import { KitConfig } from '../config.ts';
import { Database, dataSourceOptions } from '@fiksu/database';
import { HealthController } from '../health/health.controller.ts';
import { Nats } from '@fiksu/messaging';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { RepeatsAnswers } from '../recording/idempotency.ts';
import type { ServiceDefinition } from './service-definition.ts';
import { wholeKept } from './whole-kept.ts';

const connectAttemptsMax = 60;
const connectRetryMs = 1000;

/** What every service is made of, under the feature modules of its own. */
@Module({})
export class KitModule {
  static with({ kept }: Pick<ServiceDefinition, 'kept'>, config: KitConfig, routes: RouteTable): DynamicModule {
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
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(config, routes) },
        { provide: APP_INTERCEPTOR, useFactory: (db: Database) => new RepeatsAnswers(db), inject: [Database] },
      ],
      exports: [KitConfig, Database],
    };
  }
}
