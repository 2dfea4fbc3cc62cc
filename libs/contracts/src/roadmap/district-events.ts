import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { Slug } from '../values/identifiers.ts';
import { EventText } from '../events/event-text.ts';
import { Instant } from '../values/moments.ts';

const DistrictState = z.object({
  id: Slug,
  version: z.int(),
  name: EventText,
  otherNames: z.array(z.string()),
  level: z.string(),
  development: z.array(z.string()),
  parent: Slug.nullable(),
  externalIds: z.array(z.object({ scheme: z.string(), value: z.string() })),
  joins: z.array(Slug),
  population: z.int().nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});

/**
 * What happens to districts (API contract, R1 and G22). The border is read from the API: it may be larger than a
 * message, and that of a district which joins others follows from theirs. `change.fields` tells when it has changed.
 */
export const districtEvents = defineEvents({
  service: 'roadmap',
  noun: 'district',
  collection: 'districts',
  state: DistrictState,
  outline: [],
  mentioned: ['geometry'],
  types: {
    create: { type: 'fiksu.roadmap.district.created.v1', title: { fi: 'Alue lisättiin', sv: 'Ett område lades till', en: 'A district was added' } },
    change: { type: 'fiksu.roadmap.district.changed.v1', title: { fi: 'Alue muuttui', sv: 'Ett område ändrades', en: 'A district was changed' } },
    delete: { type: 'fiksu.roadmap.district.deleted.v1', title: { fi: 'Alue poistettiin', sv: 'Ett område togs bort', en: 'A district was removed' } },
  },
  example: {
    id: 'malmi',
    version: 2,
    name: { fi: 'Malmi', sv: 'Malm' },
    otherNames: [],
    level: 'innovation-district',
    development: ['infill'],
    parent: null,
    externalIds: [],
    joins: ['peruspiiri-malmi'],
    population: 29_000,
    createdAt: '2026-11-20T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
