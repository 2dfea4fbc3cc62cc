import { Id, Instant, LocalisedText, Slug } from '@fiksu/contracts';
import { AttachmentIds, patchOf } from '@fiksu/service';
import { z } from 'zod';
import { PhaseView } from '../methods/methods.schema.ts';
import { OUTCOME_KINDS, SESSION_STATUSES } from './session.ts';

const listMax = 200;
const groupLengthMax = 80;
const countMax = 1_000_000;

/** Mandatory are `method`, `title`, `districts`, `startsAt` and `endsAt` (R6). */
export const SessionBody = z
  .strictObject({
    method: Id.describe('A published method'),
    edition: z.int().min(1).nullable().default(null).describe('Of the method; the last one, where it is left out'),
    variant: Slug.nullable().default(null).describe('A form of the method; its usual one, where it is left out'),
    title: LocalisedText,
    description: LocalisedText.nullable().default(null),
    districts: z.array(Slug).min(1).max(listMax),
    themes: z.array(Slug).max(listMax).default([]),
    needs: z.array(Id).max(listMax).default([]).describe('The needs that it is about'),
    facilitator: Id.nullable().default(null).describe('An organisation whose partners lead the session: they read it, and record'),
    startsAt: Instant,
    endsAt: Instant,
    attachments: AttachmentIds,
  })
  .meta({
    id: 'SessionBody',
    examples: [
      {
        method: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a0',
        variant: 'two-day',
        title: { en: 'Malmi sprint' },
        districts: ['malmi'],
        needs: ['01936a5c-8f00-7cc3-98c4-dc0c0c07398f'],
        startsAt: '2027-02-01T07:00:00Z',
        endsAt: '2027-02-02T14:00:00Z',
      },
    ],
  });
export type SessionBody = z.infer<typeof SessionBody>;

const derived = ['phases', 'notes', 'votes', 'participants', 'outcomes'];
export const sessionDerived: readonly string[] = derived;
export const SessionPatch = patchOf(SessionBody, 'SessionPatch', derived).meta({ examples: [{ endsAt: '2027-02-02T15:00:00Z' }] });

const count = z.int().min(0).max(countMax);

export const RecordBody = z
  .strictObject({
    phase: Slug.describe('One of the phases of the session'),
    notes: z
      .array(z.strictObject({ text: LocalisedText }))
      .max(listMax)
      .default([]),
    votes: z
      .array(
        z.strictObject({
          need: Id.optional(),
          note: z
            .union([z.int().min(0), Id])
            .optional()
            .describe('The place of a note in this request, counted from 0, or the id of one recorded before'),
          count,
        }),
      )
      .max(listMax)
      .default([])
      .describe('Each for a need or for a note'),
    participants: z
      .array(z.strictObject({ organisation: Id.optional(), district: Slug.optional(), group: z.string().trim().min(1).max(groupLengthMax).optional(), count }))
      .max(listMax)
      .default([])
      .describe('How many took part in this phase, by organisation, district and group; never who'),
  })
  .meta({
    id: 'RecordBody',
    examples: [
      {
        phase: 'understand',
        notes: [{ text: { en: 'Nobody sits in the square after ten in the morning' } }],
        votes: [{ note: 0, count: 7 }],
        participants: [{ district: 'malmi', group: 'residents', count: 9 }],
      },
    ],
  });
export type RecordBody = z.infer<typeof RecordBody>;

const NoteView = z.object({ id: Id, phase: Slug, text: LocalisedText, at: Instant }).meta({ id: 'SessionNote' });

export const SessionView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(SESSION_STATUSES),
    actions: z.array(z.string()).describe('What this caller may do now'),
    method: Id.optional().describe('This and all that follows from it is left out for a platform until the session is closed'),
    edition: z.int().optional().describe('The edition of the method that is used; later ones change nothing here'),
    variant: Slug.nullable().optional(),
    phases: z.array(PhaseView).optional().describe('Of the form of the method that is used'),
    title: LocalisedText.optional(),
    description: LocalisedText.nullable().optional(),
    districts: z.array(Slug),
    themes: z.array(Slug),
    needs: z.array(Id).optional(),
    facilitator: Id.nullable().optional(),
    startsAt: Instant.optional(),
    endsAt: Instant.optional(),
    attachments: z.array(Id).optional().describe('Files that hang on it'),
    notes: z.array(NoteView).optional().describe('What people said: for coordinators and the facilitator, and not in lists'),
    votes: z.array(z.object({ phase: Slug, need: Id.nullable(), note: Id.nullable(), count: z.int() }).meta({ id: 'SessionVote' })).optional(),
    participants: z
      .array(
        z.object({ organisation: Id.nullable(), district: Slug.nullable(), group: z.string().nullable(), count: z.int() }).meta({ id: 'SessionParticipants' }),
      )
      .optional()
      .describe('How many took part: of each kind, as many as in the phase with the most of them'),
    outcomes: z
      .array(z.object({ kind: z.enum(OUTCOME_KINDS), id: Id }).meta({ id: 'SessionOutcome' }))
      .optional()
      .describe('What came of it, in the order in which it was named'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof SessionView>;
