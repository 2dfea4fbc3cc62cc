import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { By, type Caller } from '../access/caller.ts';
import { May } from '../access/may.ts';
import { Shows } from '../access/shows.ts';
import { Answers } from '../answers/answers.ts';
import { AskedForEvents, AsksForEvents, type EventsQuery } from './ask-for-events.ts';
import { EventTypeList } from './events.schema.ts';
import { ListEventTypes } from './list-event-types.ts';
import { TellEvents } from './tell-events.ts';

/** What happens in the service, for other platforms (API contract, "Events out"). */
@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(
    private readonly tellEvents: TellEvents,
    private readonly listEventTypes: ListEventTypes,
  ) {}

  @Get()
  @May('platform', 'coordinator', 'admin')
  @Shows({
    admin: 'every event, whole',
    coordinator: 'every event, whole; limited to districts, of what is not public only that of them',
    platform: 'every event; of what is not public the outline: id, version, status, place and times',
  })
  @AsksForEvents()
  tell(@AskedForEvents() query: EventsQuery, @By() by: Caller) {
    return this.tellEvents.execute(query, by);
  }

  @Get('types')
  @May('anyone')
  @Shows({ everybody: 'all' })
  @Answers(EventTypeList, { id: 'listEventTypes', summary: 'The types of events that this service sends, with their schemas and an example of each' })
  types() {
    return this.listEventTypes.execute();
  }
}
