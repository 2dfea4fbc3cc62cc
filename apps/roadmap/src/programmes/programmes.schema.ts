import { Id, Instant, LocalisedText, Money, MonthOrDay, Slug } from '@fiksu/contracts';
import { AttachmentIds, patchOf } from '@fiksu/service';
import { z } from 'zod';

const listMax = 200;
const slugs = z.array(Slug).max(listMax);
const organisations = z.array(Id).max(listMax);

const SubProjectBody = z
  .strictObject({
    id: Id.optional().describe('Of a sub-project that is there already; a new one gets its own'),
    title: LocalisedText,
    districts: slugs.default([]),
    themes: slugs.default([]),
    lead: Id.nullable().default(null),
  })
  .meta({ id: 'SubProjectBody' });

const daysMax = 3650;
const days = z.int().min(1).max(daysMax);

/** Up to how many days since a person updated an item it is fresh, acceptable, late; then it is stale. */
const UpdateDays = z.strictObject({ target: days, acceptable: days, late: days }).meta({ id: 'UpdateDays' });

export const ProgrammeBody = z
  .strictObject({
    title: LocalisedText,
    description: LocalisedText.nullable().default(null),
    implementers: organisations.default([]),
    partners: organisations.default([]),
    lead: Id.nullable().default(null),
    period: z.strictObject({ from: MonthOrDay, to: MonthOrDay.nullable().default(null) }),
    grantedFunding: Money.nullable().default(null),
    objectives: z.array(LocalisedText).max(listMax).default([]),
    themes: slugs.default([]),
    districts: slugs.default([]),
    lessonsFrom: slugs.default([]).describe('Districts whose lessons the programme takes up'),
    subProjects: z.array(SubProjectBody).max(listMax).default([]),
    updateDays: UpdateDays.nullable().default(null).describe('How often its items are to be brought up to date; 30, 60 and 120 days without'),
    attachments: AttachmentIds,
  })
  .meta({
    id: 'ProgrammeBody',
    examples: [
      {
        title: { fi: 'Vihreä Malmi', en: 'Green Malmi' },
        period: { from: '2027-01', to: '2029-12' },
        grantedFunding: { amount: '450000.00', currency: 'EUR' },
        districts: ['malmi'],
        themes: ['green-infrastructure'],
        lessonsFrom: ['kalasatama'],
        subProjects: [{ title: { fi: 'Tori' }, districts: ['malmi'], themes: ['green-infrastructure'] }],
      },
    ],
  });
export type ProgrammeBody = z.infer<typeof ProgrammeBody>;

export const ProgrammePatch = patchOf(ProgrammeBody, 'ProgrammePatch').meta({ examples: [{ period: { to: '2030-06' } }] });

export const ProgrammeView = z
  .object({
    id: Id,
    version: z.int(),
    title: LocalisedText,
    description: LocalisedText.nullable(),
    implementers: z.array(Id),
    partners: z.array(Id),
    lead: Id.nullable(),
    period: z.object({ from: MonthOrDay, to: MonthOrDay.nullable() }),
    grantedFunding: Money.nullable(),
    objectives: z.array(LocalisedText),
    themes: z.array(Slug),
    districts: z.array(Slug),
    lessonsFrom: z.array(Slug),
    subProjects: z.array(
      z.object({ id: Id, title: LocalisedText, districts: z.array(Slug), themes: z.array(Slug), lead: Id.nullable() }).meta({ id: 'SubProject' }),
    ),
    updateDays: UpdateDays.nullable(),
    attachments: z.array(Id),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Programme' });
export type ProgrammeView = z.infer<typeof ProgrammeView>;
