import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Id } from '../values/identifiers.ts';
import { Instant } from '../values/moments.ts';

const AnnouncementState = z.object({
  id: Id,
  version: z.int(),
  community: Id.optional(),
  title: EventText.optional(),
  text: EventText.optional(),
  createdAt: Instant.optional(),
  updatedAt: Instant.optional(),
});

/** What happens to announcements of communities (API contract, P6 and G22). */
export const announcementEvents = defineEvents({
  service: 'partners',
  noun: 'announcement',
  collection: 'announcements',
  state: AnnouncementState,
  outline: [],
  types: {
    create: {
      type: 'fiksu.partners.announcement.created.v1',
      title: { fi: 'Yhteisö tiedotti', sv: 'En gemenskap meddelade något', en: 'A community announced something' },
    },
    delete: {
      type: 'fiksu.partners.announcement.deleted.v1',
      title: { fi: 'Yhteisön tiedote poistettiin', sv: 'Ett meddelande togs bort', en: 'An announcement was removed' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c2',
    version: 1,
    community: '01936a5c-8f00-7cc3-98c4-dc0c0c0739c0',
    title: { fi: 'Kävelemme taas keväällä' },
    text: { fi: 'Ensimmäinen kävely on 5.5. Malmitalolta.' },
    createdAt: '2026-11-25T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
