import { Id, Instant } from '@fiksu/contracts';
import { patchOf } from '@fiksu/service';
import { z } from 'zod';
import { BASES } from './contact.ts';

const nameLengthMax = 200;
const emailLengthMax = 254;
const phoneLengthMax = 40;
const subjectLengthMax = 255;

export const Email = z.email().max(emailLengthMax);

const text = (lengthMax: number) => z.string().trim().min(1).max(lengthMax);

export const ConsentBody = z
  .strictObject({ basis: z.enum(BASES), givenAt: Instant, expiresAt: Instant.nullable().default(null) })
  .meta({ id: 'Consent', description: 'On which ground the data may be kept, since when, and until when: then the contact is erased by itself' });

export const ContactBody = z
  .strictObject({
    name: text(nameLengthMax),
    email: Email.nullable().default(null),
    phone: text(phoneLengthMax).nullable().default(null),
    role: text(nameLengthMax).nullable().default(null),
    subject: text(subjectLengthMax).nullable().default(null).describe("The `sub` of the person's tokens, where it has an account"),
    consent: ConsentBody,
  })
  .meta({
    id: 'ContactBody',
    examples: [
      {
        name: 'Aino Esimerkki',
        email: 'aino@example.fi',
        phone: '+358401234567',
        role: 'project manager',
        consent: { basis: 'consent', givenAt: '2026-01-15T10:00:00Z', expiresAt: '2027-01-15T10:00:00Z' },
      },
    ],
  });
export type ContactBody = z.infer<typeof ContactBody>;

/** What stands in the path. */
export const DERIVED = ['organisation'] as const;

export const ContactPatch = patchOf(ContactBody, 'ContactPatch', DERIVED).meta({ examples: [{ role: 'head of unit' }] });

export const ContactView = z
  .object({
    id: Id,
    version: z.int(),
    organisation: Id,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    role: z.string().nullable(),
    subject: z.string().nullable(),
    consent: z.object({ basis: z.enum(BASES), givenAt: Instant, expiresAt: Instant.nullable() }),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Contact', description: 'Personal data: each read is noted in the audit log' });
export type ContactView = z.infer<typeof ContactView>;
