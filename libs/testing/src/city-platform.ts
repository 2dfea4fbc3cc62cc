import type { NatsUser } from '@fiksu/embedded';
import { AckPolicy, connect, type JsMsg, type NatsConnection } from 'nats';

/**
 * Another platform of the city, as it is known to be: on the `nats` 2 client, as a NATS user that may read the streams
 * that it is trusted with, and ask, and nothing else.
 */
export class CityPlatform {
  private constructor(private readonly connection: NatsConnection) {}

  /** What a read-only user of these streams may do (API contract, "Events out"; the same stands in the values of NATS). */
  static user(...streams: string[]): NatsUser {
    const ofEach = (stream: string) => [
      `$JS.API.STREAM.INFO.${stream}`,
      `$JS.API.CONSUMER.INFO.${stream}.>`,
      `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.>`,
      `$JS.API.CONSUMER.CREATE.${stream}.>`,
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.>`,
      `$JS.ACK.${stream}.>`,
    ];
    return { name: 'city-platform', password: 'for-tests-only', publish: ['$JS.API.INFO', 'fiksu.rpc.>', ...streams.flatMap(ofEach)], subscribe: ['_INBOX.>'] };
  }

  static async connect(url: string): Promise<CityPlatform> {
    const { username, password, host } = new URL(url);
    return new CityPlatform(await connect({ servers: host, user: username, pass: password, name: 'city-platform' }));
  }

  /** Whether there is such a stream by now: its service makes it. */
  async knows(stream: string): Promise<boolean> {
    const manager = await this.connection.jetstreamManager({ checkAPI: false });
    return manager.streams.info(stream).then(
      () => true,
      () => false,
    );
  }

  /** Reads on from where its durable consumer stands, so many messages. */
  async read(stream: string, many: number, subjects = '>'): Promise<JsMsg[]> {
    const manager = await this.connection.jetstreamManager({ checkAPI: false });
    await manager.consumers.add(stream, { durable_name: 'city-platform', ack_policy: AckPolicy.Explicit, filter_subject: subjects });
    const consumer = await this.connection.jetstream({ checkAPI: false }).consumers.get(stream, 'city-platform');
    const read: JsMsg[] = [];
    while (read.length < many) {
      for await (const message of await consumer.fetch({ max_messages: many - read.length, expires: 1000 })) {
        read.push(message);
        await message.ackAck();
      }
    }
    return read;
  }

  async ask(subject: string, asked: object): Promise<unknown> {
    return (await this.connection.request(subject, JSON.stringify(asked), { timeout: 2000 })).json();
  }

  /** Tries what it may not do: the permission that the server says was missing. */
  async refusalOf(attempt: (connection: NatsConnection) => void): Promise<string> {
    const refused = new Promise<string>((resolve) => {
      void (async () => {
        for await (const status of this.connection.status())
          if (String(status.data).includes('PERMISSIONS_VIOLATION')) resolve(String(status.permissionContext?.subject ?? status.data));
      })();
    });
    attempt(this.connection);
    return refused;
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
