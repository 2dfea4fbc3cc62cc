import type { Readable } from 'node:stream';

export type Verdict = 'clean' | 'infected';

/** Looks at the bytes of a file for what harms whoever opens it. */
export abstract class Scanner {
  /**
   * @param open opens the bytes, where it looks at them at all
   * @param stop aborted where nobody waits for the verdict any more
   * @throws Error where there is no verdict: it is asked again later
   */
  abstract scan(open: () => Promise<Readable>, stop: AbortSignal): Promise<Verdict>;
}
