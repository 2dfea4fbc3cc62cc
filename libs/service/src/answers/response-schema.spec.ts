import build from 'fast-json-stringify';
import fc from 'fast-check';
import { z } from 'zod';
import { LocalisedText, Money } from '@fiksu/contracts';
import { responseSchema } from './response-schema.ts';

const serialiserOf = (schema: z.ZodType) => build(responseSchema(schema) as object);
const answerOf = (schema: z.ZodType, value: unknown): unknown => JSON.parse(serialiserOf(schema)(value));
/** As a client reads what zod itself makes of the value. */
const byZod = (schema: z.ZodType, value: unknown): unknown => JSON.parse(JSON.stringify(schema.parse(value)));

/** Puts a secret into every object, however deep, also into those of lists. */
function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return { secret: 'SECRET', ...Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withSecrets(inner)])), sub: { secret: ['SECRET'] } };
}

const text = fc.string({ unit: 'grapheme', maxLength: 5 });
const words = fc.record({ fi: text, sv: text }, { requiredKeys: [] });
const Words = z.object({ fi: z.string().optional(), sv: z.string().optional() });
const Named = z.object({ id: z.string(), name: Words }).meta({ id: 'Named' });
const named = fc.record({ id: text, name: words });

const Street = z.object({ kind: z.literal('street'), street: z.string(), note: Words.optional() });
const Point = z.object({ kind: z.literal('point'), position: z.tuple([z.number(), z.number()]), note: z.string().optional() });
const street = fc.record({ kind: fc.constant('street'), street: text, note: words }, { requiredKeys: ['kind', 'street'] });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const point = fc.record({ kind: fc.constant('point'), position: fc.tuple(number, number), note: text }, { requiredKeys: ['kind', 'position'] });

/** Schemas of all the shapes that answers have, each with the values that it takes. */
const shapes: [shape: string, schema: z.ZodType, values: fc.Arbitrary<unknown>][] = [
  [
    'text, numbers and truth',
    z.object({ text: z.string(), whole: z.int(), number: z.number(), truth: z.boolean() }),
    fc.record({ text, whole: fc.integer(), number, truth: fc.boolean() }),
  ],
  [
    'what may be null',
    z.object({
      text: z.string().nullable(),
      whole: z.int().nullable(),
      truth: z.boolean().nullable(),
      named: Named.nullable(),
      list: z.array(z.string()).nullable(),
    }),
    fc.record({
      text: fc.option(text),
      whole: fc.option(fc.integer()),
      truth: fc.option(fc.boolean()),
      named: fc.option(named),
      list: fc.option(fc.array(text)),
    }),
  ],
  [
    'what may be absent',
    z.object({ text: z.string().optional(), named: Named.optional(), both: z.string().nullable().optional() }),
    fc.record({ text, named, both: fc.option(text) }, { requiredKeys: [] }),
  ],
  ['what is always null', z.object({ nothing: z.null(), more: z.int() }), fc.record({ nothing: fc.constant(null), more: fc.integer() })],
  [
    'words of a closed set',
    z.object({ state: z.enum(['draft', 'published']), kind: z.literal('note'), level: z.literal([1, 2]), perhaps: z.enum(['a', 'b']).nullable() }),
    fc.record({
      state: fc.constantFrom('draft', 'published'),
      kind: fc.constant('note'),
      level: fc.constantFrom(1, 2),
      perhaps: fc.constantFrom('a', 'b', null),
    }),
  ],
  [
    'lists, and lists of lists',
    z.object({ texts: z.array(z.string()), named: z.array(Named), rings: z.array(z.array(z.array(z.number()))), gaps: z.array(z.string().nullable()) }),
    fc.record({ texts: fc.array(text), named: fc.array(named), rings: fc.array(fc.array(fc.array(number))), gaps: fc.array(fc.option(text)) }),
  ],
  [
    'things inside of things',
    z.object({ a: z.object({ b: z.object({ c: z.array(z.object({ d: Named })) }) }) }),
    fc.record({ a: fc.record({ b: fc.record({ c: fc.array(fc.record({ d: named })) }) }) }),
  ],
  [
    'a page of a list',
    z.object({ data: z.array(Named), page: z.object({ next: z.string().nullable() }) }),
    fc.record({ data: fc.array(named), page: fc.record({ next: fc.option(text) }) }),
  ],
  [
    'a pair of things',
    z.object({ pair: z.tuple([Named, z.number()]), more: z.tuple([z.string()]).nullable() }),
    fc.record({ pair: fc.tuple(named, number), more: fc.option(fc.tuple(text)) }),
  ],
  ['one kind of thing or another', z.object({ place: z.discriminatedUnion('kind', [Street, Point]) }), fc.record({ place: fc.oneof(street, point) })],
  [
    'one kind, another or none',
    z.object({ place: z.discriminatedUnion('kind', [Street, Point]).nullable(), places: z.array(z.discriminatedUnion('kind', [Street, Point])) }),
    fc.record({ place: fc.option(fc.oneof(street, point)), places: fc.array(fc.oneof(street, point)) }),
  ],
  [
    'three kinds',
    z.discriminatedUnion('kind', [Street, Point, z.object({ kind: z.literal(['none', 'unknown']), named: Named })]),
    fc.oneof(street, point, fc.record({ kind: fc.constantFrom('none', 'unknown'), named })),
  ],
  [
    'things told apart by what they have',
    z.object({ either: z.union([z.object({ code: z.string(), named: Named }), z.object({ number: z.int() })]) }),
    fc.record({ either: fc.oneof(fc.record({ code: text, named }), fc.record({ number: fc.integer() })) }),
  ],
  [
    'text or a thing',
    z.object({ value: z.union([z.string(), Named, z.array(Named), z.null()]) }),
    fc.record({ value: fc.oneof(text, named, fc.array(named), fc.constant(null)) }),
  ],
  [
    'text or a number',
    z.object({ value: z.union([z.string(), z.number()]), more: z.union([z.int(), z.boolean(), z.null()]) }),
    fc.record({ value: fc.oneof(text, number), more: fc.oneof(fc.integer(), fc.boolean(), fc.constant(null)) }),
  ],
  [
    'both of two things',
    z.object({ both: z.intersection(Named, z.object({ more: Words })), perhaps: z.intersection(Named, z.object({ more: Words })).nullable() }),
    fc.record({ both: fc.record({ id: text, name: words, more: words }), perhaps: fc.option(fc.record({ id: text, name: words, more: words })) }),
  ],
  ['what another extends', Named.extend({ more: Named.nullable() }), fc.record({ id: text, name: words, more: fc.option(named) })],
];

