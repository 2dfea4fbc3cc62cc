import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { May, MayRead } from '../access/may.ts';
import { Shows } from '../access/shows.ts';
import { Adds, Answers } from '../answers/answers.ts';
import type { ListQuery } from '../listing/listing.ts';
import { Listed, Lists } from '../listing/lists.ts';
import { DeadLetterView, DiscardBody, RetryBody } from './dead-letters.schema.ts';
import { DeadLetters, deadLetterListing } from './dead-letters.ts';

/** What a service could not handle, for those who keep it running (API contract, "Operations"). */
@ApiTags('operations')
@Controller('operations/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @May('admin')
  @Shows({ admin: 'all, also what the events tell' })
  @Lists(deadLetterListing, DeadLetterView, { id: 'listDeadLetters', summary: 'List the events that could not be handled' })
  list(@Listed(deadLetterListing) query: ListQuery) {
    return this.letters.list(query);
  }

  @Get(':id')
  @MayRead('admin')
  @Shows({ admin: 'all, also what the events tell' })
  @Answers(DeadLetterView, { id: 'readDeadLetter', summary: 'Read one event that could not be handled' })
  read(@Param('id') id: string) {
    return this.letters.read(id);
  }

  @Post(':id/retry')
  @May('admin')
  @Adds(DeadLetterView, { id: 'retryDeadLetter', summary: 'Handle it anew; where it fails again, it stays, with the new reason' })
  retry(@Param('id') id: string, @Body({ schema: RetryBody }) _body: object) {
    return this.letters.retry(id);
  }

  @Post(':id/discard')
  @May('admin')
  @Adds(DeadLetterView, { id: 'discardDeadLetter', summary: 'Give it up, with a reason' })
  discard(@Param('id') id: string, @Body({ schema: DiscardBody }) { reason }: DiscardBody) {
    return this.letters.discard(id, reason);
  }
}
