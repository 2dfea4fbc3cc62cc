import { startTestService, type TestService } from '@fiksu/testing';
import { Controller, Get, Module, Param } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';
import { z } from 'zod';
import { Answers, Database, ForwardOnlyMigration, May, Shows, defineConfig, sql, type KitConfig, type ServiceDefinition } from '../src/index.ts';
import { BidEntity, BidRepository, BidsController, bidTables } from './bids.ts';
import { DeskController, NoteEntity, NoteRepository, NotesController, WriteNote, noteTable } from './notes.ts';
import { notesPersonalData } from './notes-personal-data.ts';
import { noteEvents } from './note-events.ts';
import { NotesBatchController, NotesImport, NotesImportsController } from './notes-import.ts';
import { TopicEntity, TopicRepository, TopicsController, topicTable } from './topics.ts';

/** Errors that nobody foresaw, with everything in them that must not go out. */
@Controller('accidents')
class AccidentsController {
  constructor(private readonly db: Database) {}

  @Get(':kind')
  @May('anyone')
  @Shows({ everybody: 'nothing of what went wrong' })
  @Answers(z.object({}), { id: 'haveAccident', summary: 'Goes wrong' })
  async happen(@Param('kind') kind: string): Promise<object> {
    if (kind === 'none') return {};
    if (kind === 'sql') return this.db.run(sql`select password from no_such_table`);
    if (kind === 'text') throw 'password 12345 of /srv/fiksu';
    throw new Error('password 12345 of /srv/fiksu');
  }
}

class CreateNotes1764000000001 extends ForwardOnlyMigration {
  name = 'CreateNotes1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(noteTable);
    await runner.query(topicTable);
    await runner.query(bidTables);
  }
}

@Module({
  controllers: [NotesBatchController, NotesImportsController, NotesController, DeskController, TopicsController, BidsController, AccidentsController],
  providers: [NotesImport, NoteRepository, WriteNote, TopicRepository, BidRepository],
})
class NotesModule {}

/** The smallest service that has every manner of the kit: what the tests of the kit talk to. */
export const notesService: ServiceDefinition<KitConfig> = {
  description: { name: 'notes', title: 'Notes', summary: 'For the tests of the kit', tags: {} },
  config: defineConfig('notes', {}),
  module: () => NotesModule,
  kept: { entities: [NoteEntity, TopicEntity, BidEntity], migrations: [CreateNotes1764000000001] },
  personalData: notesPersonalData,
  publishes: [noteEvents],
  reactions: [],
  responders: [],
  imports: [NotesImport],
};

export interface NotesService extends TestService {
  db: Database;
}

type Environment = NonNullable<Parameters<typeof startTestService>[1]>['environment'];

export async function startNotes(environment: Environment = {}): Promise<NotesService> {
  const service = await startTestService(notesService, { environment });
  return { ...service, db: service.app.get(Database) };
}