describe('the serialiser of an answer', () => {
  it.each(shapes)('says %s as the schema does', (_, schema, values) => {
    const serialise = serialiserOf(schema);
    fc.assert(fc.property(values, (value) => expect(JSON.parse(serialise(value))).toEqual(byZod(schema, value))));
  });

  it.each(shapes)('never says what the schema does not name, in %s', (_, schema, values) => {
    const serialise = serialiserOf(schema);
    fc.assert(
      fc.property(values, (value) => {
        const said = serialise(withSecrets(value));
        expect(said).not.toContain('SECRET');
        expect(JSON.parse(said)).toEqual(byZod(schema, value));
      }),
    );
  });

  it('drops from one kind of thing what only the other kind has', () => {
    const schema = z.object({ place: z.discriminatedUnion('kind', [Street, Point]) });
    expect(answerOf(schema, { place: { kind: 'street', street: 'A', position: [1, 2] } })).toEqual({ place: { kind: 'street', street: 'A' } });
    expect(answerOf(schema, { place: { kind: 'point', position: [1, 2], street: 'A' } })).toEqual({ place: { kind: 'point', position: [1, 2] } });
  });

  it('says every name of a record, and of each value only what is named', () => {
    const schema = z.object({ counts: z.record(z.string(), z.int()), named: z.record(z.string(), Named), fixed: z.record(z.enum(['a', 'b']), Words) });
    const value = { counts: { draft: 0, 'a/b': 2 }, named: { x: { id: '1', name: { fi: 'a' } } }, fixed: { a: { fi: 'x' }, b: {} } };
    expect(answerOf(schema, value)).toEqual(value);
    expect(answerOf(schema, { ...value, named: withSecrets(value.named) })).toEqual({ ...value, named: { secret: {}, x: value.named.x, sub: {} } });
  });

  it('says anything where the schema takes anything', () => {
    const schema = z.object({ any: z.unknown(), open: z.looseObject({ a: z.string() }) });
    expect(answerOf(schema, { any: { x: [1, { y: null }] }, open: { a: 'x', b: { c: 1 } } })).toEqual({
      any: { x: [1, { y: null }] },
      open: { a: 'x', b: { c: 1 } },
    });
  });

  it('says the values of the platform as they are', () => {
    const schema = z.object({ title: LocalisedText, cost: Money, at: z.iso.datetime(), on: z.iso.date().nullable() });
    const value = { title: { fi: 'ä "\\ \u2028', en: '' }, cost: { amount: '8000.00', currency: 'EUR' }, at: '2027-05-15T20:59:59.999Z', on: '2027-05-15' };
    expect(answerOf(schema, value)).toEqual(value);
    expect(answerOf(schema, { ...value, on: null })).toEqual({ ...value, on: null });
  });

  it('keeps numbers to the last digit', () => {
    const schema = z.object({ numbers: z.array(z.number()), wholes: z.array(z.int()) });
    const value = { numbers: [0.1, -1.5e-7, 1e21, 25.0106123456789, 0], wholes: [9_007_199_254_740_991, -1, 0] };
    expect(answerOf(schema, value)).toEqual(value);
  });
});
