import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { DomainError, malformed } from '../problems/domain-error.ts';

interface Terms {
  /** Without parameters, in small letters: `text/csv`. */
  mediaType: string;
  bytesMax: number;
  /** For how long the sender may send nothing while it is waited for. While nobody reads, it has to wait itself, and may. */
  silenceSecondsMax: number;
  /** Told the SHA-256 of all bytes when the last one has been read. */
  onRead: (hash: Buffer) => void;
}

export const tooLarge = (bytesMax: number): DomainError => new DomainError('TooLarge', 'too-large', `A body here may have ${bytesMax} bytes`);

/**
 * A body that is not parsed but read as it comes, once, in constant memory. It is measured and hashed on its way. Fails
 * with TooLarge (413) at the first byte that is too many, and with Malformed (400) where the sender goes away or falls silent
 * before the end.
 */
export class SentBytes extends Readable {
  readonly mediaType: string;
  /** How many bytes have been read so far. */
  size = 0;
  private readonly hash = createHash('sha256');
  private digest: Buffer | null = null;
  private waiting: NodeJS.Timeout | null = null;

  constructor(
    private readonly sent: IncomingMessage,
    private readonly terms: Terms,
  ) {
    super();
    this.mediaType = terms.mediaType;
    // A request may be refused before anybody reads this: then nobody else hears that its sender went away.
    this.on('error', () => undefined);
    sent.pause();
    sent.on('data', this.pass).on('end', this.finish).on('error', this.lose).on('close', this.lose);
  }

  /** The SHA-256 of all bytes: known when the last one has been read. */
  get sha256(): Buffer {
    if (!this.digest) throw new Error('The bytes have not been read to their end');
    return this.digest;
  }

  /** Reads what is left, so that the hash is known, and keeps none of it. */
  async skip(): Promise<void> {
    if (this.digest || this.destroyed) return;
    for await (const _ of this);
  }

  override _read(): void {
    this.sent.resume();
    this.waiting ??= setTimeout(this.giveUp, this.terms.silenceSecondsMax * 1000).unref();
  }

  /** The connection outlives a reader that has had enough: the refusal goes out on it. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.stopWaiting();
    this.sent.off('data', this.pass).off('end', this.finish).pause();
    done(error);
  }

  private readonly pass = (chunk: Buffer): void => {
    this.waiting?.refresh();
    this.size += chunk.length;
    if (this.size > this.terms.bytesMax) return void this.destroy(tooLarge(this.terms.bytesMax));
    this.hash.update(chunk);
    if (this.push(chunk)) return;
    this.sent.pause();
    this.stopWaiting();
  };

  private readonly finish = (): void => {
    this.stopWaiting();
    this.digest = this.hash.digest();
    this.terms.onRead(this.digest);
    this.push(null);
  };

  private readonly giveUp = (): void => {
    this.destroy(malformed([{ pointer: '', detail: 'Ends before its end' }], `Nothing was sent for ${this.terms.silenceSecondsMax} seconds`));
  };

  private stopWaiting(): void {
    if (this.waiting) clearTimeout(this.waiting);
    this.waiting = null;
  }

  private readonly lose = (): void => {
    if (this.digest) return;
    this.destroy(malformed([{ pointer: '', detail: 'Ends before its end' }], 'The connection was lost before all bytes were sent'));
  };
}
