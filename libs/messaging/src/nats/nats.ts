import { connect, type NatsConnection } from '@nats-io/transport-node';
import { connectionTerms } from './connection-terms.ts';

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
  private readonly upListeners = new Set<(connection: NatsConnection) => void>();

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly reconnectWaitMs = reconnectWaitMsDefault,
  ) {}

  async start(): Promise<void> {
    const terms = {
      ...connectionTerms(this.url),
      name: this.name,
      maxReconnectAttempts: -1,
      reconnectTimeWait: this.reconnectWaitMs,
      waitOnFirstConnect: false,
    };
    this.connection = await connect(terms).catch(() => null);
    if (this.stopped) await this.stop();
    else if (this.connection) void this.follow(this.connection);
    else this.startAgain();
  }

  state(): 'up' | { degradedSince: string } {
    return this.degradedSince === null ? 'up' : { degradedSince: this.degradedSince };
  }

  /** The connection while it is up, else null: whoever needs it comes again later. */
  current(): NatsConnection | null {
    return this.degradedSince === null ? this.connection : null;
  }

  /** Hears of every time that the connection comes up, also of now where it is up already. */
  onUp(listener: (connection: NatsConnection) => void): void {
    this.upListeners.add(listener);
    const connection = this.current();
    if (connection) listener(connection);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    // Draining sends what is buffered, and needs a server; without one there is nobody to wait for.
    if (this.current()) await this.connection?.drain().catch(() => undefined);
    await this.connection?.close().catch(() => undefined);
  }

  private startAgain(): void {
    this.retry = setTimeout(() => void this.start(), this.reconnectWaitMs).unref();
  }

  private async follow(connection: NatsConnection): Promise<void> {
    this.isUp(connection);
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.degradedSince ??= new Date().toISOString();
      if (type === 'reconnect') this.isUp(connection);
    }
    // The client gives up by itself when it is refused twice, as while passwords are being changed.
    this.degradedSince ??= new Date().toISOString();
    if (!this.stopped) this.startAgain();
  }

  private isUp(connection: NatsConnection): void {
    this.degradedSince = null;
    for (const listener of this.upListeners) listener(connection);
  }
}
