import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Geometry } from '../values/geometry.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { Instant, MonthOrDay } from '../values/moments.ts';

const DevelopmentState = z.object({
  id: Id,
  version: z.int(),
  district: Slug,
  title: EventText,
  kind: z.string().describe('construction, zoning, street or plot; more may come'),
  stage: z.string().describe('planned, ongoing or done; more may come'),
  builder: Id.nullable(),
  location: Geometry.nullable(),
  window: z.object({ from: MonthOrDay.nullable(), to: MonthOrDay.nullable() }).nullable(),
  attachments: z.array(Id),
  createdAt: Instant,
  updatedAt: Instant,
});

/** What happens to the developments of a district (API contract, R1b and G22). */
export const developmentEvents = defineEvents({
  service: 'roadmap',
  noun: 'development',
  collection: 'developments',
  state: DevelopmentState,
  outline: [],
  types: {
    create: {
      type: 'fiksu.roadmap.development.created.v1',
      title: { fi: 'Rakentamishanke lisättiin', sv: 'Ett byggprojekt lades till', en: 'A development was added' },
    },
    change: {
      type: 'fiksu.roadmap.development.changed.v1',
      title: { fi: 'Rakentamishanke muuttui', sv: 'Ett byggprojekt ändrades', en: 'A development was changed' },
    },
    delete: {
      type: 'fiksu.roadmap.development.deleted.v1',
      title: { fi: 'Rakentamishanke poistettiin', sv: 'Ett byggprojekt togs bort', en: 'A development was removed' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c073a20',
    version: 1,
    district: 'malmi',
    title: { fi: 'Malmin lentokenttäalue', en: 'Malmi airfield' },
    kind: 'construction',
    stage: 'planned',
    builder: null,
    location: { type: 'Point', coordinates: [25.0106, 60.2505] },
    window: { from: '2027-03', to: '2030-11' },
    attachments: [],
    createdAt: '2026-11-25T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
