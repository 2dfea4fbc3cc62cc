import { Slug } from '@fiksu/contracts';
import {
  searchIn,
  By,
  Creates,
  Deletes,
  May,
  Patches,
  collectionController,
  defineListing,
  includes,
  organisation,
  organisations,
  raw,
  type Caller,
} from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProgrammeRepository } from './programme.repository.ts';
import { ProgrammeBody, ProgrammePatch, ProgrammeView } from './programmes.schema.ts';
import { WriteProgramme } from './write-programme.ts';

const listing = defineListing({
  filters: {
    district: includes(Slug, raw('districts')),
    theme: includes(Slug, raw('themes')),
    lessonsFrom: includes(Slug, raw('lessons_from')),
    lead: organisation(raw('lead')),
    implementer: organisations(raw('implementers')),
    partner: organisations(raw('partners')),
  },
  search: searchIn(raw('title'), raw('description')),
});

@ApiTags('programmes')
@Controller('programmes')
export class ProgrammesController extends collectionController(listing, ProgrammeView, {
  one: 'Programme',
  many: 'Programmes',
  may: ['anyone'],
  sees: { everybody: 'all' },
}) {
  constructor(
    private readonly programmes: ProgrammeRepository,
    private readonly writeProgramme: WriteProgramme,
  ) {
    super(programmes);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(ProgrammeView, { id: 'createProgramme', summary: 'Add a programme', location: '/programmes/{id}' })
  create(@Body({ schema: ProgrammeBody }) body: ProgrammeBody, @By() by: Caller) {
    return this.writeProgramme.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(ProgrammeView, { id: 'changeProgramme', summary: 'Change a programme' })
  change(@Param('id') id: string, @Body({ schema: ProgrammePatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeProgramme.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteProgramme', summary: 'Remove a programme' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeProgramme.remove(id, by);
  }
}
