import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { KitConfig } from '../config.ts';
import { RouteTable } from '../answers/route-table.ts';
import { rootModule, type ServiceDefinition } from '../running/service-definition.ts';
import { contractVersion } from './publish-docs.ts';
import { describeAsyncApi } from '../events/describe-async-api.ts';
import { describeService } from './describe-service.ts';

/** Writes the contract that is committed. Nothing is connected to: Nest's preview looks at the routes alone. */
export async function writeOpenApi<Config extends KitConfig>(definition: ServiceDefinition<Config>, file: URL): Promise<void> {
  const { name } = definition.description;
  const config = { SERVICE: name, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' } as Config;
  const app = await NestFactory.create(rootModule(definition, config, new RouteTable(`/${name}/v1/`)), new FastifyAdapter(), { preview: true, logger: false });
  app.setGlobalPrefix(`/${name}/v1`);
  await writeJson(file, describeService(app, definition.description, contractVersion));
}

/** Writes the contract of its events, which is committed beside it. */
export const writeAsyncApi = (definition: Pick<ServiceDefinition, 'description' | 'publishes' | 'questions'>, file: URL): Promise<void> =>
  writeJson(file, describeAsyncApi(definition, contractVersion));

const writeJson = (file: URL, document: object): Promise<void> => writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
