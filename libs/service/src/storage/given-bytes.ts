import { Readable } from 'node:stream';

/** A stream on its way into the storage that remembers whether it failed by itself: then the storage is not to blame. */
export class GivenBytes {
  /** What the stream failed of, where it did. */
  failure: { error: unknown } | null = null;
  readonly stream: Readable;

  constructor(bytes: Readable) {
    this.stream = Readable.from(this.watched(bytes), { objectMode: false });
  }

  private async *watched(bytes: Readable): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of bytes) yield chunk as Uint8Array;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
