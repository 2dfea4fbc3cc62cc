import { Body, Controller, createParamDecorator, Get, Post, type ExecutionContext } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { By, type Caller } from '../access/caller.ts';
import { May } from '../access/may.ts';
import { Shows } from '../access/shows.ts';
import { Adds, Answers } from '../answers/answers.ts';
import { extendRouteConfig } from '../answers/route-config.ts';
import { NotedInAudit } from '../audit/note-acts.ts';
import { readEventsQuery, type EventsQuery } from '../events/ask-for-events.ts';
import { EventView } from '../events/events.schema.ts';
import { LIMIT_DEFAULT, LIMIT_MAX } from '../listing/parse-query.ts';
import { Outbox } from './outbox.ts';
import { OutboxView } from './outbox.schema.ts';
import { RedactEvent } from './redact-event.ts';
import { RedactBody } from './redact.schema.ts';

type Page = Pick<EventsQuery, 'after' | 'limit'>;
const Asked = createParamDecorator((_: unknown, context: ExecutionContext): Page =>
  readEventsQuery(context.switchToHttp().getRequest<FastifyRequest>().query as Record<string, string>, undefined),
);

/** What goes out of the service, for those who keep it running (API contract, "Operations"). */
@ApiTags('operations')
@Controller('operations')
export class OutboxController {
  constructor(
    private readonly outbox: Outbox,
    private readonly redactEvent: RedactEvent,
  ) {}

  @Get('outbox')
  @May('admin')
  @Shows({ admin: 'which events wait, and not what they tell' })
  @Answers(OutboxView, { id: 'readOutbox', summary: 'What is not in the stream yet, and who works on it' })
  @extendRouteConfig({ query: ['after', 'limit'] })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT } })
  @ApiQuery({ name: 'after', required: false, description: 'The cursor of the page before (`page.next`)', schema: { type: 'string' } })
  read(@Asked() page: Page) {
    return this.outbox.read(page);
  }

  @Post('redact')
  @May('admin')
  @NotedInAudit('redact', 'events/{event}')
  @Adds(EventView, { id: 'redactEvent', summary: 'Take something out of an event, everywhere; answers the event as it now is' })
  redact(@Body({ schema: RedactBody }) body: RedactBody, @By() by: Caller) {
    return this.redactEvent.execute(body, by);
  }
}
