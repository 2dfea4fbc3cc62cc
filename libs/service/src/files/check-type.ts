import { Readable } from 'node:stream';
import { CheckJson } from './check-json.ts';
import { CheckSignature } from './check-signature.ts';
import { CheckText } from './check-text.ts';
import { proofOf } from './file-types.ts';
import { lies } from './lies.ts';

/** Looks at bytes as they come, and throws DomainError Unsupported (415) as soon as they are not what they were called. */
export interface Check {
  take(chunk: Buffer): void | Promise<void>;
  /** After the last chunk. */
  end(): void | Promise<void>;
}

/**
 * The same bytes, as long as they bear out their type. The last of them goes on only when all are known to: a storage that
 * is given this stream keeps nothing of a file that lies.
 * @throws DomainError Unsupported (415), out of the stream
 */
export function checkedBytes(bytes: Readable, type: string): Readable {
  return Readable.from(check(bytes, checksOf(type)), { objectMode: false });
}

async function* check(bytes: Readable, checks: Check[]): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    for (const one of checks) await one.take(chunk as Buffer);
    yield chunk as Buffer;
  }
  for (const one of checks) await one.end();
}

function checksOf(type: string): Check[] {
  const proof = proofOf(type);
  if (!proof) throw lies(`${type} is not taken here`);
  if ('signatures' in proof) return [new CheckSignature(type, proof.signatures)];
  if (proof.text === 'plain') return [new CheckText(type)];
  return [new CheckText(type), new CheckJson(type, proof.text === 'geojson')];
}
