import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { NotThatFile } from './import-source.ts';
import { csvColumnsOf, csvRecords } from './read-csv-records.ts';
import { bytesOf, cutUp, piecesOf, readAll } from './testing/pieces.ts';

const MiB = 1024 * 1024;
const read = (csv: string | Uint8Array) => readAll(csvRecords(bytesOf(csv)));
const rows = (...all: Record<string, string>[]) => ({ records: all.map((value) => ({ value })), broken: null });
const faulty = (detail: string) => ({ errors: [{ pointer: '', detail }] });

describe('the records of a CSV file', () => {
  it.each([
    ['commas', 'id,name\n1,Malmi\n'],
    ['semicolons', 'id;name\r\n1;Malmi\r\n'],
    ['tabs', 'id\tname\n1\tMalmi'],
    ['quotes around everything', '"id";"name"\n"1";"Malmi"\n'],
    ['a byte order mark', '\uFEFF"id","name"\n"1","Malmi"\n'],
    ['blank lines and rows of nothing', '\n\nid;name\n\n1;Malmi\n;\n  ;\n\n'],
    ['lines that end in one way and another', 'id,name\r\n1,Malmi\n'],
    ['names of columns that are not written tightly', 'id , name\n1,Malmi\n'],
    ['columns without a name', ',id,name,\n0,1,Malmi,9\n'],
  ])('are told with %s', async (_name, csv) => {
    expect(await read(csv)).toEqual(rows({ id: '1', name: 'Malmi' }));
  });

  it('keep quotes, delimiters and line ends that are in quotes, and blanks', async () => {
    expect(await read('id;name\n1;"Kahvila ""Aino""; Malmi\r\nja Pukinmäki"\n2; a , b \n')).toEqual(
      rows({ id: '1', name: 'Kahvila "Aino"; Malmi\r\nja Pukinmäki' }, { id: '2', name: ' a , b ' }),
    );
  });

  it('take quotes as they are that stand where none should be', async () => {
    expect(await read('id;name\n1;a 5" pipe\n2;"Aino" ja muut\n3;b\n')).toEqual(
      rows({ id: '1', name: 'a 5" pipe' }, { id: '2', name: '"Aino" ja muut' }, { id: '3', name: 'b' }),
    );
  });

  it('have the delimiter that the header has most of, outside of quotes', async () => {
    expect(await read('"a,b,c";d\n1;2\n')).toEqual(rows({ 'a,b,c': '1', d: '2' }));
    expect(await read('name\na;b\n')).toEqual(rows({ name: 'a;b' }));
  });

  it('are none in a header alone', async () => {
    expect(await read('id;name\n')).toEqual(rows());
    expect(await read('id;name')).toEqual(rows());
  });

  it('are those among any number of rows of nothing, as spreadsheets leave them', async () => {
    const rest = ';'.repeat(98);
    const csv = `;${rest}\r\nid;name${rest}\r\n1;a${rest}\r\n${`;${rest}\r\n`.repeat((3 * MiB) / 100)}2;b${rest}\r\n`;
    expect(csvColumnsOf(csv)).toEqual(['id', 'name']);
    expect(await read(csv)).toEqual(rows({ id: '1', name: 'a' }, { id: '2', name: 'b' }));
  });

  it('are faulty with more or fewer fields than the header, and the rest is read', async () => {
    expect((await read('id;name\n1\n2;b;c\n3;d\n')).records).toEqual([
      faulty('Has 1 fields, and the header names 2'),
      faulty('Has 3 fields, and the header names 2'),
      { value: { id: '3', name: 'd' } },
    ]);
  });

  it('are faulty with characters that cannot be kept, and say where', async () => {
    expect((await read('id;na/me\n1;a\0b\n')).records).toEqual([{ errors: [{ pointer: '/na~1me', detail: 'Has a character that is no text' }] }]);
  });

  it('end with a faulty one where a quote is never closed', async () => {
    const { records, broken } = await read('id;name\n1;a\n2;"b\n3;c\n');
    expect(records).toEqual([{ value: { id: '1', name: 'a' } }, faulty('Has a quote that is opened and never closed')]);
    expect(broken).toBeNull();
  });

  it('are those before a row that does not end, of a file without end', async () => {
    async function* file() {
      yield Buffer.from('id;name\n1;a\n2;"');
      for (let bytes = 0; bytes < 40 * MiB; bytes += MiB) yield Buffer.alloc(MiB, 'b;');
    }
    const { records, broken } = await readAll(csvRecords(file()));
    expect(records).toEqual([{ value: { id: '1', name: 'a' } }]);
    expect(broken?.message).toBe('The row after record 1 is larger than 2097152 bytes: a quote may be opened there and never closed');
  });

  it.each([
    ['nothing', '', 'The file is empty'],
    ['line ends alone', '\n\r\n', 'The file is empty'],
    ['a header that names a column twice', 'id;name;id\n1;a;2\n', 'The header names the column "id" twice'],
    ['letters of Windows', Buffer.from('id;name\n1;b\n2;H\xe4meentie\n', 'latin1'), 'The text is not UTF-8: look after byte 15, and save the file as UTF-8'],
    ['UTF-16', Buffer.from('\uFEFFid;name\n', 'utf16le'), 'The text is not UTF-8: look after byte 0'],
  ])('are none, or not all, in %s', async (_name, csv, detail) => {
    const { broken } = await read(csv);
    expect(broken).toBeInstanceOf(NotThatFile);
    expect(broken?.message).toContain(detail);
  });

  it('are not read under a header of another file', async () => {
    const refuse = (columns: readonly string[]) => {
      if (!columns.every((column) => column === 'name')) throw new NotThatFile('Has no names');
    };
    expect((await readAll(csvRecords(bytesOf('id\n1\n'), refuse))).broken?.message).toBe('Has no names');
    expect((await readAll(csvRecords(bytesOf('name;;\n1;;\n'), refuse))).broken).toBeNull();
  });

  it('are the same wherever the bytes are cut', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'ö', '😀', ';', ',', '"', '\n', '\r\n', ' ') });
    const table = fc.array(
      fc.tuple(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => !id.includes('\0')),
        field,
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(';', ',', '\t'),
        fc.boolean(),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        async (all, delimiter, quoted, cuts) => {
          const bytes = Buffer.from(stringify([['id', 'name'], ...all], { delimiter, quoted, bom: quoted }));
          const { records, broken } = await readAll(csvRecords(piecesOf(cutUp(bytes, cuts))));
          expect(broken).toBeNull();
          expect(records).toEqual(all.filter((row) => row.some((value) => value.trim() !== '')).map(([id, name]) => ({ value: { id, name } })));
        },
      ),
    );
  });

  it('are the same wherever the bytes of a broken file are cut', async () => {
    const bytes = fc.array(fc.constantFrom(...[...'ab;,"\n\r\0 '].map((letter) => letter.charCodeAt(0)), 0xc3, 0xa4, 0xff), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), async (content, cuts) => {
        const file = Buffer.concat([Buffer.from('a;b\n'), Buffer.from(content)]);
        const [whole, cut] = [await read(file), await readAll(csvRecords(piecesOf(cutUp(file, cuts))))];
        expect(cut.records).toEqual(whole.records);
        expect(cut.broken?.message).toBe(whole.broken?.message);
      }),
    );
  });
});

describe('the columns of a CSV file', () => {
  it('are told by its beginning', () => {
    expect(csvColumnsOf('\uFEFF"projectID";"name"\n"1";"Mal')).toEqual(['projectID', 'name']);
    expect(csvColumnsOf('id, name,,')).toEqual(['id', 'name']);
    expect(csvColumnsOf('')).toEqual([]);
    expect(csvColumnsOf('"never closed')).toEqual([]);
  });
});
