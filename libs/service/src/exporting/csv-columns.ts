import { z } from 'zod';

type JsonSchema = { [keyword: string]: unknown };

/** A column of a CSV file: its name in the header row, and where its value stands in an element. */
export interface CsvColumn {
  name: string;
  path: readonly string[];
}

const languages = ['fi', 'sv', 'en'];

/**
 * The columns of a collection, from the schema of its elements (API contract, G25): scalar members, localised words as
 * `title.fi`, members of small objects as `budget.amount`, lists of scalars. Lists of objects and geometries have no
 * place in a table and are left to the other formats.
 */
export function csvColumns(view: z.ZodType): CsvColumn[] {
  const schema = z.toJSONSchema(view, { io: 'output', target: 'draft-7', unrepresentable: 'any' }) as JsonSchema;
  const definitions = (schema.definitions ?? {}) as Record<string, JsonSchema>;
  return Object.entries((resolve(schema, definitions).properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, member]) =>
    columnsOf([name], member, definitions),
  );
}

/** The values of one element, in the order of the columns; nothing for what is absent. Lists are joined by `;`. */
export function csvValues(columns: readonly CsvColumn[], element: Record<string, unknown>): string[] {
  return columns.map(({ path }) => {
    const value = path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null | undefined)?.[name], element);
    if (value === null || value === undefined) return '';
    return Array.isArray(value) ? value.join(';') : String(value as string | number | boolean);
  });
}

function columnsOf(path: string[], sent: JsonSchema, definitions: Record<string, JsonSchema>): CsvColumn[] {
  const schema = resolve(sent, definitions);
  const column = { name: path.join('.'), path };
  if (schema.type === 'array') return isScalar(resolve((schema.items ?? {}) as JsonSchema, definitions)) ? [column] : [];
  if (schema.type !== 'object') return isScalar(schema) ? [column] : [];
  const members = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  // A geometry is told by its two members.
  if (members.some(([name]) => name === 'coordinates')) return [];
  if (members.length > 0 && members.every(([name]) => languages.includes(name)))
    return languages.map((name) => ({ name: [...path, name].join('.'), path: [...path, name] }));
  return members.flatMap(([name, member]) => columnsOf([...path, name], member, definitions));
}

const isScalar = ({ type, enum: words, const: constant }: JsonSchema): boolean =>
  words !== undefined || constant !== undefined || (typeof type === 'string' && ['string', 'number', 'integer', 'boolean'].includes(type));

/** What a schema stands for: references are followed, and "this or null" is this. */
function resolve(schema: JsonSchema, definitions: Record<string, JsonSchema>): JsonSchema {
  if (typeof schema.$ref === 'string') return resolve(definitions[schema.$ref.replace('#/definitions/', '')] ?? {}, definitions);
  if (Array.isArray(schema.type)) return { ...schema, type: schema.type.find((type) => type !== 'null') };
  const alternatives = ((schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []) as JsonSchema[]).filter(({ type }) => type !== 'null');
  return alternatives.length === 1 ? resolve(alternatives[0] as JsonSchema, definitions) : schema;
}
