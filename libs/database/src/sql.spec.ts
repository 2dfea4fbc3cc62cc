import fc from 'fast-check';
import { all, join, raw, sql } from './sql.ts';

describe('a statement', () => {
  it('has a parameter for each value, in their order', () => {
    expect(sql`select * from note where id = ${'x'} and priority > ${5}`.compile()).toEqual({
      text: 'select * from note where id = $1 and priority > $2',
      values: ['x', 5],
    });
  });

  it('numbers through what stands inside of it', () => {
    const inner = sql`district = ${'malmi'} or ${sql`topics && ${['a', 'b']}`}`;
    expect(sql`select ${raw('id')} from note where ${1} = 1 and (${inner}) limit ${20}`.compile()).toEqual({
      text: 'select id from note where $1 = 1 and (district = $2 or topics && $3) limit $4',
      values: [1, 'malmi', ['a', 'b'], 20],
    });
  });

  it('can be used twice', () => {
    const condition = sql`status = ${'draft'}`;
    const twice = sql`(${condition}) or not (${condition})`;
    expect(twice.compile()).toEqual({ text: '(status = $1) or not (status = $2)', values: ['draft', 'draft'] });
    expect(twice.compile()).toEqual(twice.compile());
  });

  it('never has a value in its text, whatever the value is', () => {
    const value = fc.oneof(fc.string(), fc.constantFrom(`'; drop table note; --`, '$1', '${1}', '\\', '"'), fc.jsonValue());
    fc.assert(
      fc.property(value, fc.array(fc.string()), (one, many) => {
        const { text, values } = sql`select ${one} where ${all([sql`a = any(${many})`, sql`b = ${one}`])}`.compile();
        expect(text).toBe('select $1 where (a = any($2)) and (b = $3)');
        expect(values).toEqual([one, many, one]);
      }),
    );
  });

  it('takes what only looks like a statement for a value', () => {
    const forged = { strings: ['drop table note'], values: [] };
    expect(sql`select ${forged}`.compile()).toEqual({ text: 'select $1', values: [forged] });
  });

  it('keeps nothing, null and false apart', () => {
    expect(sql`${undefined} ${null} ${false} ${''} ${0}`.compile().values).toEqual([undefined, null, false, '', 0]);
  });

  it('puts parts together', () => {
    expect(join([raw('a'), sql`b = ${1}`, raw('c')], ', ').compile()).toEqual({ text: 'a, b = $1, c', values: [1] });
    expect(join([], ', ').compile()).toEqual({ text: '', values: [] });
    expect(join([raw('a')], ', ').compile().text).toBe('a');
  });

  it('asks for all of its conditions, and without any for everything', () => {
    expect(all([raw('a or b'), raw('c')]).compile().text).toBe('(a or b) and (c)');
    expect(all([]).compile().text).toBe('true');
  });
});
