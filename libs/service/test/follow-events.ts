/** One event of a live stream, as it was sent. */
export interface Received {
  id: string;
  event: string;
  data: { id: string; type: string; subject: string; data: Record<string, unknown> };
}

interface Terms {
  /** The path under the origin, with its query. */
  path: string;
  token: string;
  headers?: Record<string, string>;
}

/** A client of the live stream: reads what comes, block by block, as the specification of Server-Sent Events says. */
export class Follower {
  comments = 0;
  private rest = '';

  private constructor(
    readonly response: Response,
    private readonly gone: AbortController,
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
    private readonly decoder = new TextDecoder(),
  ) {}

  static async open(origin: string, { path, token, headers = {} }: Terms): Promise<Follower> {
    const gone = new AbortController();
    const response = await fetch(origin + path, {
      headers: { Accept: 'text/event-stream', Authorization: `Bearer ${token}`, ...headers },
      signal: gone.signal,
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    return new Follower(response, gone, reader);
  }

  /** The next event; null where the stream has ended. */
  async next(): Promise<Received | null> {
    for (;;) {
      const block = await this.block();
      if (block === null) return null;
      const lines = block.split('\n');
      this.comments += lines.filter((line) => line.startsWith(':')).length;
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      if (data !== undefined) return { id: field('id') as string, event: field('event') as string, data: JSON.parse(data) as Received['data'] };
    }
  }

  async take(count: number): Promise<Received[]> {
    const received: Received[] = [];
    for (let event = await this.next(); event !== null; event = await this.next()) if (received.push(event) === count) break;
    return received;
  }

  /** Until the server has ended it; what came meanwhile. */
  untilEnd(): Promise<Received[]> {
    return this.take(Infinity);
  }

  /** Goes away, in the middle of whatever there is. */
  leave(): void {
    this.gone.abort();
  }

  private async block(): Promise<string | null> {
    for (;;) {
      const end = this.rest.indexOf('\n\n');
      if (end >= 0) {
        const block = this.rest.slice(0, end);
        this.rest = this.rest.slice(end + 2);
        return block;
      }
      const { done, value } = await this.reader.read();
      if (done) return null;
      this.rest += this.decoder.decode(value, { stream: true });
    }
  }
}
