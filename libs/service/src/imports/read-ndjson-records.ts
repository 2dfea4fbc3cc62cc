import { isUtf8 } from 'node:buffer';
import { unkeepableIn } from '../problems/unkeepable.ts';
import type { RecordRead } from './import-source.ts';
import { faulty, recordBytesMax, tooLarge, valuesMax } from './record-limits.ts';

const lineFeed = 0x0a;
const byteOrderMark = Buffer.from('\uFEFF');
/** Each value of a text but its first one comes after one of these. */
const beforeValues = new Set(['[', '{', ','].map((sign) => sign.charCodeAt(0)));

/**
 * The records of a file with one JSON value a line, in constant memory. A line that is no JSON, no UTF-8 or too long is
 * a faulty record; blank lines are none.
 */
export async function* ndjsonRecords(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RecordRead<unknown>> {
  for await (const line of linesOf(bytes)) {
    if (line === 'too-long') yield tooLarge;
    else if (!isBlank(line)) yield recordOf(line);
  }
}

/** Lines without their ends, the first one without a byte order mark. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer | 'too-long'> {
  const line = new Line();
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      line.add(chunk.subarray(from, end));
      yield line.take();
      from = end + 1;
    }
    line.add(chunk.subarray(from));
  }
  yield line.take();
}

/** What has come of a line so far: its bytes, as long as they are not too many. */
class Line {
  private parts: Uint8Array[] = [];
  private length = 0;
  private first = true;

  add(part: Uint8Array): void {
    this.length += part.length;
    if (this.length > recordBytesMax) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  take(): Buffer | 'too-long' {
    const whole = this.length > recordBytesMax ? 'too-long' : Buffer.concat(this.parts);
    const marked = this.first && whole !== 'too-long' && whole.subarray(0, byteOrderMark.length).equals(byteOrderMark);
    this.parts = [];
    this.length = 0;
    this.first = false;
    return marked ? whole.subarray(byteOrderMark.length) : whole;
  }
}

const isBlank = (line: Buffer): boolean => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

function recordOf(line: Buffer): RecordRead<unknown> {
  if (!isUtf8(line)) return faulty('Is no UTF-8 text');
  if (line.length > valuesMax && line.reduce((count, byte) => count + Number(beforeValues.has(byte)), 0) >= valuesMax) return tooLarge;
  const json = line.toString();
  try {
    const value: unknown = JSON.parse(json);
    const errors = unkeepableIn(value, json);
    return errors.length > 0 ? { errors } : { value };
  } catch {
    return faulty('Is no JSON');
  }
}
