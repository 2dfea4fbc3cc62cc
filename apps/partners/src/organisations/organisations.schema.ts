import { Id, Instant, LANGUAGES, LocalisedText, Slug } from '@fiksu/contracts';
import { AttachmentIds, patchOf } from '@fiksu/service';
import { z } from 'zod';
import { businessIdPattern } from './business-id.ts';
import { KINDS, SECTORS, SITUATIONS, SIZES } from './organisation.ts';
import { vatIdPattern } from './vat-id.ts';

const listMax = 200;
const nameLengthMax = 300;
const tagLengthMax = 80;
const codeLengthMax = 200;
const addressLengthMax = 2_000;

const name = z.string().trim().min(1).max(nameLengthMax);
const slugs = z.array(Slug).max(listMax);

/** Shorter than other texts: names are sorted, searched and compared. */
const OrganisationName = z
  .strictObject({ fi: name.optional(), sv: name.optional(), en: name.optional() })
  .refine((text) => LANGUAGES.some((language) => text[language] !== undefined), { message: 'Needs at least one of fi, sv, en' })
  .meta({ id: 'OrganisationName', description: 'A name in at least one of fi, sv, en', minProperties: 1 });

const ExternalId = z
  .strictObject({ scheme: z.string().trim().min(1).max(codeLengthMax), value: z.string().trim().min(1).max(codeLengthMax) })
  .meta({ id: 'ExternalId', description: 'An id by which another system knows it' });

export const BusinessId = z
  .string()
  .regex(businessIdPattern, 'Must be a Y-tunnus: seven digits, a hyphen and the check digit')
  .meta({ description: 'Finnish Y-tunnus; a number of six digits gets its leading zero. A check digit that does not fit is 422', examples: ['2170029-2'] });

export const VatId = z
  .string()
  .regex(vatIdPattern, 'Must be a VAT id: two letters of the country, and its number')
  .meta({ description: 'VAT id with the letters of its country', examples: ['FI21700292'] });

export const Pic = z
  .string()
  .regex(/^\d{9}$/, 'Must be nine digits')
  .meta({ description: 'Participant Identification Code of the European Commission', examples: ['991256096'] });

export const Tag = z.string().trim().min(1).max(tagLengthMax);

const Website = z.url({ protocol: /^https?$/ }).max(addressLengthMax);

export const OrganisationBody = z
  .strictObject({
    name: OrganisationName,
    kind: z.enum(KINDS),
    sector: z.enum(SECTORS),
    businessId: BusinessId.nullable().default(null),
    vatId: VatId.nullable().default(null),
    pic: Pic.nullable().default(null),
    parent: Id.nullable().default(null).describe('The organisation that it is a part of'),
    districts: slugs.default([]),
    themes: slugs.default([]),
    expertise: z.array(Tag).max(listMax).default([]).describe('Plain tags: what it is good at'),
    size: z.enum(SIZES).nullable().default(null),
    externalIds: z.array(ExternalId).max(listMax).default([]),
    website: Website.nullable().default(null),
    attachments: AttachmentIds,
    personal: z.boolean().default(false).describe('A sole trader, who is a natural person: others than coordinators do not read who it is'),
  })
  .meta({
    id: 'OrganisationBody',
    examples: [
      {
        name: { fi: 'Malmin Anturi Oy', en: 'Malmi Sensors Ltd' },
        kind: 'company',
        sector: 'private',
        districts: ['malmi'],
        themes: ['green-infrastructure'],
        expertise: ['sensors'],
        size: 'micro',
      },
    ],
  });
export type OrganisationBody = z.infer<typeof OrganisationBody>;

/** What the platform finds out by itself, and nobody sends. */
export const DERIVED = ['situation'] as const;

export const OrganisationPatch = patchOf(OrganisationBody, 'OrganisationPatch', DERIVED).meta({ examples: [{ expertise: ['sensors', 'shade'] }] });

export const OrganisationView = z
  .object({
    id: Id,
    version: z.int(),
    name: LocalisedText,
    kind: z.enum(KINDS),
    sector: z.enum(SECTORS),
    businessId: z.string().nullable(),
    vatId: z.string().nullable(),
    pic: z.string().nullable(),
    parent: Id.nullable(),
    districts: z.array(Slug),
    themes: z.array(Slug),
    expertise: z.array(z.string()),
    size: z.enum(SIZES).nullable(),
    externalIds: z.array(ExternalId),
    website: z.string().nullable(),
    personal: z.boolean(),
    attachments: z.array(Id).describe('Files that hang on it'),
    situation: z.enum(SITUATIONS).nullable().describe('What the trade register says of it; null where the caller may not know who it is'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Organisation', description: 'Of a sole trader others than coordinators read neither the name nor what leads to it' });
export type OrganisationView = z.infer<typeof OrganisationView>;
