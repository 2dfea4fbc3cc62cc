import { Injectable } from '@nestjs/common';
import { jsonSchemaOf, outwardExample } from './outward-schema.ts';
import { EventTypes } from './event-types.ts';

/** `GET …/events/types`: all that a service tells others, for those who want to listen (API contract, "Event types"). */
@Injectable()
export class ListEventTypes {
  constructor(private readonly types: EventTypes) {}

  execute() {
    const data = this.types.all.map((known) => ({
      type: known.type,
      title: known.title,
      schema: jsonSchemaOf(known),
      example: outwardExample(known),
    }));
    return { data };
  }
}
