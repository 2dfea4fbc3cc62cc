import { Id, Instant, LocalisedText } from '@fiksu/contracts';
import { z } from 'zod';

const Reason = z
  .object({ code: z.string(), detail: z.record(z.string(), z.unknown()) })
  .meta({ id: 'DuplicateReason', description: 'A reason, in a word that stays, and what it was seen in' });

const pair = {
  organisations: z.array(Id).length(2),
  score: z.number().describe('0 to 1'),
  because: z.array(Reason),
  against: z.array(Reason).describe('What speaks for two organisations; it has lowered the score'),
};

export const LikelyDuplicate = z
  .object({ ...pair, names: z.array(LocalisedText).length(2) })
  .meta({ id: 'LikelyDuplicate', description: 'Two entries of the registry that may be one organisation' });
export type LikelyDuplicate = z.infer<typeof LikelyDuplicate>;

export const DismissBody = z.strictObject({ organisations: z.array(Id).length(2), reason: LocalisedText }).meta({
  id: 'DismissBody',
  examples: [
    { organisations: ['01936a5c-8f00-7cc3-98c4-dc0c0c0739a0', '01936a5c-8f00-7cc3-98c4-dc0c0c0739a1'], reason: { fi: 'Eri yhtiöt samassa konsernissa' } },
  ],
});
export type DismissBody = z.infer<typeof DismissBody>;

export const DismissedDuplicate = z
  .object({ ...pair, dismissed: z.object({ at: Instant, reason: LocalisedText }) })
  .meta({ id: 'DismissedDuplicate', description: 'A pair that is not shown again until one of the two changes' });
export type DismissedDuplicate = z.infer<typeof DismissedDuplicate>;
