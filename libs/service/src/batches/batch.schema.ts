import { z } from 'zod';

export const batchRowsMax = 500;
export const batchBytesMax = 8_388_608;

const idLengthMax = 100;
const wordLengthMax = 40;
const tagLengthMax = 200;

const BatchRow = z
  .strictObject({
    id: z.string().min(1).max(idLengthMax),
    action: z.string().min(1).max(wordLengthMax).describe('As in the path: `triage`'),
    ifMatch: z.string().max(tagLengthMax).optional().describe('The ETag of what you read, where the action needs one'),
    body: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'BatchRow' });

/** `POST …/batch` (API contract, "Batch"). */
export const BatchBody = z.array(BatchRow).meta({
  id: 'BatchBody',
  description: `Up to ${batchRowsMax} actions`,
  examples: [[{ id: '01936a5c-8f00-7cc3-98c4-dc0c0c07398f', action: 'triage', ifMatch: '"1"', body: {} }]],
});
export type BatchBody = z.infer<typeof BatchBody>;

export const BatchAnswer = z
  .object({
    data: z.array(
      z
        .object({
          id: z.string(),
          status: z.int().describe('What the action alone would have been answered'),
          etag: z.string().nullable(),
          body: z.unknown().describe('The resource as it now is, or the problem'),
        })
        .meta({ id: 'BatchRowAnswer' }),
    ),
  })
  .meta({ id: 'BatchAnswer', description: 'One answer for each action, in their order' });
export type BatchAnswer = z.infer<typeof BatchAnswer>;
