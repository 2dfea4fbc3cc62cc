import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { EventText } from '../events/event-text.ts';
import { Instant, MonthOrDay } from '../values/moments.ts';
import { Money } from '../values/money.ts';

const ProgrammeState = z.object({
  id: Id,
  version: z.int(),
  title: EventText,
  description: EventText.nullable(),
  implementers: z.array(Id),
  partners: z.array(Id),
  lead: Id.nullable(),
  period: z.object({ from: MonthOrDay, to: MonthOrDay.nullable() }),
  grantedFunding: Money.nullable(),
  objectives: z.array(EventText),
  themes: z.array(Slug),
  districts: z.array(Slug),
  lessonsFrom: z.array(Slug),
  subProjects: z.array(z.object({ id: Id, title: EventText, districts: z.array(Slug), themes: z.array(Slug), lead: Id.nullable() })),
  updateDays: z
    .object({ target: z.int(), acceptable: z.int(), late: z.int() })
    .nullable()
    .optional()
    .describe('How often its items are to be brought up to date'),
  attachments: z.array(Id).optional().describe('Files that hang on it'),
  createdAt: Instant,
  updatedAt: Instant,
});

/** What happens to programmes (API contract, R3 and G22). */
export const programmeEvents = defineEvents({
  service: 'roadmap',
  noun: 'programme',
  collection: 'programmes',
  state: ProgrammeState,
  outline: [],
  types: {
    create: { type: 'fiksu.roadmap.programme.created.v1', title: { fi: 'Ohjelma lisättiin', sv: 'Ett program lades till', en: 'A programme was added' } },
    change: { type: 'fiksu.roadmap.programme.changed.v1', title: { fi: 'Ohjelma muuttui', sv: 'Ett program ändrades', en: 'A programme was changed' } },
    delete: { type: 'fiksu.roadmap.programme.deleted.v1', title: { fi: 'Ohjelma poistettiin', sv: 'Ett program togs bort', en: 'A programme was removed' } },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c073990',
    version: 1,
    title: { fi: 'Vihreä Malmi', en: 'Green Malmi' },
    description: null,
    implementers: [],
    partners: [],
    lead: null,
    period: { from: '2027-01', to: '2029-12' },
    grantedFunding: { amount: '450000.00', currency: 'EUR' },
    objectives: [{ en: 'Ten degrees less on the square' }],
    themes: ['green-infrastructure'],
    districts: ['malmi'],
    lessonsFrom: ['kalasatama'],
    subProjects: [{ id: '01936a5c-8f00-7cc3-98c4-dc0c0c073991', title: { fi: 'Tori' }, districts: ['malmi'], themes: ['green-infrastructure'], lead: null }],
    createdAt: '2026-11-25T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
