import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { EventText } from '../events/event-text.ts';
import { Id } from '../values/identifiers.ts';
import { Instant } from '../values/moments.ts';

const VersionState = z.object({
  id: Id,
  version: z.int(),
  number: z.int(),
  title: EventText,
  hash: z.string().describe('SHA-256 over its items as canonical JSON (RFC 8785)'),
  publishedAt: Instant,
  createdAt: Instant,
  updatedAt: Instant,
});

/** What happens to versions of the roadmap (API contract, R8 and I10). Their items are read from the API: they may be more than a message holds. */
export const versionEvents = defineEvents({
  service: 'roadmap',
  noun: 'version',
  collection: 'versions',
  state: VersionState,
  outline: [],
  mentioned: ['items'],
  types: {
    create: {
      type: 'fiksu.roadmap.version.created.v1',
      title: { fi: 'Tiekartan versio julkaistiin', sv: 'En version av färdplanen publicerades', en: 'A version of the roadmap was published' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c073a30',
    version: 1,
    number: 3,
    title: { fi: 'Kevät 2027', en: 'Spring 2027' },
    hash: 'sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
    publishedAt: '2026-11-25T08:00:00.000Z',
    createdAt: '2026-11-25T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
