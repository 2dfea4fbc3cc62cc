import { Id, Instant, LocalisedText, Point, Slug } from '@fiksu/contracts';
import { AttachmentIds } from '@fiksu/service';
import { z } from 'zod';
import { ItemBody } from '../items/items.schema.ts';
import { NEED_SOURCES, NEED_STATUSES } from './need.ts';

const listMax = 50;
const groupLengthMax = 80;
const urlLengthMax = 2000;

const EvidenceBody = z
  .strictObject({
    text: LocalisedText.nullable().default(null),
    url: z
      .url({ protocol: /^https?$/ })
      .max(urlLengthMax)
      .nullable()
      .default(null),
  })
  .meta({ id: 'EvidenceBody' });

export const ExternalId = z
  .object({ scheme: z.string().min(1).max(groupLengthMax), value: z.string().min(1).max(urlLengthMax) })
  .meta({ id: 'NeedExternalId' });

/** Mandatory are `title`, `source`, and `districts` or `location` (R4); which of the two is a rule, not a shape. */
export const NeedBody = z
  .strictObject({
    title: LocalisedText,
    description: LocalisedText.nullable().default(null),
    districts: z.array(Slug).max(listMax).default([]).describe('May be left out where there is a location: the district follows from it'),
    location: Point.nullable().default(null),
    themes: z.array(Slug).max(listMax).default([]),
    affectedGroups: z.array(z.string().trim().min(1).max(groupLengthMax)).max(listMax).default([]),
    evidence: z.array(EvidenceBody).max(listMax).default([]),
    source: z.enum(NEED_SOURCES),
    organisation: Id.nullable().default(null).describe('For the sources company and unit'),
    session: Id.nullable().default(null).describe('For the source session'),
    attachments: AttachmentIds,
  })
  .meta({
    id: 'NeedBody',
    examples: [
      {
        title: { fi: 'Varjoa Malmin torille', en: 'Shade for Malmi square' },
        description: { fi: 'Helteellä torilla ei voi istua.', en: 'Nobody can sit in the square in the heat.' },
        location: { type: 'Point', coordinates: [25.0106, 60.2505] },
        themes: ['green-infrastructure'],
        affectedGroups: ['elderly'],
        evidence: [{ text: { en: 'Measured 41 °C on a bench in July' }, url: 'https://example.org/heat' }],
        source: 'resident',
      },
    ],
  });
export type NeedBody = z.infer<typeof NeedBody>;

const Outcome = z.object({ kind: z.string(), id: Id }).meta({ id: 'NeedOutcome' });

