import type { OpenAPIObject } from '@nestjs/swagger';

interface Operation {
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: { $ref?: string; format?: string } }> };
  responses: Record<string, unknown>;
  'x-may'?: string[];
}

const problemSchema = {
  type: 'object',
  description: 'A problem (RFC 9457). `code` is stable; clients may switch on it.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'traceId'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'The page that explains the code' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    traceId: { type: 'string' },
    errors: {
      type: 'array',
      description: 'Each fault of the input, at a JSON pointer of the body, a query parameter or a header',
      items: {
        type: 'object',
        required: ['detail'],
        properties: { pointer: { type: 'string' }, parameter: { type: 'string' }, header: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};

const words: Record<number, string> = {
  400: 'Does not fit the schema',
  401: 'No token, or not a good one',
  403: 'Not for this caller',
  404: 'Not there, or not for this caller to see',
  409: 'The state, or something else that exists, does not allow it',
  412: 'Changed since it was read',
  413: 'Too many bytes',
  415: 'Another media type',
  422: 'Against a rule of the domain',
  428: 'If-Match is missing',
  429: 'Too much was written from this address without a token',
  503: 'Not available right now',
};

/** Of each status one response, which operations refer to. */
const responseName = (status: number): string => `Problem${status}`;

/** Adds the problems that each operation can answer, by what it takes: they follow from the kit, not from the route. */
export function addProblems(document: OpenAPIObject): OpenAPIObject {
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: problemSchema as never };
  const answered = new Set<number>();
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path as Record<string, Operation>)) {
      if (operation.requestBody) operation.requestBody.required = takesBytes(operation.requestBody) || hasMandatoryMembers(document, operation.requestBody);
      for (const status of statusesOf(method, operation)) {
        answered.add(status);
        operation.responses[status] ??= { $ref: `#/components/responses/${responseName(status)}` };
      }
    }
  }
  document.components.responses = Object.fromEntries([...answered].sort((a, b) => a - b).map((status) => [responseName(status), responseOf(status)]));
  return document;
}

const responseOf = (status: number) => ({
  description: words[status] ?? '',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** Bytes, where the operation takes them as they are. */
const takesBytes = ({ content }: NonNullable<Operation['requestBody']>): boolean => Object.values(content)[0]?.schema?.format === 'binary';

/** A body without mandatory members may be absent (G3). */
function hasMandatoryMembers(document: OpenAPIObject, body: NonNullable<Operation['requestBody']>): boolean {
  const reference = Object.values(body.content)[0]?.schema?.$ref ?? '';
  const schema = document.components?.schemas?.[reference.replace('#/components/schemas/', '')] as { required?: string[] } | undefined;
  return (schema?.required ?? []).length > 0;
}

function statusesOf(method: string, operation: Operation): number[] {
  const writes = method !== 'get';
  const addressed = (operation.parameters ?? []).some((parameter) => parameter.in === 'path');
  const guarded = (operation.parameters ?? []).some((parameter) => parameter.name === 'If-Match');
  return [
    400,
    401,
    ...(operation['x-may']?.[0] === 'anyone' && !writes ? [] : [403]),
    ...(addressed ? [404] : []),
    ...(writes ? [409, 422] : []),
    ...(operation.requestBody && takesBytes(operation.requestBody) ? [413] : []),
    ...(operation.requestBody ? [415] : []),
    ...(guarded ? [412, 428] : []),
    ...(writes && operation['x-may']?.[0] === 'anyone' ? [429] : []),
    503,
  ];
}
