import { applyDecorators, createParamDecorator, Get, HttpCode, Param, Post, type ExecutionContext } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { RouteSchema } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { By, type Caller, type Role } from '../access/caller.ts';
import { NotedInAudit } from '../audit/note-acts.ts';
import { May, MayRead } from '../access/may.ts';
import { Shows, type Sees } from '../access/shows.ts';
import { AnswersOne, TakesBytes, idempotencyHeader } from '../answers/answers.ts';
import { responseSchema } from '../answers/response-schema.ts';
import { extendRouteConfig } from '../answers/route-config.ts';
import type { ListQuery } from '../listing/listing.ts';
import { Listed, Lists } from '../listing/lists.ts';
import { malformed, type Fault } from '../problems/domain-error.ts';
import type { SentBytes } from '../running/sent-bytes.ts';
import { importListing } from './import-run.repository.ts';
import type { ImportSource } from './import-source.ts';
import type { Imports } from './imports.ts';
import { ImportRunView } from './imports.schema.ts';
import type { AskedImport } from './start-import.ts';

const importBytesMax = 209_715_200;

interface Words {
  /** The collection that is imported, as in operation ids: `Organisations`. */
  many: string;
  /** The collection as in the path. */
  collection: string;
  may: [Role, ...Role[]];
  sources: readonly Pick<ImportSource<unknown>, 'name' | 'mediaTypes'>[];
  /** Query parameters beside `source` and `dryRun`. */
  parameters?: Record<string, z.ZodType<string>>;
}

/** The imports of a collection (API contract, G24): a controller at `…/imports` extends it. */
export function importsController({ many, collection, may, sources, parameters = {} }: Words) {
  const sees: Sees = Object.fromEntries(may.map((role) => [role, 'all runs of this collection, also those of others']));

  abstract class ImportsController {
    constructor(private readonly imports: Imports) {}

    @Post()
    @May(...may)
    @NotedInAudit('import', collection)
    @StartsImport({ many, collection, sources, parameters })
    start(@Asked({ sources, parameters }) { asked, body }: { asked: AskedImport; body: SentBytes }, @By() by: Caller) {
      return this.imports.start(collection, asked, body, by);
    }

    @Get()
    @May(...may)
    @Shows(sees)
    @Lists(importListing, ImportRunView, { id: `list${many}Imports`, summary: `List the imports of ${many.toLowerCase()}` })
    list(@Listed(importListing) query: ListQuery, @By() by: Caller) {
      return this.imports.runsOf(collection).list(importListing, query, by);
    }

    @Get(':id')
    @MayRead(...may)
    @Shows(sees)
    @AnswersOne(ImportRunView, { id: `read${many}Import`, summary: 'How far an import is, and what became of the records' })
    read(@Param('id') id: string, @By() by: Caller) {
      return this.imports.runsOf(collection).read(id, by);
    }
  }
  return ImportsController;
}

function StartsImport({ many, collection, sources, parameters = {} }: Omit<Words, 'may'>): MethodDecorator {
  const names = sources.map(({ name }) => name);
  const mediaTypes = [...new Set(sources.flatMap((source) => source.mediaTypes))];
  return applyDecorators(
    HttpCode(202),
    RouteSchema({ response: { 202: responseSchema(ImportRunView) } }),
    TakesBytes({ bytesMax: importBytesMax, mediaTypes, description: `The file as it is: ${names.join(', ')}` }),
    extendRouteConfig({ query: ['source', 'dryRun', ...Object.keys(parameters)], location: `/${collection}/imports/{id}` }),
    ApiOperation({ operationId: `import${many}`, summary: `Import ${many.toLowerCase()} from a file of an outside system` }),
    ApiQuery({ name: 'source', required: false, description: 'The kind of file; recognised by its content without', schema: { type: 'string', enum: names } }),
    ApiQuery({ name: 'dryRun', required: false, description: 'Only reports what an import would do', schema: { type: 'boolean', default: false } }),
    ...Object.keys(parameters).map((name) => ApiQuery({ name, required: false, schema: { type: 'string' } })),
    ApiResponse({
      status: 202,
      description: 'Taken in; the run tells how far it is',
      standardSchema: ImportRunView,
      headers: { Location: { description: 'The address of the run', schema: { type: 'string' } } },
    }),
    idempotencyHeader,
  );
}

/** What is to be imported, as a parameter of a controller's method. */
const Asked = createParamDecorator(({ sources, parameters = {} }: Pick<Words, 'sources' | 'parameters'>, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const sent = request.query as Record<string, string | string[] | undefined>;
  const errors: Fault[] = [];
  const one = (name: string, isRight: (value: string) => boolean, detail: string): string | null => {
    const value = sent[name];
    if (value === undefined) return null;
    if (typeof value === 'string' && isRight(value)) return value;
    errors.push({ parameter: name, detail });
    return null;
  };
  const names = sources.map(({ name }) => name);
  const source = one('source', (value) => names.includes(value), `Must be one of ${names.join(', ')}`);
  const dryRun = one('dryRun', (value) => value === 'true' || value === 'false', 'Must be true or false') === 'true';
  const further = Object.entries(parameters).flatMap(([name, schema]) => {
    const value = one(name, (text) => schema.safeParse(text).success, schema.description ?? 'Is none of the values that are possible here');
    return value === null ? [] : [[name, value] as const];
  });
  if (errors.length > 0) throw malformed(errors);
  return { asked: { source, dryRun, parameters: Object.fromEntries(further), mediaType: request.mediaTypeSent ?? '' }, body: request.body as SentBytes };
});