export const NeedView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(NEED_STATUSES),
    actions: z.array(z.string()).describe('What this caller may do now'),
    title: LocalisedText.optional().describe('This and all that people wrote is left out for a platform until the need is accepted'),
    description: LocalisedText.nullable().optional(),
    districts: z.array(Slug),
    location: Point.nullable().optional(),
    themes: z.array(Slug),
    affectedGroups: z.array(z.string()).optional(),
    evidence: z.array(z.object({ text: LocalisedText.nullable(), url: z.string().nullable() }).meta({ id: 'Evidence' })).optional(),
    source: z.enum(NEED_SOURCES).optional(),
    externalIds: z.array(ExternalId).optional().describe('By which outside systems know it; set by an import alone'),
    organisation: Id.nullable().optional(),
    session: Id.nullable().optional(),
    attachments: z.array(Id).optional().describe('Files that hang on it'),
    supportCount: z.int().optional(),
    mergedInto: Id.nullable().optional(),
    mergedFrom: z.array(Id).optional(),
    outcomes: z.array(Outcome).optional().describe('What it was crystallised into, as far as you may see it'),
    addressed: z
      .object({ how: LocalisedText, links: z.array(Outcome) })
      .nullable()
      .optional()
      .describe('How it was addressed at last'),
    note: LocalisedText.nullable().optional().describe('Of the coordinators, for themselves'),
    declineReason: LocalisedText.nullable().optional().describe('For coordinators; the author reads it by the receipt'),
    hidden: z.boolean().optional().describe('For coordinators'),
    reports: z.int().optional().describe('For coordinators: by how many it was reported'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Need' });
export type NeedView = z.infer<typeof NeedView>;

const LikelyDuplicate = z
  .object({
    id: Id,
    title: LocalisedText,
    score: z.number().describe('0 to 1'),
    because: z.array(z.object({ code: z.string(), detail: LocalisedText })),
  })
  .meta({ id: 'LikelyDuplicate', description: 'A need that may say the same; only such as the caller may see' });
export type LikelyDuplicate = z.infer<typeof LikelyDuplicate>;

const likelyDuplicates = z.array(LikelyDuplicate);

export const NeedCreated = NeedView.extend({
  receipt: z.object({ url: z.string() }).optional().describe('The secret link by which the author follows the need; answered once'),
  likelyDuplicates,
}).meta({ id: 'NeedCreated' });

export const NeedTriaged = NeedView.extend({ likelyDuplicates }).meta({ id: 'NeedTriaged' });

export const TriageBody = z
  .strictObject({ themes: z.array(Slug).max(listMax).optional(), districts: z.array(Slug).min(1).max(listMax).optional(), note: LocalisedText.optional() })
  .meta({ id: 'TriageBody', examples: [{ themes: ['green-infrastructure', 'wellbeing'] }] });
export type TriageBody = z.infer<typeof TriageBody>;

export const AcceptBody = z.strictObject({ note: LocalisedText.optional() }).meta({ id: 'AcceptBody', examples: [{ note: { fi: 'Sopii kevään työpajaan' } }] });
export type AcceptBody = z.infer<typeof AcceptBody>;

export const ReasonBody = z
  .strictObject({ reason: LocalisedText })
  .meta({ id: 'ReasonBody', examples: [{ reason: { fi: 'Kuuluu toiselle viranomaiselle', en: 'Belongs to another authority' } }] });
export type ReasonBody = z.infer<typeof ReasonBody>;

export const MergeBody = z.strictObject({ into: Id.describe('The need that goes on') }).meta({ id: 'MergeBody' });
export type MergeBody = z.infer<typeof MergeBody>;

const itemsMax = 50;

export const CrystalliseBody = z
  .strictObject({
    items: z
      .array(z.union([Id, ItemBody]))
      .min(1)
      .max(itemsMax)
      .describe('Items that there are, by their id, and new ones'),
  })
  .meta({ id: 'CrystalliseBody', examples: [{ items: [{ title: { en: 'Shade for Malmi square' }, districts: ['malmi'], horizon: 'now' }] }] });
export type CrystalliseBody = z.infer<typeof CrystalliseBody>;

/** Members of a thread (API contract, api.md §3, `/threads`). */
const threadKinds = z.enum([
  ...(['need', 'session', 'item', 'call', 'challenge', 'application', 'pilot'] as const),
  ...(['learning', 'decision', 'proposal', 'project', 'indicator', 'publication'] as const),
]);

export const AddressBody = z
  .strictObject({
    how: LocalisedText,
    links: z
      .array(z.strictObject({ kind: threadKinds, id: Id }))
      .max(listMax)
      .default([]),
  })
  .meta({ id: 'AddressBody', examples: [{ how: { fi: 'Torille istutettiin siirrettäviä puita', en: 'Movable trees were planted' } }] });
export type AddressBody = z.infer<typeof AddressBody>;

export const EmptyBody = z.strictObject({}).meta({ id: 'EmptyBody', examples: [{}] });

/** What the author reads by the secret link: no token, no account. */
export const Receipt = z
  .object({
    need: z.object({ id: Id, title: LocalisedText, status: z.enum(NEED_STATUSES) }),
    updates: z.array(
      z.object({
        at: Instant,
        status: z.enum(NEED_STATUSES),
        reason: LocalisedText.optional(),
        links: z.array(
          z.object({
            kind: z.string(),
            id: Id,
            title: LocalisedText.nullable().describe('As last heard; null where nothing was heard that everybody may read'),
            status: z.string().nullable().describe('What has become of it, likewise'),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;
