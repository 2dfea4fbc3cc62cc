import { z } from 'zod';
import { Id } from '../values/identifiers.ts';
import { defineEvents } from './define-events.ts';

const exampleId = '01936a5c-8f00-7cc3-98c4-dc0c0c073995';

/** What every service tells of its own events: that one of them was redacted (API contract, G22, "Operations"). */
export const redactionEvents = (service: string) =>
  defineEvents({
    service,
    noun: 'event',
    collection: 'events',
    state: z.object({
      id: Id,
      version: z.int(),
      event: Id.describe('The id of the event that was redacted; read it again'),
      pointers: z.array(z.string()).describe('The JSON pointers of what was taken out of it'),
    }),
    outline: ['event', 'pointers'],
    types: {
      redact: {
        type: `fiksu.${service}.event.redacted.v1`,
        title: { fi: 'Tapahtumasta poistettiin tietoa', sv: 'Uppgifter togs bort ur en händelse', en: 'Something was taken out of an event' },
      },
    },
    example: { id: exampleId, version: 2, event: exampleId, pointers: ['/data/title'] },
  });

/** Sent to one endpoint alone, when it is tried out (API contract, "Webhooks, the rest"). */
export const webhookTestEvents = (service: string) =>
  defineEvents({
    service,
    noun: 'webhook',
    collection: 'webhooks',
    state: z.object({ id: Id, version: z.int() }),
    outline: [],
    types: {
      test: {
        type: `fiksu.${service}.webhook.tested.v1`,
        title: { fi: 'Webhookia kokeiltiin', sv: 'En webhook provades', en: 'A webhook was tried out' },
      },
    },
    example: { id: exampleId, version: 1 },
  });
