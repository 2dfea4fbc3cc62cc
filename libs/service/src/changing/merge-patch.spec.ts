import fc from 'fast-check';
import { z } from 'zod';
import { DomainError } from '../problems/domain-error.ts';
import { merge, patchOf, patched } from './merge-patch.ts';

describe('a JSON Merge Patch', () => {
  // RFC 7396, appendix A.
  it.each<[original: unknown, patch: unknown, result: unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j by %j what the RFC says', (original, patch, result) => {
    expect(merge(original, patch)).toEqual(result);
  });

  // RFC 7396, section 3.
  it('makes of the article what the RFC says', () => {
    const article = { title: 'Goodbye!', author: { givenName: 'John', familyName: 'Doe' }, tags: ['example', 'sample'], content: 'This will be unchanged' };
    const patch = { title: 'Hello!', phoneNumber: '+01-123-456-7890', author: { familyName: null }, tags: ['example'] };
    expect(merge(article, patch)).toEqual({
      title: 'Hello!',
      author: { givenName: 'John' },
      tags: ['example'],
      content: 'This will be unchanged',
      phoneNumber: '+01-123-456-7890',
    });
  });

  it('leaves the original as it was, and twice is once', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (original, patch) => {
        const before = JSON.stringify(original);
        const once = merge(original, patch);
        expect(JSON.stringify(original)).toBe(before);
        expect(merge(once, patch)).toEqual(once);
      }),
    );
  });
});

describe('the schema of a patch', () => {
  const body = z.strictObject({
    id: z.string(),
    name: z.strictObject({ fi: z.string().optional(), sv: z.string().optional() }),
    codes: z.record(z.string(), z.string()).default({}),
    period: z
      .strictObject({ from: z.string(), to: z.string().optional(), by: z.strictObject({ who: z.string() }).nullable().default(null) })
      .nullable()
      .default(null),
    tags: z.array(z.string()).default([]),
  });
  type Body = z.infer<typeof body>;
  const schema = patchOf(body, 'Patch', ['size']);
  const before: Body = { id: 'x', name: { fi: 'a' }, codes: { a: '1' }, period: { from: '1', to: '2', by: { who: 'me' } }, tags: ['t'] };

  it.each([
    {},
    { name: { sv: 'b' } },
    { codes: { a: null, b: '2' } },
    { period: { to: null } },
    { period: { by: { who: null } } },
    { period: null, tags: null },
    { size: 5, version: 'anything', status: null, id: 1 },
  ])('takes %j', (patch) => {
    expect(schema.safeParse(patch)).toMatchObject({ success: true, data: patch });
  });

  it.each([
    { colour: 1 },
    { name: 'a' },
    { name: { de: 'a' } },
    { codes: { a: 5 } },
    { tags: [null] },
    { tags: 'x' },
    { period: { from: 5 } },
    { period: { until: '5' } },
  ])('refuses %j', (patch) => {
    expect(schema.safeParse(patch).success).toBe(false);
  });

  it('makes a whole that could have been created so', () => {
    expect(patched(before, { codes: { a: null, b: '2' }, period: { to: null, by: null } }, body)).toEqual({
      ...before,
      codes: { b: '2' },
      period: { from: '1', by: null },
    });
    expect(patched(before, { tags: null, codes: null, period: null }, body)).toEqual({ ...before, tags: [], codes: {}, period: null });
  });

  const refusal = (patch: Record<string, unknown>): DomainError => {
    try {
      patched(before, patch, body, ['size']);
    } catch (error) {
      return error as DomainError;
    }
    throw new Error('not refused');
  };

  it('refuses a whole that could not, and says where', () => {
    expect(refusal({ name: null, period: { from: null, by: { who: null } } })).toMatchObject({
      kind: 'Invalid',
      code: 'invalid',
      members: { errors: [{ pointer: '/name' }, { pointer: '/period/from' }, { pointer: '/period/by/who' }] },
    });
  });

  it('refuses what the platform sets, and names each', () => {
    expect(refusal({ size: 1, status: 'x', version: 1, tags: [] })).toMatchObject({
      kind: 'Invalid',
      code: 'read-only',
      members: { errors: [{ pointer: '/version' }, { pointer: '/status' }, { pointer: '/size' }] },
    });
  });
});
