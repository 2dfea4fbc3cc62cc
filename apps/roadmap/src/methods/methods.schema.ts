import { Id, Instant, LocalisedText, Slug } from '@fiksu/contracts';
import { patchOf } from '@fiksu/service';
import { z } from 'zod';
import { METHOD_STATUSES } from './method.ts';

const phasesMax = 50;
const variantsMax = 20;
const listMax = 100;
const durationLengthMax = 40;

export const Duration = z.iso
  .duration()
  .max(durationLengthMax)
  .meta({ id: 'Duration', description: 'A duration after ISO 8601', examples: ['PT3H', 'P1D'] });

const PhaseBody = z
  .strictObject({
    id: Slug.describe('By which sessions say where they are; unique within its form of the method'),
    name: LocalisedText,
    description: LocalisedText.nullable().default(null),
    duration: Duration.nullable().default(null),
  })
  .meta({ id: 'PhaseBody' });

const phases = z.array(PhaseBody).min(1).max(phasesMax);

const VariantBody = z
  .strictObject({ id: Slug.describe('Unique within the method'), name: LocalisedText, phases })
  .meta({ id: 'VariantBody', description: 'Another form of the method, with phases of its own' });

const sprintOf = (durations: readonly string[]) =>
  ['Understand', 'Ideate', 'Choose', 'Prototype', 'Test'].map((en, index) => ({ id: en.toLowerCase(), name: { en }, duration: durations[index] }));

/** The sprint of the project "Virtuaalivehreä": the five phases that elsewhere take five days, in two (domain page). */
export const designSprint = {
  name: { en: 'Design sprint', fi: 'Design sprint' },
  summary: { en: 'From a question to a tested idea' },
  phases: sprintOf(['P1D', 'P1D', 'P1D', 'P1D', 'P1D']),
  variants: [{ id: 'two-day', name: { en: 'In two days', fi: 'Kahdessa päivässä' }, phases: sprintOf(['PT3H', 'PT3H', 'PT1H', 'PT4H', 'PT3H']) }],
  materials: [{ en: 'Whiteboard' }, { en: 'Sticky notes' }],
  roles: [{ en: 'facilitator' }, { en: 'decider' }],
  whenToUse: { en: 'The need is known and accepted, the answer is not' },
};

/** Mandatory are `name` and `phases` (R5). */
export const MethodBody = z
  .strictObject({
    name: LocalisedText,
    summary: LocalisedText.nullable().default(null),
    phases,
    variants: z.array(VariantBody).max(variantsMax).default([]),
    materials: z.array(LocalisedText).max(listMax).default([]),
    roles: z.array(LocalisedText).max(listMax).default([]),
    whenToUse: LocalisedText.nullable().default(null),
  })
  .meta({ id: 'MethodBody', examples: [designSprint] });
export type MethodBody = z.infer<typeof MethodBody>;

const derived = ['edition', 'publishedAt', 'unpublishedChanges'];
export const methodDerived: readonly string[] = derived;
export const MethodPatch = patchOf(MethodBody, 'MethodPatch', derived).meta({ examples: [{ whenToUse: { en: 'Nobody agrees on what the question is' } }] });

const PhaseView = z
  .object({ id: Slug, name: LocalisedText, description: LocalisedText.nullable(), duration: Duration.nullable() })
  .meta({ id: 'Phase', description: 'A step of a method' });
export { PhaseView };

const card = {
  name: LocalisedText,
  summary: LocalisedText.nullable(),
  phases: z.array(PhaseView),
  variants: z.array(z.object({ id: Slug, name: LocalisedText, phases: z.array(PhaseView) }).meta({ id: 'Variant' })),
  materials: z.array(LocalisedText),
  roles: z.array(LocalisedText),
  whenToUse: LocalisedText.nullable(),
};

export const MethodView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(METHOD_STATUSES),
    actions: z.array(z.string()).describe('What this caller may do now'),
    edition: z.int().describe('The number of the last edition; 0 before the first'),
    publishedAt: Instant.nullable().describe('When the last edition was published'),
    ...z.object(card).partial().shape,
    unpublishedChanges: z.boolean().optional().describe('For coordinators: whether this is not what the last edition says, which is what everybody else reads'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Method', description: 'A platform reads nothing of what a method says until it is published' });
export type MethodView = z.infer<typeof MethodView>;

export const EditionView = z
  .object({ method: Id, edition: z.int(), publishedAt: Instant, ...card })
  .meta({ id: 'MethodEdition', description: 'A method as it was published; it never changes' });
export type EditionView = z.infer<typeof EditionView>;

export const Editions = z
  .object({ data: z.array(z.object({ edition: z.int(), publishedAt: Instant, name: LocalisedText })) })
  .meta({ id: 'MethodEditions', description: 'All editions of a method, the first one first' });
export type Editions = z.infer<typeof Editions>;

const outcomes = z.object({ needs: z.int(), items: z.int() });

/** Where a method was used, with what outcomes (R5). */
export const TrackRecord = z
  .object({
    sessions: z.int().describe('How many sessions by this method are closed'),
    outcomes: outcomes.describe('What came of them, each thing once'),
    pilots: z.int().describe('How many pilots are linked to the items that came of them'),
    data: z
      .array(
        z.object({
          session: Id,
          title: LocalisedText,
          districts: z.array(Slug),
          edition: z.int(),
          variant: Slug.nullable(),
          startsAt: Instant,
          endsAt: Instant,
          outcomes,
        }),
      )
      .describe('The last 200 of these sessions, the newest first'),
  })
  .meta({ id: 'TrackRecord' });
export type TrackRecord = z.infer<typeof TrackRecord>;
