import { Day, Id, Instant, LocalisedText, MonthOrDay, Slug } from '@fiksu/contracts';
import { AttachmentIds, ROLES, patchOf } from '@fiksu/service';
import { z } from 'zod';
import { HEALTH } from './health.ts';
import { LINK_KINDS } from './item-links.ts';
import { HORIZONS, ITEM_STATUSES } from './item.ts';
import { MILESTONE_STATUSES } from './milestone.ts';
import { TIMELINESS } from './timeliness.ts';

const listMax = 200;
const ids = z.array(Id).max(listMax);

/** Mandatory are `title`, `horizon` and `districts` (R7). */
export const ItemBody = z
  .strictObject({
    title: LocalisedText,
    goal: LocalisedText.nullable().default(null),
    districts: z.array(Slug).min(1).max(listMax),
    themes: z.array(Slug).max(listMax).default([]),
    horizon: z.enum(HORIZONS),
    window: z
      .strictObject({ from: MonthOrDay.nullable().default(null), to: MonthOrDay.nullable().default(null) })
      .nullable()
      .default(null),
    owner: Id.nullable().default(null).describe('The organisation that answers for it'),
    programme: Id.nullable().default(null),
    needs: ids.default([]).describe('The needs that it answers; one that was merged stands for the need that goes on'),
    dependsOn: ids.default([]).describe('Items that come before it'),
    pilots: ids.default([]),
    proposals: ids.default([]),
    indicators: ids.default([]),
    learnings: ids.default([]),
    developments: ids.default([]).describe('Developments of the districts that it is tied to'),
    expectedClimateEffect: LocalisedText.nullable().default(null),
    attachments: AttachmentIds,
  })
  .meta({
    id: 'ItemBody',
    examples: [
      {
        title: { fi: 'Varjoa Malmin torille', en: 'Shade for Malmi square' },
        goal: { en: 'Ten degrees less on the square in July' },
        districts: ['malmi'],
        themes: ['green-infrastructure'],
        horizon: 'now',
        window: { from: '2027-03', to: '2027-11' },
      },
    ],
  });
export type ItemBody = z.infer<typeof ItemBody>;

/** Members of an item that are computed or moved by actions alone (G12). */
export const itemDerived = ['progress', 'timeliness', 'health', 'milestones', 'links', 'dropReason', 'supersededBy', 'committedAt', 'confirmedAt'] as const;

export const ItemPatch = patchOf(ItemBody, 'ItemPatch', itemDerived).meta({ examples: [{ horizon: 'next', window: { to: '2028-06' } }] });

const Because = z
  .object({ code: z.string(), kind: z.string().optional(), id: Id.optional(), detail: LocalisedText })
  .meta({ id: 'ItemBecause', description: 'Why a computed reading is as it is: a word for machines, and words for people' });
const because = z.array(Because).min(1);

const overrideOf = (value: z.ZodType) =>
  z.object({ value, reason: LocalisedText, until: Day }).nullable().describe('A reading that a person has set beside the computed one, until a day');

const Health = z.enum(HEALTH);
const Timeliness = z.enum(TIMELINESS);
const Progress = z.number().min(0).max(1);

export const MilestoneView = z
  .object({
    id: Id,
    version: z.int().optional().describe('Of the item: its ETag and that of the milestone take the place of one another'),
    item: Id.optional(),
    title: LocalisedText,
    dueOn: Day,
    status: z.enum(MILESTONE_STATUSES),
    actions: z.array(z.string()),
    doneOn: Day.nullable(),
    reason: LocalisedText.nullable().describe('Why it was cancelled'),
  })
  .meta({ id: 'Milestone' });
export type MilestoneView = z.infer<typeof MilestoneView>;

