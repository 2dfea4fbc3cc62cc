import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { RouteTable } from '../answers/route-table.ts';
import { KitConfig } from '../config.ts';
import { dataSourceOptions, type Kept } from '../database/data-source.ts';
import { Database } from '../database/database.ts';
import { HealthController } from '../health/health.controller.ts';
import { Nats } from '../health/nats.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { RepeatsAnswers } from '../recording/idempotency.ts';

const connectAttemptsMax = 60;
const connectRetryMs = 1000;

/** What every service is made of, under the feature modules of its own. */
@Module({})
export class KitModule {
  static with(config: KitConfig, kept: Kept, routes: RouteTable): DynamicModule {
    return {
      module: KitModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(kept, { url: config.DATABASE_URL, poolMax: config.DATABASE_POOL_MAX, applicationName: config.SERVICE }),
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
