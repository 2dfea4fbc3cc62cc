import { z } from 'zod';

type JsonSchema = { [keyword: string]: unknown };
type Definitions = Record<string, JsonSchema>;

/**
 * The schema from which Fastify compiles the serialiser of an answer: what it does not name is
 * never sent. References are written out, and "this or null" takes the form that compiles to a
 * plain test. Between other alternatives a test of the surface decides (which members there are,
 * and the word that tells the kinds apart): to validate each value whole would take longer than
 * to write it.
 */
export function responseSchema(answer: z.ZodType): JsonSchema {
  const schema = z.toJSONSchema(answer, { io: 'output', target: 'draft-7', unrepresentable: 'any' }) as JsonSchema;
  return simplify(schema, (schema.definitions ?? {}) as Definitions);
}

function simplify(sent: JsonSchema, definitions: Definitions): JsonSchema {
  const schema = resolve(sent, definitions);
  if (Array.isArray(schema.allOf)) return { allOf: schema.allOf.map((part: JsonSchema) => simplify(part, definitions)) };
  const alternatives = alternativesOf(schema);
  if (alternatives) return simplifyAlternatives(alternatives, definitions);
  if (schema.type === 'array') return simplifyArray(schema, definitions);
  if (schema.type === 'object') return simplifyObject(schema, definitions);
  // Formats are left out: "date-time" would make the serialiser convert what is a string already.
  return typeof schema.type === 'string' ? { type: schema.type } : {};
}

const alternativesOf = (schema: JsonSchema) => (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;

function resolve(schema: JsonSchema, definitions: Definitions): JsonSchema {
  if (typeof schema.$ref === 'string') return resolve(definitions[schema.$ref.replace('#/definitions/', '')] ?? {}, definitions);
  const [only, ...others] = (schema.allOf ?? []) as JsonSchema[];
  return only && others.length === 0 ? resolve(only, definitions) : schema;
}

function simplifyAlternatives(sent: JsonSchema[], definitions: Definitions): JsonSchema {
  const alternatives = flatten(sent, definitions);
  const others = alternatives.filter((alternative) => alternative.type !== 'null');
  if (others.length === 1 && others.length < alternatives.length && !others[0]?.allOf)
    return { ...simplify(others[0] as JsonSchema, definitions), nullable: true };
  const composed = alternatives.filter(isComposed);
  // Text, numbers and the like hide nothing.
  if (composed.length === 0) return {};
  // What is composed comes last: a value that is none of them is written as the last of these, so by its names alone.
  const ordered = [...alternatives.filter((alternative) => !composed.includes(alternative)), ...composed];
  return ordered
    .slice(0, -1)
    .reduceRight<JsonSchema>(
      (otherwise, alternative) => ({ if: surfaceOf(alternative, definitions), then: simplify(alternative, definitions), else: otherwise }),
      simplify(ordered.at(-1) as JsonSchema, definitions),
    );
}

/** Alternatives inside of alternatives are alternatives. */
const flatten = (sent: JsonSchema[], definitions: Definitions): JsonSchema[] =>
  sent.flatMap((alternative) => {
    const schema = resolve(alternative, definitions);
    const inner = alternativesOf(schema);
    return inner ? flatten(inner, definitions) : [schema];
  });

const isComposed = (schema: JsonSchema): boolean => schema.type === 'object' || schema.type === 'array' || Array.isArray(schema.allOf);

/** What tells an alternative from the others, without looking into its members. */
function surfaceOf(sent: JsonSchema, definitions: Definitions): JsonSchema {
  const schema = resolve(sent, definitions);
  if (Array.isArray(schema.allOf)) return { allOf: schema.allOf.map((part: JsonSchema) => surfaceOf(part, definitions)) };
  const { type, const: constant, enum: words } = schema;
  const own = {
    ...(type === undefined ? {} : { type }),
    ...(constant === undefined ? {} : { const: constant }),
    ...(words === undefined ? {} : { enum: words }),
  };
  if (type !== 'object') return own;
  const members = Object.entries((schema.properties ?? {}) as Definitions).map(([name, value]) => [name, kindOf(resolve(value, definitions))]);
  return { ...own, required: schema.required ?? [], properties: Object.fromEntries(members) };
}

const kindOf = ({ type, const: constant, enum: words }: JsonSchema): JsonSchema =>
  constant !== undefined ? { const: constant } : words !== undefined ? { enum: words } : typeof type === 'string' ? { type } : {};

function simplifyArray(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const { items = {} } = schema as { items?: JsonSchema | JsonSchema[] };
  // Of a tuple each place is one of its kinds: the serialiser's own tuples throw where a place is empty.
  return { type: 'array', items: Array.isArray(items) ? simplifyAlternatives(items, definitions) : simplify(items, definitions) };
}

function simplifyObject(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const properties = Object.entries((schema.properties ?? {}) as Definitions);
  const named = { type: 'object', properties: Object.fromEntries(properties.map(([name, value]) => [name, simplify(value, definitions)])) };
  const others = schema.additionalProperties;
  return others && typeof others === 'object' ? { ...named, additionalProperties: simplify(others as JsonSchema, definitions) } : named;
}
