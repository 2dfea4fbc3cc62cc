import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { RouteTable } from '../answers/route-table.ts';
import type { Environment, KitConfig } from '../config.ts';
import type { EventFamily, Question } from '@fiksu/contracts';
import type { Kept } from '@fiksu/database';
import type { Reaction, Responder } from '@fiksu/messaging';
import type { ServiceDescription } from '../openapi/describe-service.ts';
import { KitModule } from './kit.module.ts';

/** All that a service says about itself; the rest is the kit. */
export interface ServiceDefinition<Config extends KitConfig = KitConfig> {
  description: ServiceDescription;
  config: { parse: (environment: Environment) => Config };
  /** The service's own module, made with its configuration. */
  module: (config: Config) => Type | DynamicModule;
  kept: Kept;
  /** What it tells others, by kinds of resources. */
  publishes: readonly EventFamily[];
  /** What it does when something has happened elsewhere: classes among the providers of its module. */
  reactions: readonly Type<Reaction>[];
  /** What it answers when another service asks: classes among the providers of its module. */
  responders: readonly Type<Responder>[];
  /** By which contracts these are asked: for whoever reads what the service can be asked. */
  questions?: readonly Question[];
}

/** The module of the whole service: the kit, and what is its own. */
export function rootModule<Config extends KitConfig>(definition: ServiceDefinition<Config>, config: Config, routes: RouteTable): Type {
  @Module({ imports: [KitModule.with(definition, config, routes), definition.module(config)] })
  class ServiceModule {}
  return ServiceModule;
}
