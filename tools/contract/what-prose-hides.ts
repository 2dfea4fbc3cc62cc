import type { Service } from './contract-entry.ts';
import type { Collection } from './promise.ts';

/**
 * What a person reads in the pages and the table reader cannot: kept by hand, one note a place.
 * Not here: addresses that only an answer tells (the receipt of a community's member, P6).
 */
export interface ReadByHand {
  service: Service;
  source: string;
  because: string;
  says?: string[];
  /** What the reader takes out of the prose although it is not meant. */
  doesNotSay?: string[];
  /** Lists that the words "CRUD", "read" and "create" do not announce, with the address of one of them. */
  collections?: Collection[];
}

/** Rows of the tables, named by their first resource, whose cells a person must read; the notes below say what they mean. */
export const rowsReadByHand: readonly string[] = ['roadmap /follows', 'pilots /calls/{id}/challenges', 'pilots /challenges/{id}/jurors'];

export const readByHand: readonly ReadByHand[] = [
  {
    service: 'partners',
    source: 'api-details.md G7',
    because: 'members are a collection that is never public, announcements one that always is',
    says: ['GET /communities/{id}/members', 'GET /communities/{id}/announcements'],
  },
  {
    service: 'roadmap',
    source: 'api.md §3 /follows',
    because: '"CRUD; read, `dismiss`" is one clause for each of the three resources',
    says: [
      'GET /follows',
      'POST /follows',
      'GET /follows/{id}',
      'PATCH /follows/{id}',
      'DELETE /follows/{id}',
      'GET /me/notifications',
      'POST /me/notifications/{id}/dismiss',
      'GET /me/preferences',
      'PATCH /me/preferences',
    ],
  },
  {
    service: 'roadmap',
    source: 'api-details.md R8',
    because: 'versions are always public (G7) and are found by id or number',
    says: ['GET /versions', 'GET /versions/{id}'],
    collections: [{ path: '/versions', item: '/versions/{id}' }],
  },
  {
    service: 'roadmap',
    source: 'api-details.md Items, the rest',
    because: 'these two actions stand in the rules, not among the verbs; milestones can be listed',
    says: ['POST /items/{id}/confirm', 'POST /items/{id}/override', 'GET /items/{id}/milestones'],
  },
  {
    service: 'roadmap',
    source: 'api.md §3 /methods',
    because: '"handovers … with feedback"',
    says: ['POST /methods/{id}/handovers/{handoverId}/feedback'],
  },
  {
    service: 'roadmap',
    source: 'api-details.md R11',
    because: 'the paths are those of OGC API – Features, below its landing page',
    says: [
      'GET /ogc',
      'GET /ogc/conformance',
      'GET /ogc/api',
      'GET /ogc/collections',
      'GET /ogc/collections/{id}',
      'GET /ogc/collections/{id}/items',
      'GET /ogc/collections/{id}/items/{fid}',
    ],
  },
  {
    service: 'pilots',
    source: 'api-details.md C2',
    because: 'a challenge is made under its call and has an address of its own',
    says: ['GET /calls/{id}/challenges', 'POST /calls/{id}/challenges', 'GET /challenges/{id}', 'PATCH /challenges/{id}', 'DELETE /challenges/{id}'],
    collections: [{ path: '/calls/{id}/challenges', item: '/challenges/{id}' }],
    doesNotSay: ['POST /calls/{id}/challenges/batch'],
  },
  {
    service: 'pilots',
    source: 'api-details.md C3',
    because: '"public: published ones" are read in a list',
    says: ['GET /calls/{id}/questions'],
    collections: [{ path: '/calls/{id}/questions' }],
  },
  {
    service: 'pilots',
    source: 'api-details.md C5',
    because: 'a coordinator may PATCH the organisation; an evaluator sees its own row',
    says: ['GET /challenges/{id}/jurors/{juror}', 'PATCH /challenges/{id}/jurors/{juror}'],
    collections: [{ path: '/challenges/{id}/jurors', item: '/challenges/{id}/jurors/{juror}' }],
    doesNotSay: ['POST /challenges/{id}/jurors/batch'],
  },
  {
    service: 'pilots',
    source: 'api-details.md C6',
    because: 'its author may PATCH it until it is submitted',
    says: ['GET /applications/{id}/evaluations/{eid}', 'PATCH /applications/{id}/evaluations/{eid}'],
    collections: [{ path: '/applications/{id}/evaluations', item: '/applications/{id}/evaluations/{eid}' }],
  },
  {
    service: 'pilots',
    source: 'api-details.md Revisions, receipt',
    because: 'the bytes as submitted, and the keys that verify them',
    says: ['GET /applications/{id}/revisions/{n}', 'GET /receipt-keys'],
  },
  {
    service: 'pilots',
    source: 'api-details.md Members, messages, opinions',
    because: 'what is written there is read there',
    says: ['GET /applications/{id}/members', 'GET /applications/{id}/messages', 'GET /applications/{id}/opinions'],
  },
  {
    service: 'pilots',
    source: 'api-details.md Reopening, minutes, letters',
    because: 'both stand without their beginning',
    says: ['GET /challenges/{id}/ranking/{n}', 'GET /applications/{id}/agreement-draft'],
  },
  {
    service: 'pilots',
    source: 'api.md §4 /pilots',
    because: 'parts of a pilot that are made there are listed there',
    says: ['GET /pilots/{id}/milestones', 'GET /pilots/{id}/reports', 'GET /pilots/{id}/payments'],
  },
  {
    service: 'pilots',
    source: 'api-details.md G7',
    because: 'uptakes are always public',
    says: ['GET /learnings/{id}/uptakes'],
  },
  {
    service: 'funding',
    source: 'api.md §5 /opportunities',
    because: '"units `assign`, `note`, `dismiss`" stands in the rules',
    says: ['POST /opportunities/{id}/assign', 'POST /opportunities/{id}/note', 'POST /opportunities/{id}/dismiss'],
  },
  {
    service: 'funding',
    source: 'api-details.md F2',
    because: 'matches are a list, each only with its feedback',
    collections: [{ path: '/matches' }],
    doesNotSay: ['POST /matches/batch'],
  },
  {
    service: 'funding',
    source: 'api-details.md F6',
    because: 'the address stands without its verb',
    says: ['GET /ledger/export'],
  },
  {
    service: 'impact',
    source: 'api-details.md I3',
    because: 'a batch is an import by another name, and periods are unlocked where they are locked',
    says: [
      'GET /measurements',
      'GET /measurements/{id}',
      'GET /measurements/imports',
      'GET /measurements/imports/{id}',
      'POST /measurements/periods/{p}/unlock',
    ],
    collections: [{ path: '/measurements', item: '/measurements/{id}' }],
    doesNotSay: ['POST /measurements/{id}/unlock'],
  },
  {
    service: 'impact',
    source: 'api-details.md I10',
    because: '"afterwards PATCH, DELETE are 409": before that they are taken',
    says: ['PATCH /reports/{id}', 'DELETE /reports/{id}'],
    collections: [{ path: '/reports', item: '/reports/{id}' }],
  },
];
