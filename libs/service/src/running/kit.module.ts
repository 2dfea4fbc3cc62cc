import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Logger, Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, ModuleRef } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { RouteTable } from '../answers/route-table.ts';
import { AuditController } from '../audit/audit.controller.ts';
import { Audit } from '../audit/audit.ts';
import { NoteActs } from '../audit/note-acts.ts';
import { wireAudit } from '../audit/wire-audit.ts';
import { KitConfig } from '../config.ts';
import type { Unanswered } from '@fiksu/contracts';
import { ColumnCipher, Database, dataSourceOptions, isTransient } from '@fiksu/database';
import { EventStreams } from '../events/event-streams.ts';
import { EventsController } from '../events/events.controller.ts';
import { wireEvents } from '../events/wire-events.ts';
import { Attachables } from '../files/attachables.ts';
import { Attachments } from '../files/attachments.ts';
import { FilesController } from '../files/files.controller.ts';
import { ScanFile } from '../files/scan-file.ts';
import { wireFiles } from '../files/wire-files.ts';
import { HealthController } from '../health/health.controller.ts';
import { Imports } from '../imports/imports.ts';
import { RunImport } from '../imports/run-import.ts';
import { wireLimits } from '../limits/wire-limits.ts';
import { wireImports } from '../imports/wire-imports.ts';
import { Moved } from '../moved/moved.ts';
import { Consumers, Jobs, Nats, Numbered, Relay, Responders, type FailureKind, type Task } from '@fiksu/messaging';
import { DeadLettersController } from '../operations/dead-letters.controller.ts';
import { DeadLetters } from '../operations/dead-letters.ts';
import { OutboxController } from '../operations/outbox.controller.ts';
import { ProjectionsController } from '../operations/projections.controller.ts';
import { DomainError } from '../problems/domain-error.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { RepeatsAnswers } from '../recording/idempotency.ts';
import { LooksAgain } from '../recording/look-again.ts';
import { SealedAnswers } from '../recording/sealed-answers.ts';
import { AnswerOrganisationReferences } from '../organisations/answer-organisation-references.ts';
import { FollowMergedOrganisations, RenameMergedOrganisation } from '../organisations/follow-merged-organisations.ts';
import { OrganisationReferences } from '../organisations/organisation-references.ts';
import { wireOrganisations } from '../organisations/wire-organisations.ts';
import { AnswerErasePerson } from '../persons/answer-erase-person.ts';
import { AnswerGatherPerson } from '../persons/answer-gather-person.ts';
import { Persons } from '../persons/persons.ts';
import { wirePersons } from '../persons/wire-persons.ts';
import { wireStorage } from '../storage/wire-storage.ts';
import { Storage } from '../storage/storage.ts';
import { DeliverAgain, DeliverWebhook } from '../webhooks/deliver-webhook.ts';
import { WakeWebhooks } from '../webhooks/wake-webhooks.ts';
import { WebhooksController } from '../webhooks/webhooks.controller.ts';
import { wireWebhooks } from '../webhooks/wire-webhooks.ts';
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

/** What an error of a reaction says of its event (architecture §4). */
function failureOf(error: unknown): FailureKind | null {
  if (!(error instanceof DomainError)) return null;
  if (error.kind === 'Unavailable') return 'passing';
  return error.kind === 'NotFound' || error.kind === 'Stale' ? 'not-yet' : 'refused';
}

/** Works off the jobs of the kit, and of the service. */
const jobsOf = (config: KitConfig, own: NonNullable<ServiceDefinition['tasks']>): FactoryProvider => ({
  provide: Jobs,
  useFactory: (db: Database, module: ModuleRef, ...ofKit: Task[]) => {
    const tasks = () => [...ofKit, ...own.map((each) => module.get(each, { strict: false }))];
    return new Jobs(db, { tasks, databaseUrl: config.DATABASE_URL, service: config.SERVICE }, new Logger(Jobs.name));
  },
  inject: [Database, ModuleRef, RunImport, ScanFile, DeliverWebhook, DeliverAgain, RenameMergedOrganisation],
});

const respondersOf = (responders: ServiceDefinition['responders']): FactoryProvider<Responders> => ({
  provide: Responders,
  useFactory: (nats: Nats, module: ModuleRef) =>
    new Responders(nats, () => responders.map((each) => module.get(each, { strict: false })), problemOf, new Logger(Responders.name)),
  inject: [Nats, ModuleRef],
});

const consumersOf = (config: KitConfig, reactions: ServiceDefinition['reactions']): FactoryProvider<Consumers> => ({
  provide: Consumers,
  useFactory: (nats: Nats, db: Database, module: ModuleRef) =>
    new Consumers({
      ...{ nats, db, service: config.SERVICE, classify: failureOf, log: new Logger(Consumers.name) },
      reactions: () => reactions.map((each) => module.get(each, { strict: false })),
    }),
  inject: [Nats, Database, ModuleRef],
});

/** What every service is made of, under the feature modules of its own. */
@Module({})
export class KitModule {
  static with(definition: Omit<ServiceDefinition, 'config' | 'module'>, config: KitConfig, routes: RouteTable): DynamicModule {
    const { kept, publishes, imports = [], tasks = [] } = definition;
    const reactions = [...definition.reactions, FollowMergedOrganisations];
    const responders = [...definition.responders, AnswerOrganisationReferences, AnswerGatherPerson, AnswerErasePerson];
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
      controllers: [
        HealthController,
        EventsController,
        OutboxController,
        DeadLettersController,
        ProjectionsController,
        WebhooksController,
        AuditController,
        FilesController,
      ],
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
        respondersOf(responders),
        consumersOf(config, reactions),
        DeadLetters,
        ...wireEvents(config.SERVICE, publishes),
        { provide: ColumnCipher, useFactory: () => new ColumnCipher(config.ENCRYPTION_KEYS) },
        ...wireWebhooks(),
        ...[...wireAudit(config), ...wireStorage(config), ...wireLimits(config)],
        ...wireImports(imports),
        ...wireFiles(config),
        ...wireOrganisations(),
        ...wirePersons(definition.personalData),
        Moved,
        jobsOf(config, tasks),
        {
          provide: Background,
          useFactory: (...workers: Worker[]) => new Background(workers),
          inject: [Nats, Relay, Responders, Consumers, EventStreams, Jobs, WakeWebhooks],
        },
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(config, routes) },
        {
          // Before those that may answer at once: who is answered again has read it too.
          provide: APP_INTERCEPTOR,
          useFactory: (audit: Audit, module: ModuleRef) =>
            new NoteActs(audit, (word) => reactions.some((each) => module.get(each, { strict: false }).name === word)),
          inject: [Audit, ModuleRef],
        },
        {
          provide: APP_INTERCEPTOR,
          useFactory: (db: Database, cipher: ColumnCipher) => new RepeatsAnswers(db, new SealedAnswers(cipher)),
          inject: [Database, ColumnCipher],
        },
        { provide: APP_INTERCEPTOR, useClass: LooksAgain },
      ],
      exports: [KitConfig, Database, ColumnCipher, Imports, Storage, Audit, Attachables, Attachments, OrganisationReferences, Persons, Moved, Nats],
    };
  }
}
