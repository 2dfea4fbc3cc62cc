import fc from 'fast-check';
import { NotThatFile } from './import-source.ts';
import { jsonRecords } from './read-json-records.ts';
import { bytesOf, cutUp, piecesOf, readAll } from './testing/pieces.ts';

const MiB = 1024 * 1024;
const members = ['companies', 'features'];
const read = (json: string | Uint8Array) => readAll(jsonRecords(bytesOf(json), members));
const values = (...all: unknown[]) => ({ records: all.map((value) => ({ value })), broken: null });

describe('the records of a JSON file', () => {
  it('are the elements of the list that it is', async () => {
    expect(await read('[{"a":1},[2],"three",4,null,true]')).toEqual(values({ a: 1 }, [2], 'three', 4, null, true));
    expect(await read(' [ ] ')).toEqual(values());
  });

  it('are the elements of the list that its object has under a known name, whatever stands beside it', async () => {
    expect(await read('{"totalResults":2,"about":{"companies":[9],"a":[[1]]},"companies":[{"b":1},{"b":2}],"more":[3]}')).toEqual(values({ b: 1 }, { b: 2 }));
    expect(await read('{"totalResults":0,"companies":[]}')).toEqual(values());
    expect(await read('{"features":[1,2],"type":"FeatureCollection"}')).toEqual(values(1, 2));
  });

  it('are those of its first such list, where it has several', async () => {
    expect(await read('{"features":[1],"companies":[2],"features":[3]}')).toEqual(values(1));
  });

  it('are its object itself, where that has no such list', async () => {
    expect(await read('{"businessId":{"value":"1"},"names":[{"companies":[1]}]}')).toEqual(values({ businessId: { value: '1' }, names: [{ companies: [1] }] }));
    expect(await read('{"companies":{"0":1}}')).toEqual(values({ companies: { 0: 1 } }));
    expect(await read('{}')).toEqual(values({}));
  });

  it('may be called as what JavaScript keeps for itself', async () => {
    const { records } = await read('[{"__proto__":{"a":1},"constructor":2}]');
    expect(JSON.stringify(records)).toBe('[{"value":{"__proto__":{"a":1},"constructor":2}}]');
  });

  it('come after a byte order mark as well', async () => {
    expect(await read('\uFEFF[1]')).toEqual(values(1));
  });

  it.each([
    ['nothing', '', 'The file is empty'],
    ['blanks alone', '  \n', 'The file is empty'],
    ['one value', '"words"', 'Holds a single value, and no records'],
    ['a table', 'projectID;name\n1;a\n', 'Cannot be read as JSON after byte 0, which is after record 0'],
    ['a page of the web', '<!doctype html>', 'Cannot be read as JSON'],
    ['one list after another', '[1][2]', 'Cannot be read as JSON after byte 2, which is after record 1'],
    ['brackets that do not match', '{"companies":[1}', 'Cannot be read as JSON'],
    ['a word of JavaScript', '[NaN]', 'Cannot be read as JSON'],
    ['a comma too many', '[1,]', 'Cannot be read as JSON'],
  ])('are none in %s', async (_name, text, detail) => {
    const { broken } = await read(text);
    expect(broken).toBeInstanceOf(NotThatFile);
    expect(broken?.message).toContain(detail);
  });

  it('are those before the place where the file breaks off, which is told', async () => {
    const { records, broken } = await read('{"companies":[{"a":1},{"a":2},{"a":');
    expect(records).toEqual([{ value: { a: 1 } }, { value: { a: 2 } }]);
    expect(broken).toMatchObject({ name: 'NotThatFile', message: 'The JSON breaks off after byte 34, which is after record 2' });
  });

  it('are those before the place where it is no UTF-8', async () => {
    const { records, broken } = await read(Buffer.concat([Buffer.from('["yö","y'), Buffer.from([0xf6]), Buffer.from('"]')]));
    expect(records).toEqual([{ value: 'yö' }]);
    expect(broken?.message).toBe('The text is not UTF-8: look after byte 9, and save the file as UTF-8');
  });

  it('are faulty with characters that cannot be kept, and say where', async () => {
    const { records } = await read(String.raw`[{"name":"a\u0000b"},{"names":["ok","\ud800"]},{"\u0000":1},{"name":"\ud83d\ude00"}]`);
    expect(records).toEqual([
      { errors: [{ pointer: '/name', detail: 'Has a character that is no text' }] },
      { errors: [{ pointer: '/names/1', detail: 'Has a character that is no text' }] },
      { errors: [{ pointer: '', detail: 'Has a member whose name is no text' }] },
      { value: { name: '😀' } },
    ]);
  });

  it('are faulty where they are nested without end, and the rest is read', async () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const { records, broken } = await read(`[${deep(65)},${deep(64)},1]`);
    expect(records[0]).toEqual({ errors: [{ pointer: '', detail: 'Is nested more than 64 deep' }] });
    expect(records.slice(1)).toEqual([{ value: JSON.parse(deep(64)) }, { value: 1 }]);
    expect(broken).toBeNull();
    expect((await read('['.repeat(20_000))).broken?.message).toContain('Is nested more than 10000 deep');
  });

  it('are faulty where they are too large, and the rest is read', async () => {
    const text = `"${'a'.repeat(3 * MiB)}"`;
    const { records, broken } = await read(`[[${text},${text},${text}],{"a":[${'{},'.repeat(500_000)}1]},2]`);
    const tooLarge = { errors: [{ pointer: '', detail: 'Is larger than 8 MiB, or holds more than 500000 values' }] };
    expect(records).toEqual([tooLarge, tooLarge, { value: 2 }]);
    expect(broken).toBeNull();
  });

  it('are not looked for in one word without end', async () => {
    const { broken } = await readAll(jsonRecords(endless('{"companies":["', 'a'.repeat(MiB), '"]}'), members));
    expect(broken?.message).toContain('Has a single value of more than 8388608 bytes');
  });

  it('are not looked for in an object without end that has no list', async () => {
    const { broken } = await readAll(jsonRecords(endless('{"data":[', `{"a":"${'b'.repeat(1000)}"},`.repeat(1000), '{}]}'), members));
    expect(broken?.message).toBe('Has no list of records: none of companies, features');
  });

  it('are the same wherever the bytes are cut', async () => {
    const json = fc.oneof(
      fc.array(fc.jsonValue({ maxDepth: 4 })),
      fc.record({ totalResults: fc.nat(), companies: fc.array(fc.jsonValue({ maxDepth: 3 })), about: fc.jsonValue({ maxDepth: 2 }) }),
    );
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom(0, 1, 2), fc.infiniteStream(fc.integer({ min: 1, max: 9 })), async (value, indent, cuts) => {
        const expected = Array.isArray(value) ? value : value.companies;
        const bytes = Buffer.from(JSON.stringify(value, null, indent));
        const { records, broken } = await readAll(jsonRecords(piecesOf(cutUp(bytes, cuts)), members));
        expect(broken).toBeNull();
        expect(records).toEqual(expected.map((element) => ({ value: JSON.parse(JSON.stringify(element)) })));
      }),
    );
  });

  it('are the same wherever the bytes of a broken file are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1 }),
        fc.nat(),
        fc.nat(255),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        async (value, place, byte, cuts) => {
          const bytes = Buffer.from(JSON.stringify(value));
          bytes[place % bytes.length] = byte;
          const [whole, cut] = [await read(bytes), await readAll(jsonRecords(piecesOf(cutUp(bytes, cuts)), members))];
          expect(cut.records).toEqual(whole.records);
          expect(cut.broken === null).toBe(whole.broken === null);
        },
      ),
    );
  });
});

/** 40 MiB of the middle. */
async function* endless(beginning: string, middle: string, end: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(beginning);
  for (let bytes = 0; bytes < 40 * MiB; bytes += middle.length) yield Buffer.from(middle);
  yield Buffer.from(end);
}
