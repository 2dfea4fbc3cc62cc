import { Instant } from '@fiksu/contracts';
import { z } from 'zod';

const ProjectionView = z
  .object({
    name: z.string(),
    status: z.enum(['live', 'rebuilding']),
    lag: z.int().nullable().describe('How many events it has not handled yet; null while NATS cannot tell'),
    asOf: Instant.nullable().describe('When it has handled something last'),
  })
  .meta({ id: 'Projection' });

export const ProjectionsView = z.object({ data: z.array(ProjectionView) }).meta({ id: 'Projections' });
export const RebuildBegun = z.object({ name: z.string(), status: z.literal('rebuilding') }).meta({ id: 'RebuildBegun' });
export const RebuildBody = z.strictObject({}).meta({ id: 'RebuildProjection' });
