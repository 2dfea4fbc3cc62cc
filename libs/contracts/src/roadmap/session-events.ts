import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { Instant } from '../values/moments.ts';

/** A session is told of as a whole once it is closed. What people said there stays in its notes, and goes into no event. */
const SessionState = z.object({
  id: Id,
  version: z.int(),
  status: z.string().describe('planned, open or closed; more may come'),
  districts: z.array(Slug),
  themes: z.array(Slug),
  method: Id.optional(),
  edition: z.int().optional().describe('The edition of the method that was used'),
  variant: Slug.nullable().optional().describe('The form of the method that was used; null for the usual one'),
  title: EventText.optional(),
  description: EventText.nullable().optional(),
  needs: z.array(Id).optional(),
  facilitator: Id.nullable().optional(),
  startsAt: Instant.optional(),
  endsAt: Instant.optional(),
  attachments: z.array(Id).optional().describe('Files that hang on it'),
  votes: z
    .array(z.object({ phase: Slug, need: Id.nullable(), note: Id.nullable(), count: z.int() }))
    .optional()
    .describe('For a need or for a note'),
  participants: z
    .array(z.object({ phase: Slug, organisation: Id.nullable(), district: Slug.nullable(), group: z.string().nullable(), count: z.int() }))
    .optional()
    .describe('How many took part in a phase: counted, never named'),
  outcomes: z
    .array(z.object({ kind: z.string(), id: Id }))
    .optional()
    .describe('What came of it: needs and items'),
  createdAt: Instant,
  updatedAt: Instant,
});

/** What happens at co-creation sessions (API contract, R6 and G22). */
export const sessionEvents = defineEvents({
  service: 'roadmap',
  noun: 'session',
  collection: 'sessions',
  state: SessionState,
  outline: ['districts', 'themes', 'createdAt', 'updatedAt'],
  types: {
    create: { type: 'fiksu.roadmap.session.created.v1', title: { fi: 'Työpaja suunniteltiin', sv: 'En verkstad planerades', en: 'A session was planned' } },
    change: { type: 'fiksu.roadmap.session.changed.v1', title: { fi: 'Työpaja muuttui', sv: 'En verkstad ändrades', en: 'A session was changed' } },
    open: { type: 'fiksu.roadmap.session.opened.v1', title: { fi: 'Työpaja avattiin', sv: 'En verkstad öppnades', en: 'A session was opened' } },
    record: {
      type: 'fiksu.roadmap.session.recorded.v1',
      title: { fi: 'Työpajasta kirjattiin', sv: 'En verkstad antecknades', en: 'Something was recorded at a session' },
    },
    close: { type: 'fiksu.roadmap.session.closed.v1', title: { fi: 'Työpaja päätettiin', sv: 'En verkstad avslutades', en: 'A session was closed' } },
    delete: { type: 'fiksu.roadmap.session.deleted.v1', title: { fi: 'Työpaja poistettiin', sv: 'En verkstad togs bort', en: 'A session was removed' } },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739b0',
    version: 5,
    status: 'closed',
    districts: ['malmi'],
    themes: ['green-infrastructure'],
    method: '01936a5c-8f00-7cc3-98c4-dc0c0c0739a0',
    edition: 1,
    variant: 'two-day',
    title: { en: 'Malmi sprint' },
    description: null,
    needs: ['01936a5c-8f00-7cc3-98c4-dc0c0c07398f'],
    facilitator: null,
    startsAt: '2026-11-23T07:00:00.000Z',
    endsAt: '2026-11-24T14:00:00.000Z',
    attachments: [],
    votes: [{ phase: 'choose', need: '01936a5c-8f00-7cc3-98c4-dc0c0c07398f', note: null, count: 7 }],
    participants: [
      { phase: 'understand', organisation: '01936a5c-8f00-7cc3-98c4-dc0c0c073901', district: null, group: null, count: 2 },
      { phase: 'understand', organisation: null, district: 'malmi', group: 'residents', count: 9 },
    ],
    outcomes: [
      { kind: 'item', id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0' },
      { kind: 'need', id: '01936a5c-8f00-7cc3-98c4-dc0c0c073992' },
    ],
    createdAt: '2026-11-20T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
export type SessionEvent = z.infer<typeof sessionEvents.event>;
