import { z } from 'zod';

type JsonSchema = { [keyword: string]: unknown };

/**
 * The schema from which Fastify compiles the serialiser of an answer: what it does not name is
 * never sent. References are written out, and "this or null" takes the form that compiles to a
 * plain test; any other alternative is serialised as it is, since the compiled choice between
 * alternatives would validate each value again.
 */
export function responseSchema(answer: z.ZodType): JsonSchema {
  const schema = z.toJSONSchema(answer, { io: 'output', target: 'draft-7', unrepresentable: 'any' }) as JsonSchema;
  const definitions = (schema.definitions ?? {}) as Record<string, JsonSchema>;
  return simplify(schema, definitions);
}

function simplify(schema: JsonSchema, definitions: Record<string, JsonSchema>): JsonSchema {
  if (typeof schema.$ref === 'string') return simplify(definitions[schema.$ref.replace('#/definitions/', '')] ?? {}, definitions);
  if (Array.isArray(schema.allOf) && schema.allOf.length === 1) return simplify(schema.allOf[0] as JsonSchema, definitions);
  const alternatives = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (alternatives) return simplifyAlternatives(alternatives, definitions);
  if (schema.type === 'array') return { type: 'array', items: simplify((schema.items ?? {}) as JsonSchema, definitions) };
  if (schema.type === 'object') return simplifyObject(schema, definitions);
  // Formats are left out: "date-time" would make the serialiser convert what is a string already.
  return typeof schema.type === 'string' ? { type: schema.type } : {};
}

function simplifyAlternatives(alternatives: JsonSchema[], definitions: Record<string, JsonSchema>): JsonSchema {
  const others = alternatives.filter((alternative) => alternative.type !== 'null');
  if (others.length !== 1 || others.length === alternatives.length) return {};
  return { ...simplify(others[0] as JsonSchema, definitions), nullable: true };
}

function simplifyObject(schema: JsonSchema, definitions: Record<string, JsonSchema>): JsonSchema {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const named = { type: 'object', properties: Object.fromEntries(properties.map(([name, value]) => [name, simplify(value, definitions)])) };
  const others = schema.additionalProperties;
  return others && typeof others === 'object' ? { ...named, additionalProperties: simplify(others as JsonSchema, definitions) } : named;
}
