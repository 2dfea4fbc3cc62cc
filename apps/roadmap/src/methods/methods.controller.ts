import { Acts, Answers, By, Creates, Deletes, May, MayRead, Patches, Shows, batchController, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EmptyBody } from '../needs/needs.schema.ts';
import { MethodRepository, methodListing } from './method.repository.ts';
import { EditionView, Editions, MethodBody, MethodPatch, MethodView, TrackRecord } from './methods.schema.ts';
import { ReadTrackRecord } from './read-track-record.ts';
import { WriteMethod } from './write-method.ts';

/** Many acts on methods at once (API contract, "Batch"). */
@ApiTags('methods')
@Controller('methods/batch')
export class MethodsBatchController extends batchController('Methods') {}

const ofPublished = { everybody: 'of what is published', admin: 'of all', coordinator: 'of all', platform: 'of all' };

@ApiTags('methods')
@Controller('methods')
export class MethodsController extends collectionController(methodListing, MethodView, {
  one: 'Method',
  many: 'Methods',
  may: ['anyone'],
  sees: {
    everybody: 'what is published, as the last edition has it',
    admin: 'all, as it is to be published next',
    coordinator: 'all, as it is to be published next',
    platform: 'all, as the last edition has it; of what has none only id, version, status, edition and times',
  },
}) {
  constructor(
    private readonly methods: MethodRepository,
    private readonly writeMethod: WriteMethod,
    private readonly trackRecord: ReadTrackRecord,
  ) {
    super(methods);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(MethodView, { id: 'createMethod', summary: 'Draft a method', location: '/methods/{id}' })
  create(@Body({ schema: MethodBody }) body: MethodBody, @By() by: Caller) {
    return this.writeMethod.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(MethodView, { id: 'changeMethod', summary: 'Change a method; others read the last edition until the next is published' })
  change(@Param('id') id: string, @Body({ schema: MethodPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeMethod.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteMethod', summary: 'Remove a method that no session uses, with its editions' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeMethod.remove(id, by);
  }

  @Post(':id/publish')
  @May('admin', 'coordinator')
  @Acts(MethodView, { id: 'publishMethod', summary: 'Publish the next edition of a method' })
  publish(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.writeMethod.publish(id, by);
  }

  @Get(':id/editions')
  @MayRead('anyone')
  @Shows(ofPublished)
  @Answers(Editions, { id: 'listMethodEditions', summary: 'The editions of a method' })
  async editions(@Param('id') id: string, @By() by: Caller) {
    return { data: await this.methods.editions(id, by) };
  }

  @Get(':id/editions/:n')
  @MayRead('anyone')
  @Shows(ofPublished)
  @Answers(EditionView, { id: 'readMethodEdition', summary: 'A method as it was published' })
  edition(@Param('id') id: string, @Param('n') n: string, @By() by: Caller) {
    return this.methods.edition(id, n, by);
  }

  @Get(':id/track-record')
  @MayRead('anyone')
  @Shows(ofPublished)
  @Answers(TrackRecord, { id: 'readMethodTrackRecord', summary: 'Where a method was used, with what outcomes' })
  record(@Param('id') id: string, @By() by: Caller) {
    return this.trackRecord.execute(id, by);
  }
}
