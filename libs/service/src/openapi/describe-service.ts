import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { addPathParameters } from './add-path-parameters.ts';
import { addProblems } from './add-problems.ts';

/** What the docs of a service say about it, in one place. */
export interface ServiceDescription {
  name: string;
  title: string;
  summary: string;
  /** One line for each tag, which is a collection. */
  tags: Record<string, string>;
}

/** zod's own conversion to the dialect of OpenAPI 3.1; Nest's would ask for that of 3.0. */
function convert(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _,
    $defs = {},
    ...converted
  } = z.toJSONSchema(schema, { io: schemaType, target: 'draft-2020-12', unrepresentable: 'any', override: withoutSafeBounds }) as Record<string, unknown> & {
    $defs?: Record<string, unknown>;
  };
  const components = Object.fromEntries(Object.entries($defs).map(([name, definition]) => [name, withoutId(definition)]));
  const { id, ...inline } = converted as { id?: string };
  if (!id) return { schema: inline, components };
  return { schema: { $ref: `#/components/schemas/${id}` }, components: { ...components, [id]: inline } };
}

/** zod bounds every integer by what JavaScript can count; a reader of the contract is not helped by that. */
export function withoutSafeBounds({ jsonSchema }: { jsonSchema: { minimum?: number; maximum?: number } }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

const withoutId = (definition: unknown) => {
  const { id: _, ...rest } = definition as { id?: string };
  return rest;
};

/** What every service has beside its own collections. */
const tagsOfEvery = {
  files: 'Files that hang on resources: who sees the resource sees them',
  events: 'What has happened, for other platforms: page by page, or live',
  operations: 'For those who keep the service running',
};

/** The OpenAPI 3.1 document of a service, from the schemas that its routes validate and serialise by. */
export function describeService(app: INestApplication, description: ServiceDescription, version: string): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(description.title)
    .setDescription(description.summary)
    .setVersion(version)
    .setLicense('EUPL-1.2', 'https://eupl.eu/1.2/en/')
    .addServer('/', 'The address under which the platform answers')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token of the OpenID Connect issuer' });
  for (const [tag, words] of Object.entries({ ...description.tags, ...tagsOfEvery })) builder.addTag(tag, words);
  const document = SwaggerModule.createDocument(app, builder.build(), { standardSchemaConverter: convert, autoTagControllers: false });
  return addProblems(addPathParameters(addMediaTypes({ ...document, paths: inReadingOrder(document.paths) })));
}

/** What a route answers beside JSON, where it is asked for: as text, about which the route's own words say more. */
function addMediaTypes(document: OpenAPIObject): OpenAPIObject {
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path as Record<string, Streaming>))) {
    const type = operation['x-also-answers'];
    if (type) operation.responses['200'].content[type] = { schema: { type: 'string' } };
  }
  return document;
}

interface Streaming {
  'x-also-answers'?: string;
  responses: { '200': { content: Record<string, object> } };
}

const methodsInOrder = ['get', 'post', 'patch', 'delete'] as const;

/** A path next to those below it, and of each the read first: the order in which a person looks for it. */
function inReadingOrder(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const sorted = Object.keys(paths).sort();
  return Object.fromEntries(
    sorted.map((path) => [path, Object.fromEntries(methodsInOrder.flatMap((method) => (paths[path]?.[method] ? [[method, paths[path][method]]] : [])))]),
  );
}
