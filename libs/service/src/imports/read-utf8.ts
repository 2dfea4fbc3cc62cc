import { isUtf8 } from 'node:buffer';
import { NotThatFile } from './import-source.ts';

const pieceBytesMax = 64 * 1024;
const byteOrderMark = Buffer.from('\uFEFF');

/**
 * The bytes of a text in pieces of a bounded size that end between characters. Byte order marks are left out wherever
 * they stand: they mean nothing, and what reads the pieces would keep or lose one depending on where it was cut.
 * @throws NotThatFile for what is no UTF-8, after all that came before it
 */
export async function* readUtf8(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let read = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    for (let start = 0; start < chunk.length; start += pieceBytesMax) {
      const piece = Buffer.concat([rest, chunk.subarray(start, start + pieceBytesMax)]);
      const whole = piece.subarray(0, endOfCharacters(piece));
      rest = piece.subarray(whole.length);
      const valid = isUtf8(whole) ? whole : whole.subarray(0, endOfUtf8(whole));
      read += valid.length;
      if (valid.length > 0) yield withoutMarks(valid);
      if (valid.length < whole.length) throw notUtf8(read);
    }
  }
  if (rest.length > 0) throw notUtf8(read);
}

/** Where the last whole character ends; a character has four bytes at most. */
function endOfCharacters(piece: Buffer): number {
  for (let back = 1; back <= Math.min(3, piece.length); back++) {
    const byte = piece[piece.length - back] ?? 0;
    if (byte < 0x80) return piece.length;
    if (byte >= 0xc0) return bytesOfCharacter(byte) > back ? piece.length - back : piece.length;
  }
  return piece.length;
}

/** How much of the beginning of a piece is UTF-8. */
function endOfUtf8(piece: Buffer): number {
  let [good, bad] = [0, piece.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(piece.subarray(0, endOfCharacters(piece.subarray(0, middle))))) good = middle;
    else bad = middle;
  }
  return endOfCharacters(piece.subarray(0, good));
}

const bytesOfCharacter = (first: number): number => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2);

function withoutMarks(text: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = text.indexOf(byteOrderMark); at !== -1; at = text.indexOf(byteOrderMark, from)) {
    parts.push(text.subarray(from, at));
    from = at + byteOrderMark.length;
  }
  return from === 0 ? text : Buffer.concat([...parts, text.subarray(from)]);
}

const notUtf8 = (read: number) => new NotThatFile(`The text is not UTF-8: look after byte ${read}, and save the file as UTF-8`);
