import fc from 'fast-check';
import { ndjsonRecords } from './read-ndjson-records.ts';
import { bytesOf, cutUp, piecesOf, readAll } from './testing/pieces.ts';

const MiB = 1024 * 1024;
const read = async (lines: string | Uint8Array) => (await readAll(ndjsonRecords(bytesOf(lines)))).records;
const faulty = (detail: string) => ({ errors: [{ pointer: '', detail }] });

describe('the records of a file with one JSON value a line', () => {
  it('are its lines, however they end, without the blank ones', async () => {
    expect(await read('\uFEFF{"a":1}\r\n\n  \t\r\n[2]\n"three"')).toEqual([{ value: { a: 1 } }, { value: [2] }, { value: 'three' }]);
    expect(await read('')).toEqual([]);
  });

  it('are faulty where a line is no JSON or no UTF-8, and the rest is read', async () => {
    const lines = Buffer.concat([Buffer.from('{"a":1\n{"b":'), Buffer.from([0xff]), Buffer.from('}\nname;kind\n{"c":3}\n')]);
    expect(await read(lines)).toEqual([faulty('Is no JSON'), faulty('Is no UTF-8 text'), faulty('Is no JSON'), { value: { c: 3 } }]);
  });

  it('are faulty with characters that cannot be kept, and say where', async () => {
    expect(await read(String.raw`{"name":{"fi":"a\u0000"}}`)).toEqual([{ errors: [{ pointer: '/name/fi', detail: 'Has a character that is no text' }] }]);
  });

  it('are faulty where a line is too long or holds too much, and the rest is read', async () => {
    async function* lines() {
      yield Buffer.from('"');
      for (let bytes = 0; bytes < 40 * MiB; bytes += MiB) yield Buffer.alloc(MiB, 'a');
      yield Buffer.from(`"\n[${'{},'.repeat(500_000)}1]\n{"b":2}\n`);
    }
    const tooLarge = faulty('Is larger than 8 MiB, or holds more than 500000 values');
    expect((await readAll(ndjsonRecords(lines()))).records).toEqual([tooLarge, tooLarge, { value: { b: 2 } }]);
  });

  it('are the same wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 3 })),
        fc.constantFrom('\n', '\r\n'),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        async (values, end, cuts) => {
          const bytes = Buffer.from(values.map((value) => JSON.stringify(value) + end).join(''));
          const { records } = await readAll(ndjsonRecords(piecesOf(cutUp(bytes, cuts))));
          expect(records).toEqual(values.map((value) => ({ value: JSON.parse(JSON.stringify(value)) })));
        },
      ),
    );
  });
});
