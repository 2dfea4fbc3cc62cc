import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import { extendRouteConfig } from '../answers/route-config.ts';

const bytes = { '*/*': { schema: { type: 'string' as const, format: 'binary' } } };
const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const string = { type: 'string' as const };

/** A route that answers the bytes of a file, whatever type they are of: whole, or the part that `Range` asks for. */
export function AnswersContent({ id, summary }: { id: string; summary: string }): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    extendRouteConfig({ alsoAnswers: '*' }),
    ApiOperation({ operationId: id, summary }),
    ApiProduces('*/*'),
    ApiHeader({ name: 'Range', required: false, description: 'One range of bytes; several are ignored', schema: string, example: 'bytes=0-499' }),
    ApiHeader({ name: 'If-Range', required: false, description: 'An ETag: the range is answered while it is that of the file', schema: string }),
    ApiHeader({ name: 'If-None-Match', required: false, description: 'An ETag: 304 where it is that of the file', schema: string }),
    ApiResponse({
      status: 200,
      description: 'All of it',
      content: bytes,
      headers: {
        ETag: { description: 'The SHA-256 of the bytes', schema: string },
        'Content-Disposition': { description: 'The name (RFC 6266)', schema: string },
      },
    }),
    ApiResponse({
      status: 206,
      description: 'The part',
      content: bytes,
      headers: { 'Content-Range': { description: 'Which part, and of how much', schema: string } },
    }),
    ApiResponse({ status: 304, description: 'Not changed' }),
    ApiResponse({ status: 409, description: 'Not examined yet', content: problem }),
    ApiResponse({ status: 410, description: 'Was infected', content: problem }),
    ApiResponse({ status: 416, description: 'There is no such part', content: problem }),
  );
}
