import { Answers, By, MayRead, Shows, type Caller } from '@fiksu/service';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ReadThread } from './read-thread.ts';
import { ThreadView } from './threads.schema.ts';

/** What became of what (API contract, R9). */
@ApiTags('threads')
@Controller('threads')
export class ThreadsController {
  constructor(private readonly readThread: ReadThread) {}

  @Get(':kind/:id')
  @MayRead('anyone')
  @Shows({ everybody: 'of the thread that it is in, what each may see: the thread stays joined across the rest' })
  @Answers(ThreadView, { id: 'readThread', summary: 'The whole thread of a need, a session or an item, in both directions' })
  read(@Param('kind') kind: string, @Param('id') id: string, @By() by: Caller) {
    return this.readThread.execute(kind, id, by);
  }
}
