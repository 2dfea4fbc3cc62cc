import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { identifyCallers } from '../access/identify-caller.ts';
import { keyedHash } from '../access/hashing.ts';
import { Tokens } from '../access/tokens.ts';
import { tagAnswers } from '../answers/etag.ts';
import { linkPages } from '../answers/link-pages.ts';
import { RouteTable } from '../answers/route-table.ts';
import type { Environment, KitConfig } from '../config.ts';
import { AnonymousWrites } from '../limits/anonymous-writes.ts';
import { guardBrowsers, markUnrouted } from '../limits/guard-browsers.ts';
import { limitAnonymousWrites } from '../limits/limit-anonymous-writes.ts';
import { headerBytesMax, timeLimits } from '../limits/time-limits.ts';
import { Cursors } from '../listing/cursor.ts';
import { Moved, leadOn } from '../moved/moved.ts';
import { Survivors, actForSurvivors } from '../organisations/act-for-survivor.ts';
import { publishDocs } from '../openapi/publish-docs.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { refuseMalformed } from '../problems/refuse-malformed.ts';
import { Background } from './background.ts';
import { bodyBytesMax, limitBodies, readBodies, requireAcceptable } from './bodies.ts';
import { JsonLogger, logTerms } from './logger.ts';
import { closeUnread, streamBodies } from './streamed-bodies.ts';
import { rootModule, type ServiceDefinition } from './service-definition.ts';

const traceIdPattern = /^[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-/;
/** No shorter than any address that Node reads: an id of whatever length is one that is not there. */
const pathParameterLengthMax = headerBytesMax;

/** The trace that a request belongs to: that of its `traceparent`, or a new one. */
const traceIdOf = (request: { headers: Record<string, string | string[] | undefined> }): string =>
  traceIdPattern.exec(String(request.headers.traceparent ?? ''))?.[1] ?? randomBytes(16).toString('hex');

/** A service, ready to listen: used by `runService` and, with a database of their own, by tests. */
export async function createService<Config extends KitConfig>(
  definition: ServiceDefinition<Config>,
  environment: Environment,
): Promise<NestFastifyApplication> {
  const config = definition.config.parse(environment);
  const { name } = definition.description;
  const prefix = `/${name}/v1`;
  const routes = new RouteTable(`${prefix}/`);
  const problems = new ProblemFilter(config, routes);
  const adapter = new FastifyAdapter({
    ...timeLimits,
    bodyLimit: bodyBytesMax,
    routerOptions: { maxParamLength: pathParameterLengthMax },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => problems.answer(error, request, markUnrouted(request, reply, config)),
    genReqId: traceIdOf,
    trustProxy: (_address: string, hop: number) => hop < config.TRUST_PROXY,
    logger: config.LOG_LEVEL === 'silent' ? false : { level: config.LOG_LEVEL, base: { service: name }, ...logTerms },
    logController: new LogController({ disableRequestLogging: true }),
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  // Nest's own handler of errors is set when these routes are there already, and does not hold for the docs and their like.
  fastify.addHook('onRoute', (route) => void (route.errorHandler = (error, request, reply) => problems.answer(error, request, reply)));
  await guardBrowsers(fastify, config, routes);
  routes.watch(fastify);
  fastify.decorate('cursors', new Cursors(keyedHash(config.HASH_SECRET, 'cursors', name)));
  identifyCallers(fastify, new Tokens(config), config);
  actForSurvivors(fastify, () => app.get(Survivors));
  limitAnonymousWrites(fastify, `${prefix}/`, () => app.get(AnonymousWrites));
  requireAcceptable(fastify, `${prefix}/`);
  limitBodies(fastify);
  readBodies(fastify);
  streamBodies(fastify, config);
  closeUnread(fastify);
  linkPages(fastify);
  tagAnswers(fastify, prefix);
  leadOn(fastify, `${prefix}/`, () => app.get(Moved));

  const app = await NestFactory.create<NestFastifyApplication>(rootModule(definition, config, routes), adapter, {
    logger: new JsonLogger(fastify.log),
    bodyParser: false,
    abortOnError: false,
  });
  try {
    app.setGlobalPrefix(prefix, { exclude: ['healthz', 'readyz'] });
    app.useGlobalPipes(refuseMalformed);
    await publishDocs(app, fastify, definition);
    await app.init();
    await app.get(Background).start();
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}
