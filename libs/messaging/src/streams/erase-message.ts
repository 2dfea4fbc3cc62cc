import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/**
 * Overwrites one message of a stream and removes it, where it is still the event that it was: a stream that has been
 * made anew gives the same number to another one.
 */
export async function eraseMessage(connection: NatsConnection, stream: string, seq: number, eventId: string): Promise<void> {
  const manager = await jetstreamManager(connection);
  const message = await manager.streams.getMessage(stream, { seq });
  const sentAs = message?.header.get('Nats-Msg-Id') ?? '';
  if (sentAs === eventId || sentAs.startsWith(`${eventId}-`)) await manager.streams.deleteMessage(stream, seq, true);
}
