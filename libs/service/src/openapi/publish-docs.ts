import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { createRequire } from 'node:module';
import fastifyStatic from '@fastify/static';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { pagePolicy } from '../limits/guard-browsers.ts';
import { problemCodes, problemHtml, problemPage } from '../problems/problem-pages.ts';
import type { ServiceDefinition } from '../running/service-definition.ts';
import { describeAsyncApi } from '../events/describe-async-api.ts';
import { describeService, type ServiceDescription } from './describe-service.ts';

export const contractVersion = '1.0.0';
const uiFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** The contracts for machines, the docs for people, and a page for each code of a problem (G19). */
export async function publishDocs(
  app: INestApplication,
  fastify: FastifyInstance,
  documented: Pick<ServiceDefinition, 'description' | 'publishes' | 'questions'>,
): Promise<void> {
  const { description } = documented;
  const docs = `/${description.name}/docs`;
  let made: OpenAPIObject | null = null;
  let madeOfEvents: object | null = null;
  // Made when first asked for: describing every route takes longer than the rest of the start.
  fastify.get(`/${description.name}/v1/openapi.json`, { config: { may: 'anyone' } }, async () => (made ??= describeService(app, description, contractVersion)));
  fastify.get(
    `/${description.name}/v1/asyncapi.json`,
    { config: { may: 'anyone' } },
    async () => (madeOfEvents ??= describeAsyncApi(documented, contractVersion)),
  );
  fastify.get<{ Params: { code: string } }>(`${docs}/problems/:code`, async (request, reply) => {
    const { code } = request.params;
    const page = problemPage(code);
    return reply
      .status(page ? 200 : 404)
      .type('text/html; charset=utf-8')
      .header('Content-Security-Policy', pagePolicy())
      .send(page ? problemHtml(code, page) : noSuchCode());
  });
  const script = docsScript(description);
  const policy = pagePolicy(["'self'", `'sha256-${createHash('sha256').update(script).digest('base64')}'`]);
  fastify.get(docs, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('Content-Security-Policy', policy).send(docsHtml(description, script)),
  );
  await fastify.register(fastifyStatic, { root: uiFolder, prefix: `${docs}/assets/`, index: false, list: false, decorateReply: false });
}

const noSuchCode = () =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Unknown code</title><main><h1>There is no such code</h1><p>Known: ${problemCodes().join(', ')}</p></main></html>`;

/** The page on which a person reads the contract and tries it, without anything from elsewhere. */
function docsHtml({ name, title }: ServiceDescription, script: string): string {
  const assets = `/${name}/docs/assets`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<link rel="stylesheet" href="${assets}/swagger-ui.css"><link rel="icon" href="${assets}/favicon-32x32.png"></head>
<body><div id="docs"></div><script src="${assets}/swagger-ui-bundle.js"></script>
<script>${script}</script></body></html>`;
}

const docsScript = ({ name }: ServiceDescription): string =>
  `SwaggerUIBundle({url:'/${name}/v1/openapi.json',dom_id:'#docs',deepLinking:true,tryItOutEnabled:true,displayRequestDuration:true,docExpansion:'list',defaultModelsExpandDepth:0,validatorUrl:null})`;
