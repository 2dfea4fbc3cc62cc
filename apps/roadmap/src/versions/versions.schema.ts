import { Day, Id, Instant, LocalisedText, MonthOrDay, Slug } from '@fiksu/contracts';
import { z } from 'zod';
import { HORIZONS } from '../items/item.ts';
import { MILESTONE_STATUSES } from '../items/milestone.ts';
import { ENDED, LASTING } from './version.ts';

export const VersionBody = z.strictObject({ title: LocalisedText }).meta({ id: 'VersionBody', examples: [{ title: { fi: 'Kevät 2027', en: 'Spring 2027' } }] });
export type VersionBody = z.infer<typeof VersionBody>;

/** All that is hashed: what this does not name would be missing in an answer, and nobody could verify the hash. */
export const PublishedItemView = z
  .object({
    id: Id,
    status: z.enum([...LASTING, ...ENDED]),
    title: LocalisedText,
    goal: LocalisedText.nullable(),
    districts: z.array(Slug),
    themes: z.array(Slug),
    horizon: z.enum(HORIZONS),
    window: z.object({ from: MonthOrDay.nullable(), to: MonthOrDay.nullable() }).nullable(),
    owner: Id.nullable().describe('As it was: an organisation that was merged later is found under this id all the same'),
    programme: Id.nullable(),
    needs: z.array(Id).describe('Those that were public'),
    dependsOn: z.array(Id).describe('Those that were public'),
    developments: z.array(Id),
    pilots: z.array(Id),
    indicators: z.array(Id),
    learnings: z.array(Id),
    expectedClimateEffect: LocalisedText.nullable(),
    milestones: z.array(
      z.object({
        id: Id,
        title: LocalisedText,
        dueOn: Day,
        status: z.enum(MILESTONE_STATUSES),
        doneOn: Day.nullable(),
        reason: LocalisedText.nullable().describe('Why it was cancelled'),
      }),
    ),
    dropReason: LocalisedText.nullable(),
    supersededBy: Id.nullable(),
  })
  .meta({ id: 'PublishedItem', description: 'An item as a version keeps it for ever' });

const summary = {
  id: Id,
  version: z.int(),
  number: z.int().describe('1, 2, 3…, without gaps'),
  title: LocalisedText,
  publishedAt: Instant,
  hash: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .describe('SHA-256 over `items`, written as canonical JSON (RFC 8785): anybody can verify it'),
  createdAt: Instant,
  updatedAt: Instant,
};

export const VersionSummary = z.object(summary).meta({ id: 'VersionSummary', description: 'A version without its items, as a list has it' });
export type VersionSummary = z.infer<typeof VersionSummary>;

export const VersionView = z.object({ ...summary, items: z.array(PublishedItemView).describe('By id') }).meta({ id: 'Version' });
export type VersionView = z.infer<typeof VersionView>;

const Named = z.object({ id: Id, title: LocalisedText });

export const DiffView = z
  .object({
    a: Id,
    b: Id,
    added: z.array(Named).describe('In b and not in a'),
    removed: z.array(Named).describe('In a, and in b no longer'),
    dropped: z.array(Named.extend({ reason: LocalisedText.nullable() })).describe('Dropped since a: told here alone'),
    changed: z.array(
      Named.extend({
        changes: z.array(
          z.object({
            pointer: z.string().describe('A JSON pointer (RFC 6901) into the item'),
            from: z.unknown().describe('As it is in a; null for what is not there'),
            to: z.unknown().describe('As it is in b'),
          }),
        ),
      }),
    ),
    moved: z.array(Named.extend({ from: z.enum(HORIZONS), to: z.enum(HORIZONS) })).describe('To another horizon; these are in `changed` too'),
  })
  .meta({ id: 'VersionDiff' });
export type DiffView = z.infer<typeof DiffView>;
