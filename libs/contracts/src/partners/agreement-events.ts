import { z } from 'zod';
import { defineEvents } from '../events/define-events.ts';
import { Id, Slug } from '../values/identifiers.ts';
import { Day, Instant } from '../values/moments.ts';

/** Agreements are never public: what is told of one is who agreed, where and until when, and none of its words. */
const AgreementState = z.object({
  id: Id,
  version: z.int(),
  status: z.string().describe('draft, signed, terminated or expired; more may come'),
  kind: z.string().describe('pilot, cooperation, data, framework or nda; more may come'),
  parties: z.array(Id).describe('Organisations'),
  districts: z.array(Slug),
  validFrom: Day,
  validUntil: Day.nullable().describe('The last day; null for no end'),
  signedOn: Day.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});

/** What happens to agreements (API contract, P5 and G22). Whether one is in force is told by its status and its days, in Helsinki. */
export const agreementEvents = defineEvents({
  service: 'partners',
  noun: 'agreement',
  collection: 'agreements',
  state: AgreementState,
  outline: ['kind', 'parties', 'districts', 'validFrom', 'validUntil', 'signedOn', 'createdAt', 'updatedAt'],
  mentioned: ['title', 'attachments'],
  types: {
    create: {
      type: 'fiksu.partners.agreement.created.v1',
      title: { fi: 'Sopimus laadittiin', sv: 'Ett avtal upprättades', en: 'An agreement was drawn up' },
    },
    change: { type: 'fiksu.partners.agreement.changed.v1', title: { fi: 'Sopimus muuttui', sv: 'Ett avtal ändrades', en: 'An agreement was changed' } },
    delete: { type: 'fiksu.partners.agreement.deleted.v1', title: { fi: 'Sopimus poistettiin', sv: 'Ett avtal togs bort', en: 'An agreement was removed' } },
    sign: {
      type: 'fiksu.partners.agreement.signed.v1',
      title: { fi: 'Sopimus allekirjoitettiin', sv: 'Ett avtal undertecknades', en: 'An agreement was signed' },
    },
    terminate: {
      type: 'fiksu.partners.agreement.terminated.v1',
      title: { fi: 'Sopimus päätettiin', sv: 'Ett avtal sades upp', en: 'An agreement was terminated' },
    },
    expire: {
      type: 'fiksu.partners.agreement.expired.v1',
      title: { fi: 'Sopimuksen voimassaolo päättyi', sv: 'Ett avtal löpte ut', en: 'An agreement expired' },
    },
  },
  example: {
    id: '01936a5c-8f00-7cc3-98c4-dc0c0c0739b0',
    version: 2,
    status: 'signed',
    kind: 'pilot',
    parties: ['01936a5c-8f00-7cc3-98c4-dc0c0c0739a0', '01936a5c-8f00-7cc3-98c4-dc0c0c0739a1'],
    districts: ['malmi'],
    validFrom: '2026-12-01',
    validUntil: '2027-05-31',
    signedOn: '2026-11-25',
    createdAt: '2026-11-20T08:00:00.000Z',
    updatedAt: '2026-11-25T08:00:00.000Z',
  },
});
export type AgreementEvent = z.infer<typeof agreementEvents.event>;
