import { Id, Instant, EventText, Slug, defineEvents } from '@fiksu/contracts';
import { z } from 'zod';

const type = (participle: string) => ({ type: `fiksu.notes.note.${participle}.v1`, title: { en: `A note was ${participle}` } });

/** What happens to notes: drafts are not public. */
export const noteEvents = defineEvents({
  service: 'notes',
  noun: 'note',
  collection: 'notes',
  state: z.object({
    id: Id,
    version: z.int(),
    status: z.string(),
    title: EventText.optional(),
    body: EventText.nullable().optional(),
    district: Slug,
    topics: z.array(Slug).optional(),
    priority: z.int().optional(),
    createdAt: Instant,
    updatedAt: Instant,
  }),
  outline: ['district', 'createdAt', 'updatedAt'],
  mentioned: ['links'],
  types: {
    create: type('created'),
    change: type('changed'),
    publish: type('published'),
    retire: type('retired'),
    delete: type('deleted'),
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c073980',
    version: 2,
    status: 'published',
    title: { en: 'A bench' },
    body: null,
    district: 'malmi',
    topics: [],
    priority: 1,
    createdAt: '2026-11-20T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
