import { Id, Instant } from '@fiksu/contracts';
import { z } from 'zod';

export const DeadLetterView = z
  .object({
    id: Id,
    consumer: z.string().describe('Which reaction of this service could not handle it; a number at the end is its generation'),
    reason: z.string().describe('Why, when it was tried last'),
    deadAt: Instant,
    resolvedAt: Instant.nullable(),
    resolution: z.string().nullable().describe('retried; discarded, with the reason; or rebuilt, where a rebuild has handled the event anew'),
    event: z.unknown().describe('The event; where it could not be read, the text that came instead'),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetterView = z.infer<typeof DeadLetterView>;

const reasonLengthMax = 1000;

export const DiscardBody = z.strictObject({ reason: z.string().trim().min(1).max(reasonLengthMax) }).meta({ id: 'DiscardDeadLetter' });
export type DiscardBody = z.infer<typeof DiscardBody>;
export const RetryBody = z.strictObject({}).meta({ id: 'RetryDeadLetter' });
