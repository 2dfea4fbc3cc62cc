import { Id } from '@fiksu/contracts';
import { z } from 'zod';

export const MergeBody = z
  .strictObject({
    into: Id.describe('The organisation that goes on'),
    dryRun: z.boolean().default(false).describe('Tells what would be moved, and writes nothing; needs no If-Match'),
  })
  .meta({ id: 'MergeOrganisationBody', examples: [{ into: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a1', dryRun: true }] });
export type MergeBody = z.infer<typeof MergeBody>;

const Move = z
  .object({ service: z.string(), kind: z.string().describe('What names it: programme, agreement, contact…'), count: z.int() })
  .meta({ id: 'MergeMove' });
export type Move = z.infer<typeof Move>;

export const MergeReport = z
  .object({
    into: Id,
    dryRun: z.boolean(),
    moves: z.array(Move).describe('What names the old one, and names the survivor from now on'),
    conflicts: z
      .array(z.object({ field: z.string(), old: z.unknown(), into: z.unknown() }).meta({ id: 'MergeConflict' }))
      .describe('What the two say differently: the survivor keeps its own'),
    unanswered: z.array(z.string()).describe('Services that could not be asked: they follow when they are up again'),
  })
  .meta({ id: 'MergeReport' });
export type MergeReport = z.infer<typeof MergeReport>;
