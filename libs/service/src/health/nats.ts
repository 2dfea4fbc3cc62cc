import { connect, type NatsConnection } from '@nats-io/transport-node';

const reconnectWaitMs = 2000;

/**
 * The connection to NATS, which may be down for as long as it likes: it is tried again for
 * ever, and its state is told by `/readyz`.
 */
export class Nats {
  private connection: NatsConnection | null = null;
  private degradedSince: string | null = new Date().toISOString();

  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {}

  async start(): Promise<void> {
    this.connection = await connect({ servers: this.url, name: this.name, maxReconnectAttempts: -1, reconnectTimeWait: reconnectWaitMs, waitOnFirstConnect: false }).catch(() => null);
    if (this.connection) void this.follow(this.connection);
    else this.retry = setTimeout(() => void this.start(), reconnectWaitMs).unref();
  }

  state(): 'up' | { degradedSince: string } {
    return this.degradedSince === null ? 'up' : { degradedSince: this.degradedSince };
  }

  async stop(): Promise<void> {
    clearTimeout(this.retry);
    await this.connection?.close().catch(() => undefined);
  }

  private retry: NodeJS.Timeout | undefined;

  private async follow(connection: NatsConnection): Promise<void> {
    this.degradedSince = null;
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.degradedSince ??= new Date().toISOString();
      if (type === 'reconnect') this.degradedSince = null;
    }
  }
}
