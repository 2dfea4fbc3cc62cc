import { Id, Instant } from '@fiksu/contracts';
import { z } from 'zod';

const OutboxEvent = z
  .object({
    id: Id.describe('The id of the event'),
    position: z.int().nullable().describe('Its place in the order of everything that goes out; null until it is numbered'),
    type: z.string(),
    subject: z.string(),
    recordedAt: Instant,
  })
  .meta({ id: 'OutboxEvent' });

const Relay = z
  .object({
    holder: z.string().nullable().describe('Which replica publishes, or was the last to'),
    term: z.int().describe('Rises whenever another replica takes over'),
    leasedUntil: Instant.nullable().describe(
      'Renewed every second while that replica works. One that lies behind: no replica publishes, since none reaches NATS',
    ),
  })
  .meta({ id: 'Relay' });

export const OutboxView = z
  .object({
    unnumbered: z.int().describe('Recorded, and not in the feed yet: more than a moment says that no replica is running'),
    unpublished: z.int().describe('Not in the stream yet, those that are not numbered among them'),
    unerased: z.int().describe('Redacted, and the message that carried them is still in the stream'),
    oldestAgeSeconds: z.int().nullable().describe('Since the oldest of the unpublished was recorded'),
    relay: Relay,
    nats: z.union([z.literal('up'), z.object({ degradedSince: Instant })]).describe('As the replica that answers sees it'),
    data: z.array(OutboxEvent).describe('The unpublished, oldest first'),
    page: z.object({ next: z.string().nullable() }),
  })
  .meta({ id: 'Outbox' });
export type OutboxView = z.infer<typeof OutboxView>;
