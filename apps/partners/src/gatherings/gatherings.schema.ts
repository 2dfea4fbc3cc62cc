import { Id, Instant, LocalisedText, Point, Slug } from '@fiksu/contracts';
import { AttachmentIds, patchOf } from '@fiksu/service';
import { z } from 'zod';
import { Tag } from '../organisations/organisations.schema.ts';
import { GATHERING_KINDS, GATHERING_STATUSES } from './gathering.ts';

const listMax = 200;
const countMax = 1_000_000;
const tagLengthMax = 80;

const PlaceBody = z
  .strictObject({ name: LocalisedText, location: Point.nullable().default(null).describe('Where to go; without, nobody needs to go anywhere') })
  .meta({ id: 'Place' });

const AttendanceBody = z
  .strictObject({
    group: z.string().trim().min(1).max(tagLengthMax).describe('residents, companies, students…; each once'),
    count: z.int().min(0).max(countMax),
  })
  .meta({ id: 'Attendance', description: 'How many of a group came; never who' });

const attendance = z.array(AttendanceBody).max(listMax).default([]);
const organisations = z.array(Id).max(listMax).default([]).describe('Organisations of this registry that took part');

export const GatheringBody = z
  .strictObject({
    community: Id,
    kind: z.enum(GATHERING_KINDS),
    title: LocalisedText,
    description: LocalisedText.nullable().default(null),
    place: PlaceBody,
    startsAt: Instant,
    endsAt: Instant,
    topics: z.array(Tag).max(listMax).default([]).describe('Skills that it is about'),
    attachments: AttachmentIds,
  })
  .meta({
    id: 'GatheringBody',
    examples: [
      {
        community: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0',
        kind: 'walk',
        title: { fi: 'Kävely Malmilla' },
        place: { name: { fi: 'Malmitalo' }, location: { type: 'Point', coordinates: [25.0106, 60.2505] } },
        startsAt: '2026-05-05T14:00:00Z',
        endsAt: '2026-05-05T16:00:00Z',
      },
    ],
  });
export type GatheringBody = z.infer<typeof GatheringBody>;

/** A gathering as a patch leaves it: of one that was held, who came can be put right. */
export const GatheringTerms = z.strictObject({ ...GatheringBody.shape, attendance, organisations });
export type GatheringTerms = z.infer<typeof GatheringTerms>;

/** What comes from the community, and from actions. */
export const DERIVED = ['location', 'districts', 'themes', 'cancellationReason'] as const;

export const GatheringPatch = patchOf(GatheringTerms, 'GatheringPatch', DERIVED).meta({
  examples: [{ startsAt: '2026-05-06T14:00:00Z', endsAt: '2026-05-06T16:00:00Z' }],
});

export const HoldBody = z.strictObject({ attendance, organisations }).meta({
  id: 'HoldBody',
  examples: [
    {
      attendance: [
        { group: 'residents', count: 23 },
        { group: 'companies', count: 4 },
      ],
      organisations: ['01936a5c-8f00-7cc3-98c4-dc0c0c0739a0'],
    },
  ],
});
export type HoldBody = z.infer<typeof HoldBody>;

export const CancelBody = z.strictObject({ reason: LocalisedText }).meta({ id: 'CancelBody', examples: [{ reason: { fi: 'Myrskyvaroitus' } }] });
export type CancelBody = z.infer<typeof CancelBody>;

export const GatheringView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(GATHERING_STATUSES),
    actions: z.array(z.string()).describe('What this caller may do now'),
    community: Id,
    kind: z.enum(GATHERING_KINDS),
    title: LocalisedText,
    description: LocalisedText.nullable(),
    place: z.object({ name: LocalisedText, location: Point.nullable() }),
    location: Point.nullable().describe('That of the place: by it gatherings are exported as a map'),
    startsAt: Instant,
    endsAt: Instant,
    topics: z.array(z.string()),
    districts: z.array(Slug).describe('Those of the community'),
    themes: z.array(Slug).describe('Those of the community'),
    attendance: z.array(z.object({ group: z.string(), count: z.int() })).describe('How many of each group came'),
    organisations: z.array(Id).describe('Those that took part'),
    cancellationReason: LocalisedText.nullable(),
    attachments: z.array(Id).describe('Files that hang on it'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Gathering', description: 'Public from the start; of persons no more than how many came' });
export type GatheringView = z.infer<typeof GatheringView>;