export const ItemView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(ITEM_STATUSES),
    actions: z.array(z.string()).describe('What this caller may do now'),
    title: LocalisedText.optional().describe('This and all that people wrote is left out for a platform until the item is committed to'),
    goal: LocalisedText.nullable().optional(),
    districts: z.array(Slug),
    themes: z.array(Slug),
    horizon: z.enum(HORIZONS).optional(),
    window: z.object({ from: MonthOrDay.nullable(), to: MonthOrDay.nullable() }).nullable().optional(),
    owner: Id.nullable().optional(),
    programme: Id.nullable().optional(),
    needs: z.array(Id).optional(),
    dependsOn: z.array(Id).optional(),
    pilots: z.array(Id).optional(),
    proposals: z.array(Id).optional().describe('For coordinators and platforms alone'),
    indicators: z.array(Id).optional(),
    learnings: z.array(Id).optional(),
    developments: z.array(Id).optional(),
    expectedClimateEffect: LocalisedText.nullable().optional(),
    attachments: z.array(Id).optional().describe('Files that hang on it'),
    milestones: z.array(MilestoneView).optional(),
    progress: z
      .object({ value: Progress.nullable(), because, override: overrideOf(Progress) })
      .optional()
      .describe('Computed from the pilots and indicators linked with it'),
    timeliness: z
      .object({ value: Timeliness, because, override: overrideOf(Timeliness) })
      .optional()
      .describe('Computed from the days since a person last changed or confirmed it'),
    health: z
      .object({ value: Health, because, override: overrideOf(Health) })
      .optional()
      .describe('Computed from the milestones'),
    dropReason: LocalisedText.nullable().optional(),
    supersededBy: Id.nullable().optional(),
    committedAt: Instant.nullable().optional().describe('From then on it is public'),
    confirmedAt: Instant.optional().describe('When a person last changed it, or said that it is up to date'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Item' });
export type ItemView = z.infer<typeof ItemView>;

export const ItemReasonBody = z
  .strictObject({ reason: LocalisedText })
  .meta({ id: 'ItemReasonBody', examples: [{ reason: { fi: 'Rahoitusta ei saatu', en: 'No money was found' } }] });
export type ItemReasonBody = z.infer<typeof ItemReasonBody>;

export const HoldBody = z.strictObject({ reason: LocalisedText.optional() }).meta({ id: 'HoldBody', examples: [{ reason: { en: 'Waiting for the plan' } }] });
export type HoldBody = z.infer<typeof HoldBody>;

export const SupersedeBody = z.strictObject({ by: Id.describe('The item that takes its place') }).meta({ id: 'SupersedeBody' });
export type SupersedeBody = z.infer<typeof SupersedeBody>;

export const ConfirmBody = z.strictObject({ note: LocalisedText.optional() }).meta({ id: 'ConfirmBody', examples: [{ note: { en: 'As planned' } }] });
export type ConfirmBody = z.infer<typeof ConfirmBody>;

const told = { reason: LocalisedText, until: Day.describe('The last day on which it is shown') };
export const OverrideBody = z
  .discriminatedUnion('field', [
    z.strictObject({ field: z.literal('health'), value: Health, ...told }),
    z.strictObject({ field: z.literal('progress'), value: Progress, ...told }),
    z.strictObject({ field: z.literal('timeliness'), value: Timeliness, ...told }),
  ])
  .meta({ id: 'OverrideBody', examples: [{ field: 'health', value: 'on-time', reason: { en: 'The plan was approved orally' }, until: '2027-06-30' }] });
export type OverrideBody = z.infer<typeof OverrideBody>;

export const MilestoneBody = z
  .strictObject({ title: LocalisedText, dueOn: Day })
  .meta({ id: 'MilestoneBody', examples: [{ title: { en: 'Trees ordered' }, dueOn: '2027-04-30' }] });
export type MilestoneBody = z.infer<typeof MilestoneBody>;

export const MilestoneDoneBody = z
  .strictObject({ on: Day.optional().describe('Today where it is left out') })
  .meta({ id: 'MilestoneDoneBody', examples: [{}, { on: '2024-05-31' }] });
export type MilestoneDoneBody = z.infer<typeof MilestoneDoneBody>;

export const Milestones = z.object({ data: z.array(MilestoneView) }).meta({ id: 'Milestones', description: 'In the order in which they were added' });

export const LinkBody = z
  .strictObject({ kind: z.enum(LINK_KINDS), id: Id })
  .meta({ id: 'LinkBody', examples: [{ kind: 'pilot', id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0' }] });
export type LinkBody = z.infer<typeof LinkBody>;

export const LinkView = z
  .object({
    kind: z.enum(LINK_KINDS),
    id: Id,
    item: Id,
    version: z.int().optional().describe('Of the item'),
    title: LocalisedText.nullable().describe('As last heard; null where nothing was heard, or where you may not see it'),
    status: z.string().nullable(),
    since: Instant,
    by: z.object({ role: z.enum([...ROLES, 'clock', 'rule']), organisation: Id.nullable() }),
  })
  .meta({ id: 'ItemLink' });
export type LinkView = z.infer<typeof LinkView>;

export const Links = z.object({ data: z.array(LinkView) }).meta({ id: 'ItemLinks' });
