import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { RouteTable } from '../answers/route-table.ts';
import type { Environment, KitConfig } from '../config.ts';
import type { EventFamily, Question } from '@fiksu/contracts';
import type { Kept } from '@fiksu/database';
import type { Reaction, Responder, Task } from '@fiksu/messaging';
import type { NamedTarget } from '../imports/wire-imports.ts';
import type { PersonalData } from '../personal/personal-data.ts';
import type { ServiceDescription } from '../openapi/describe-service.ts';
import { KitModule } from './kit.module.ts';

/** What is kept no longer than it may be. */
export interface Forgets {
  /** May be called at any time, and by several replicas at once. */
  forget(): Promise<void>;
}

/** All that a service says about itself; the rest is the kit. */
export interface ServiceDefinition<Config extends KitConfig = KitConfig> {
  description: ServiceDescription;
  config: { parse: (environment: Environment) => Config };
  /** The service's own module, made with its configuration. */
  module: (config: Config) => Type | DynamicModule;
  kept: Kept;
  /** What of all that is personal data. */
  personalData: PersonalData;
  /** What it tells others, by kinds of resources. */
  publishes: readonly EventFamily[];
  /** What it does when something has happened elsewhere: classes among the providers of its module. */
  reactions: readonly Type<Reaction>[];
  /** What it answers when another service asks: classes among the providers of its module. */
  responders: readonly Type<Responder>[];
  /** What it makes of files of outside systems: classes among the providers of its module. */
  imports?: readonly Type<NamedTarget>[];
  /** What it does later: classes among the providers of its module. */
  tasks?: readonly Type<Task>[];
  /** What it forgets by itself, every hour: classes among the providers of its module. */
  forgets?: readonly Type<Forgets>[];
  /** By which contracts these are asked: for whoever reads what the service can be asked. */
  questions?: readonly Question[];
}

/** The module of the whole service: the kit, and what is its own. */
export function rootModule<Config extends KitConfig>(definition: ServiceDefinition<Config>, config: Config, routes: RouteTable): Type {
  @Module({ imports: [KitModule.with(definition, config, routes), definition.module(config)] })
  class ServiceModule {}
  return ServiceModule;
}
