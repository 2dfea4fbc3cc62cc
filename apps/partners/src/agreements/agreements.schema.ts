import { Day, Id, Instant, LocalisedText, Slug } from '@fiksu/contracts';
import { AttachmentIds, patchOf } from '@fiksu/service';
import { z } from 'zod';
import { AGREEMENT_KINDS, AGREEMENT_STATUSES } from './agreement.ts';

const listMax = 200;

export const AgreementBody = z
  .strictObject({
    kind: z.enum(AGREEMENT_KINDS),
    title: LocalisedText,
    parties: z.array(Id).min(1).max(listMax).describe('Organisations of this registry'),
    districts: z.array(Slug).max(listMax).default([]),
    validFrom: Day,
    validUntil: Day.nullable().default(null).describe('The last day; without, it has no end'),
    attachments: AttachmentIds,
  })
  .meta({
    id: 'AgreementBody',
    examples: [
      {
        kind: 'pilot',
        title: { fi: 'Kokeilusopimus' },
        parties: ['01936a5c-8f00-7cc3-98c4-dc0c0c0739a0', '01936a5c-8f00-7cc3-98c4-dc0c0c0739a1'],
        districts: ['malmi'],
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
      },
    ],
  });
export type AgreementBody = z.infer<typeof AgreementBody>;

/** What actions and the clock set. */
export const DERIVED = ['signedOn', 'inForce', 'terminationReason'] as const;

export const AgreementPatch = patchOf(AgreementBody, 'AgreementPatch', DERIVED).meta({ examples: [{ validUntil: '2027-06-30' }] });

export const SignBody = z
  .strictObject({ on: Day.optional().describe('The day on which the last party signed; today without') })
  .meta({ id: 'SignBody', examples: [{ on: '2026-01-05' }] });
export type SignBody = z.infer<typeof SignBody>;

export const TerminateBody = z
  .strictObject({ reason: LocalisedText })
  .meta({ id: 'TerminateBody', examples: [{ reason: { fi: 'Yritys lopettaa toimintansa' } }] });
export type TerminateBody = z.infer<typeof TerminateBody>;

export const AgreementView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(AGREEMENT_STATUSES).describe('expired: the last day of a signed agreement has passed'),
    actions: z.array(z.string()).describe('What this caller may do now'),
    kind: z.enum(AGREEMENT_KINDS),
    title: LocalisedText.optional().describe('This and the other words and files are left out for a platform'),
    parties: z.array(Id),
    districts: z.array(Slug),
    validFrom: Day,
    validUntil: Day.nullable(),
    inForce: z.boolean().describe('Signed, and today within the validity'),
    signedOn: Day.nullable(),
    terminationReason: LocalisedText.nullable().optional(),
    attachments: z.array(Id).optional().describe('Files that hang on it'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Agreement', description: 'Read by its parties, by coordinators, and by platforms without its words' });
export type AgreementView = z.infer<typeof AgreementView>;
