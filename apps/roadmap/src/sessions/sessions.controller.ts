import { Acts, Adds, By, Creates, Deletes, May, Patches, batchController, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EmptyBody } from '../needs/needs.schema.ts';
import { CloseSession } from './close-session.ts';
import { CloseBody } from './outcomes.schema.ts';
import { RecordSession } from './record-session.ts';
import { SessionRepository, sessionListing } from './session.repository.ts';
import { RecordBody, SessionBody, SessionPatch, SessionView } from './sessions.schema.ts';
import { WriteSession } from './write-session.ts';

/** Many acts on sessions at once (API contract, "Batch"). */
@ApiTags('sessions')
@Controller('sessions/batch')
export class SessionsBatchController extends batchController('Sessions') {}

@ApiTags('sessions')
@Controller('sessions')
export class SessionsController extends collectionController(sessionListing, SessionView, {
  one: 'Session',
  many: 'Sessions',
  may: ['anyone'],
  sees: {
    everybody: 'what is closed, without what people said there',
    admin: 'all, with the notes',
    coordinator: 'all, with the notes; limited to districts, of other districts what everybody sees',
    partner: 'what is closed; with the notes, and before it is closed, what its organisation facilitates',
    platform: 'all; of what is not closed only id, version, status, districts, themes and times',
  },
}) {
  constructor(
    sessions: SessionRepository,
    private readonly writeSession: WriteSession,
    private readonly recordSession: RecordSession,
    private readonly closeSession: CloseSession,
  ) {
    super(sessions);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(SessionView, { id: 'createSession', summary: 'Plan a session by a published method', location: '/sessions/{id}' })
  create(@Body({ schema: SessionBody }) body: SessionBody, @By() by: Caller) {
    return this.writeSession.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(SessionView, { id: 'changeSession', summary: 'Change a session' })
  change(@Param('id') id: string, @Body({ schema: SessionPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeSession.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteSession', summary: 'Remove a session of which nothing has come' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeSession.remove(id, by);
  }

  @Post(':id/open')
  @May('admin', 'coordinator')
  @Acts(SessionView, { id: 'openSession', summary: 'Open a session: from now on it is recorded' })
  open(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.writeSession.open(id, by);
  }

  @Post(':id/record')
  @May('admin', 'coordinator', 'partner')
  @Adds(SessionView, { id: 'recordSession', summary: 'Add notes, votes and numbers of participants to a phase' })
  record(@Param('id') id: string, @Body({ schema: RecordBody }) body: RecordBody, @By() by: Caller) {
    return this.recordSession.execute(id, body, by);
  }

  @Post(':id/close')
  @May('admin', 'coordinator')
  @Acts(SessionView, { id: 'closeSession', summary: 'Close a session with what comes of it: needs and items, made in one step' })
  close(@Param('id') id: string, @Body({ schema: CloseBody }) body: CloseBody, @By() by: Caller) {
    return this.closeSession.execute(id, body, by);
  }
}
