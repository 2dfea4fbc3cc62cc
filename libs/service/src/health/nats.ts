import { connect, type NatsConnection } from '@nats-io/transport-node';

const reconnectWaitMsDefault = 2000;

/**
 * The connection to NATS, which may be down for as long as it likes: it is tried again for
 * ever, and its state is told by `/readyz`.
 */
export class Nats {
  private connection: NatsConnection | null = null;
  private degradedSince: string | null = new Date().toISOString();
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly reconnectWaitMs = reconnectWaitMsDefault,
  ) {}

  async start(): Promise<void> {
    const terms = { servers: this.url, name: this.name, maxReconnectAttempts: -1, reconnectTimeWait: this.reconnectWaitMs, waitOnFirstConnect: false };
    this.connection = await connect(terms).catch(() => null);
    if (this.stopped) await this.stop();
    else if (this.connection) void this.follow(this.connection);
    else this.startAgain();
  }

  state(): 'up' | { degradedSince: string } {
    return this.degradedSince === null ? 'up' : { degradedSince: this.degradedSince };
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.connection?.close().catch(() => undefined);
  }

  private startAgain(): void {
    this.retry = setTimeout(() => void this.start(), this.reconnectWaitMs).unref();
  }

  private async follow(connection: NatsConnection): Promise<void> {
    this.degradedSince = null;
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.degradedSince ??= new Date().toISOString();
      if (type === 'reconnect') this.degradedSince = null;
    }
    // The client gives up by itself when it is refused twice, as while passwords are being changed.
    this.degradedSince ??= new Date().toISOString();
    if (!this.stopped) this.startAgain();
  }
}
