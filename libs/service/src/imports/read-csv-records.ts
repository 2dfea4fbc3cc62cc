import { CsvError, Parser } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { Fault } from '../problems/domain-error.ts';
import { pointerOf } from '../problems/pointer.ts';
import { isText } from '../problems/unkeepable.ts';
import { NotThatFile, type RecordRead } from './import-source.ts';
import { readUtf8 } from './read-utf8.ts';
import { faulty } from './record-limits.ts';

/** A row by the names of the header: trimmed names, values as they are. */
export type CsvRow = Record<string, string>;

/** How large a row may be; less than other records, because each separator in it makes a field. */
const rowBytesMax = 2 * 1024 * 1024;
/** Where the header is looked for. */
const headerBytesMax = 64 * 1024;
const delimiters = [',', ';', '\t'];

/** Quotes that stand where RFC 4180 has none are taken as they are, and so are lines that end in another way than others. */
const tolerant = { relax_quotes: true, relax_column_count: true, record_delimiter: ['\r\n', '\n'] };

/** The names in the header of a CSV file, told by its beginning; none where there is no header. */
export function csvColumnsOf(beginning: string): string[] {
  const text = beginning.replace(/^\uFEFF/, '');
  try {
    const [header = []] = parse(text, { ...tolerant, delimiter: delimiterOf(text), skip_empty_lines: true, skip_records_with_empty_values: true, to: 1 });
    return named(header.map((name) => name.trim()));
  } catch {
    return [];
  }
}

/** Spreadsheets leave columns without a name behind: what is in them is not read. */
const named = (columns: readonly string[]): string[] => columns.filter((column) => column !== '');

/** The delimiter is the one that the header has most of, outside of quotes. */
function delimiterOf(beginning: string): string {
  const [header = ''] = beginning
    .replaceAll(/"[^"]*"/g, '""')
    .replace(/^[\r\n]+/, '')
    .split(/[\r\n]/, 1);
  const counts = delimiters.map((delimiter) => header.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/**
 * The rows of a CSV file (RFC 4180, in UTF-8) with a header, in constant memory. A row with more or fewer fields than
 * the header is a faulty record; rows of nothing but blanks are none.
 * @param acceptColumns throws NotThatFile where the header is not that of the file that was expected
 * @throws NotThatFile for what has no header, is no UTF-8, or has a row that does not end, after the records before it
 */
export async function* csvRecords(
  bytes: AsyncIterable<Uint8Array>,
  acceptColumns: (columns: readonly string[]) => void = () => undefined,
): AsyncGenerator<RecordRead<CsvRow>> {
  const reading = new CsvReading(acceptColumns);
  for await (const piece of readUtf8(bytes)) {
    const broken = await reading.read(piece);
    yield* reading.take();
    if (broken) throw broken;
  }
  const broken = await reading.end();
  yield* reading.take();
  if (broken) throw broken;
}

class CsvReading {
  private beginning: Buffer | null = Buffer.alloc(0);
  private parser: Parser | null = null;
  private columns: string[] | null = null;
  private found: RecordRead<CsvRow>[] = [];
  private count = 0;
  private bytesRead = 0;
  private rowEndsAt = 0;

  constructor(private readonly acceptColumns: (columns: readonly string[]) => void) {}

  take(): RecordRead<CsvRow>[] {
    const found = this.found;
    this.found = [];
    return found;
  }

  async read(piece: Buffer): Promise<Error | null> {
    if (this.parser) return this.write(this.parser, piece);
    this.beginning = Buffer.concat([this.beginning ?? Buffer.alloc(0), piece]);
    const hasHeader = this.beginning.length >= headerBytesMax || /[^\r\n][\r\n]/.test(this.beginning.toString());
    return hasHeader ? this.start() : null;
  }

  async end(): Promise<Error | null> {
    const broken = this.parser ? null : await this.start();
    if (broken) return broken;
    const error = await new Promise<Error | null>((resolve) => this.parser?.end((failure?: Error | null) => resolve(failure ?? null)));
    if (error && !isOpenQuote(error)) return error;
    if (!this.columns) return new NotThatFile('The file is empty');
    if (error) this.found.push(faulty('Has a quote that is opened and never closed'));
    return null;
  }

  private start(): Promise<Error | null> {
    const beginning = this.beginning ?? Buffer.alloc(0);
    this.beginning = null;
    this.parser = new Parser({
      ...tolerant,
      delimiter: delimiterOf(beginning.toString()),
      // Nothing is passed on to the other end of the stream: it would be lost where a later part of the file is broken.
      on_record: (fields: string[], { bytes }) => this.follow(fields, bytes),
    });
    // An error is told to who writes.
    this.parser.on('error', () => undefined);
    return this.write(this.parser, beginning);
  }

  private async write(parser: Parser, piece: Buffer): Promise<Error | null> {
    this.bytesRead += piece.length;
    const error = await new Promise<Error | null>((resolve) => parser.write(piece, (failure) => resolve(failure ?? null)));
    if (error || this.bytesRead - this.rowEndsAt <= rowBytesMax) return error;
    return new NotThatFile(`The row after record ${this.count} is larger than ${rowBytesMax} bytes: a quote may be opened there and never closed`);
  }

  private follow(fields: string[], endsAt: number): null {
    this.rowEndsAt = endsAt;
    if (fields.every((field) => field.trim() === '')) return null;
    if (this.columns) {
      this.count += 1;
      this.found.push(rowOf(fields, this.columns));
    } else {
      this.columns = headerOf(fields);
      this.acceptColumns(named(this.columns));
    }
    return null;
  }
}

const isOpenQuote = (error: Error): boolean => error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED';

function headerOf(fields: string[]): string[] {
  const names = fields.map((name) => name.trim());
  if (!names.every(isText)) throw new NotThatFile('The header has a character that is no text');
  const twice = names.find((name, place) => name !== '' && names.indexOf(name) !== place);
  if (twice !== undefined) throw new NotThatFile(`The header names the column "${twice}" twice`);
  return names;
}

function rowOf(fields: string[], columns: readonly string[]): RecordRead<CsvRow> {
  if (fields.length !== columns.length) return faulty(`Has ${fields.length} fields, and the header names ${columns.length}`);
  const entries: [string, string][] = [];
  const errors: Fault[] = [];
  columns.forEach((column, place) => {
    const field = fields[place] ?? '';
    if (column !== '') entries.push([column, field]);
    if (!isText(field)) errors.push({ pointer: pointerOf([column]), detail: 'Has a character that is no text' });
  });
  return errors.length > 0 ? { errors } : { value: Object.fromEntries(entries) };
}
