import { Id, Instant, LocalisedText } from '@fiksu/contracts';
import { z } from 'zod';

/** A CloudEvents 1.0 event in structured JSON, rendered for the caller. */
export const EventView = z
  .object({
    specversion: z.literal('1.0'),
    id: Id,
    source: z.string().describe('The service: `/roadmap/v1`'),
    type: z.string().describe('`fiksu.<service>.<noun>.<participle>.v1`; `/events/types` has them all, with their schemas'),
    subject: z.string().describe('`<collection>/<id>`'),
    time: Instant,
    datacontenttype: z.literal('application/json'),
    aggregateversion: z.int().describe('The version of the resource after the change'),
    traceparent: z.string().optional().describe('W3C trace context of the request that made the change'),
    data: z
      .record(z.string(), z.unknown())
      .describe('The resource after the change, as far as you may read it, and `change`: what happened. What is not public yet carries its outline.'),
  })
  .meta({ id: 'Event' });

export const EventPage = z
  .object({
    data: z.array(EventView),
    page: z.object({
      next: z.string().nullable().describe('The id of the last event in `data`; null where there is none, and then the one you have stays good'),
    }),
  })
  .meta({ id: 'EventPage' });

const EventTypeView = z
  .object({
    type: z.string(),
    title: LocalisedText,
    schema: z
      .record(z.string(), z.unknown())
      .describe('JSON Schema (draft 2020-12) of an event of this type. Members may be added: ignore those you do not know.'),
    example: EventView,
  })
  .meta({ id: 'EventType' });

export const EventTypeList = z.object({ data: z.array(EventTypeView) }).meta({ id: 'EventTypeList' });
