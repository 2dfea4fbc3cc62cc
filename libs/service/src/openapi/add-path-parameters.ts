import type { OpenAPIObject } from '@nestjs/swagger';

interface Operation {
  parameters?: { name: string; in: string }[];
}

/**
 * Names the members of an address of which a method takes no argument: those of a collection inside of another, whose
 * reads are the kit's.
 */
export function addPathParameters(document: OpenAPIObject): OpenAPIObject {
  for (const [path, methods] of Object.entries(document.paths)) {
    const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name as string);
    for (const operation of Object.values(methods as Record<string, Operation>)) {
      const known = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      const missing = names.filter((name) => !known.includes(name));
      operation.parameters = [...missing.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })), ...(operation.parameters ?? [])];
    }
  }
  return document;
}
