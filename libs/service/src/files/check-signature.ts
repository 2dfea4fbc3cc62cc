import { ReadableStream, type ReadableByteStreamController } from 'node:stream/web';
import { fileTypeFromStream } from 'file-type';
import type { Check } from './check-type.ts';
import { lies } from './lies.ts';

/** How far the copy may run ahead of its reader, in bytes. */
const aheadMax = 65_536;

/** Looks for the signature of a type in the bytes themselves. The detection reads a copy, and no more of it than it needs. */
export class CheckSignature implements Check {
  private into!: ReadableByteStreamController;
  private wake: () => void = () => undefined;
  /** Whether the detection knows enough. */
  private decided = false;
  private readonly found: Promise<string | undefined>;

  constructor(
    private readonly type: string,
    private readonly signatures: readonly string[],
  ) {
    this.found = this.detect();
  }

  async take(chunk: Buffer): Promise<void> {
    if (!this.decided && chunk.length > 0) await this.pass(chunk);
    if (this.decided) this.judge(await this.found);
  }

  async end(): Promise<void> {
    if (!this.decided) {
      this.into.close();
      this.into.byobRequest?.respond(0);
    }
    this.judge(await this.found);
  }

  private async detect(): Promise<string | undefined> {
    const copy = new ReadableStream(
      { type: 'bytes', start: (into) => void (this.into = into), pull: () => this.wake(), cancel: () => this.decide() },
      { highWaterMark: aheadMax },
    );
    try {
      return (await fileTypeFromStream(copy))?.mime;
    } catch {
      // Bytes that break off where their own beginning promises more.
      return undefined;
    } finally {
      this.decide();
    }
  }

  private decide(): void {
    this.decided = true;
    this.wake();
  }

  /** A copy, since the stream takes over what it is given. */
  private async pass(chunk: Buffer): Promise<void> {
    this.into.enqueue(new Uint8Array(chunk));
    if (!this.decided && (this.into.desiredSize ?? 0) <= 0) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  private judge(found: string | undefined): void {
    if (found !== undefined && this.signatures.includes(found)) return;
    throw lies(`The bytes are not ${this.type}${found === undefined ? '' : `, but ${found}`}`);
  }
}
