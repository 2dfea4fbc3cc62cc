import { applyDecorators, Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Consumers } from '@fiksu/messaging';
import { May } from '../access/may.ts';
import { Shows } from '../access/shows.ts';
import { Answers } from '../answers/answers.ts';
import { responseSchema } from '../answers/response-schema.ts';
import { illegalTransition, notFound } from '../problems/domain-error.ts';
import { ProjectionsView, RebuildBegun, RebuildBody } from './projections.schema.ts';

const summary = 'Make a projection anew from the streams, beside the one that is read meanwhile';

/** 202: it goes on after the answer. */
const BeginsRebuild = (): MethodDecorator =>
  applyDecorators(
    HttpCode(202),
    RouteSchema({ response: { 202: responseSchema(RebuildBegun) } }),
    ApiOperation({ operationId: 'rebuildProjection', summary }),
    ApiResponse({ status: 202, description: 'Begun; the list tells when it is done', standardSchema: RebuildBegun }),
  );

/** What a service keeps of what others tell, for those who keep it running (API contract, "Operations"). */
@ApiTags('operations')
@Controller('operations/projections')
export class ProjectionsController {
  constructor(private readonly consumers: Consumers) {}

  @Get()
  @May('admin')
  @Shows({ admin: 'all' })
  @Answers(ProjectionsView, { id: 'listProjections', summary: 'What is kept of events, and how far it is' })
  async list() {
    return { data: await this.consumers.states() };
  }

  @Post(':name/rebuild')
  @May('admin')
  @BeginsRebuild()
  async rebuild(@Param('name') name: string, @Body({ schema: RebuildBody }) _body: object) {
    const begun = await this.consumers.rebuild(name);
    if (begun === 'unknown') throw notFound('There is no such projection');
    if (begun === 'rebuilding') throw illegalTransition('rebuild', 'rebuilding', []);
    return { name, status: 'rebuilding' };
  }
}
