import { Geometry, Id, Instant, LocalisedText, MonthOrDay, Slug } from '@fiksu/contracts';
import { AttachmentIds, patchOf } from '@fiksu/service';
import { z } from 'zod';
import { KINDS, STAGES } from './development.ts';

export const DevelopmentBody = z
  .strictObject({
    title: LocalisedText,
    kind: z.enum(KINDS),
    stage: z.enum(STAGES),
    builder: Id.nullable().default(null).describe('The organisation that builds it'),
    location: Geometry.nullable().default(null),
    window: z
      .strictObject({ from: MonthOrDay.nullable().default(null), to: MonthOrDay.nullable().default(null) })
      .nullable()
      .default(null),
    attachments: AttachmentIds,
  })
  .meta({
    id: 'DevelopmentBody',
    examples: [
      {
        title: { fi: 'Malmin lentokenttäalue, Nallenrinne', en: 'Malmi airfield, Nallenrinne' },
        kind: 'construction',
        stage: 'planned',
        location: { type: 'Point', coordinates: [25.0106, 60.2505] },
        window: { from: '2027-03', to: '2030-11' },
      },
    ],
  });
export type DevelopmentBody = z.infer<typeof DevelopmentBody>;

/** What stands in the path. */
export const DERIVED = ['district'] as const;

export const DevelopmentPatch = patchOf(DevelopmentBody, 'DevelopmentPatch', DERIVED).meta({ examples: [{ stage: 'ongoing' }] });

export const DevelopmentView = z
  .object({
    id: Id,
    version: z.int(),
    district: Slug,
    title: LocalisedText,
    kind: z.enum(KINDS),
    stage: z.enum(STAGES),
    builder: Id.nullable(),
    location: Geometry.nullable(),
    window: z.object({ from: MonthOrDay.nullable(), to: MonthOrDay.nullable() }).nullable(),
    attachments: z.array(Id),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Development' });
export type DevelopmentView = z.infer<typeof DevelopmentView>;
