import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { Slug } from '../values/identifiers.ts';
import { EventText } from '../events/event-text.ts';
import { Instant } from '../values/moments.ts';

const ThemeState = z.object({
  id: Slug,
  version: z.int(),
  label: EventText,
  broader: Slug.nullable(),
  related: z.array(Slug),
  scheme: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
});

/** What happens to themes (API contract, R2 and G22). Which are narrower follows from `broader` of the others. */
export const themeEvents = defineEvents({
  service: 'roadmap',
  noun: 'theme',
  collection: 'themes',
  state: ThemeState,
  outline: [],
  types: {
    create: { type: 'fiksu.roadmap.theme.created.v1', title: { fi: 'Teema lisättiin', sv: 'Ett tema lades till', en: 'A theme was added' } },
    change: { type: 'fiksu.roadmap.theme.changed.v1', title: { fi: 'Teema muuttui', sv: 'Ett tema ändrades', en: 'A theme was changed' } },
    delete: { type: 'fiksu.roadmap.theme.deleted.v1', title: { fi: 'Teema poistettiin', sv: 'Ett tema togs bort', en: 'A theme was removed' } },
  },
  example: {
    id: 'street-lighting',
    version: 1,
    label: { fi: 'Katuvalaistus', en: 'Street lighting' },
    broader: 'energy',
    related: ['safety'],
    scheme: 'fiksu',
    createdAt: '2026-11-25T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
