import { Readable } from 'node:stream';

const weights = [7, 9, 10, 5, 8, 4, 2];

/** The business id with this number, or null for a number that has no check digit (PRH: weights 7, 9, 10, 5, 8, 4, 2; modulo 11). */
export function businessIdOf(number: number): string | null {
  const digits = String(number).padStart(7, '0');
  const remainder = [...digits].reduce((sum, digit, index) => sum + Number(digit) * (weights[index] as number), 0) % 11;
  return remainder === 1 ? null : `${digits}-${remainder === 0 ? 0 : 11 - remainder}`;
}

/** A register that nobody has: so many companies, and nearly so many bytes. */
export interface RegisterTerms {
  companies: number;
  bytes: number;
  /** Each so-manieth has a wrong check digit. */
  wrongEvery: number;
  /** Each so-manieth comes a second time, right after the first. */
  twiceEvery: number;
}

/** What becomes of the records of such a register, counted while it is written. */
export interface Expected {
  read: number;
  created: number;
  unchanged: number;
  failed: number;
}

/** Of a company without padding. */
const companyBytesMax = 460;

/** A file in the form of the Finnish business register (YTJ API v3), written while it is sent. */
export function writeRegister(terms: RegisterTerms): { stream: Readable; expected: Expected; bytes: () => number } {
  const expected: Expected = { read: 0, created: 0, unchanged: 0, failed: 0 };
  let bytes = 0;
  const padding = 'x'.repeat(Math.max(0, Math.floor(terms.bytes / (terms.companies * (1 + 1 / terms.twiceEvery))) - companyBytesMax));
  function* pieces(): Generator<string> {
    yield `{"totalResults":${terms.companies},"companies":[\n`;
    let number = 3_000_000;
    for (let nth = 1; nth <= terms.companies; nth++) {
      let id = businessIdOf(number++);
      while (id === null) id = businessIdOf(number++);
      const wrong = nth % terms.wrongEvery === 0;
      const value = wrong ? `${id.slice(0, -1)}${(Number(id.at(-1)) + 1) % 10}` : id;
      const company = JSON.stringify({
        businessId: { value, registrationDate: '2020-01-01', source: '3' },
        names: [{ name: `Esimerkki ${nth} Oy`, type: '1', registrationDate: '2020-01-01', version: 1, source: '1' }],
        companyForms: [{ type: '16', registrationDate: '2020-01-01', version: 1, source: '1', descriptions: [] }],
        companySituations: [],
        registeredEntries: [],
        addresses: [],
        tradeRegisterStatus: '1',
        status: '2',
        lastModified: '2026-01-01T00:00:00',
        padding,
      });
      const twice = nth % terms.twiceEvery === 0;
      expected.read += twice ? 2 : 1;
      expected.failed += wrong ? (twice ? 2 : 1) : 0;
      expected.created += wrong ? 0 : 1;
      expected.unchanged += !wrong && twice ? 1 : 0;
      yield `${nth > 1 ? ',\n' : ''}${company}${twice ? `,\n${company}` : ''}`;
    }
    yield '\n]}';
  }
  function* counted(): Generator<Buffer> {
    for (const piece of pieces()) {
      const buffer = Buffer.from(piece);
      bytes += buffer.length;
      yield buffer;
    }
  }
  return { stream: Readable.from(counted(), { objectMode: false }), expected, bytes: () => bytes };
}
