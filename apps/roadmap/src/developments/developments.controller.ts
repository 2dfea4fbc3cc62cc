import { By, Creates, Deletes, May, Patches, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DevelopmentRepository, developmentListing } from './development.repository.ts';
import { DevelopmentBody, DevelopmentPatch, DevelopmentView } from './developments.schema.ts';
import { WriteDevelopment } from './write-development.ts';

/** What is built and planned in a district (API contract, R1b). */
@ApiTags('developments')
@Controller('districts/:district/developments')
export class DevelopmentsController extends collectionController(developmentListing, DevelopmentView, {
  one: 'Development',
  many: 'Developments',
  may: ['anyone'],
  sees: { everybody: 'all' },
  geometry: 'location',
}) {
  constructor(
    developments: DevelopmentRepository,
    private readonly writeDevelopment: WriteDevelopment,
  ) {
    super((path, by) => developments.of(path.district ?? '', by));
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(DevelopmentView, { id: 'createDevelopment', summary: 'Add a development', location: '/districts/{district}/developments/{id}' })
  create(@Param('district') district: string, @Body({ schema: DevelopmentBody }) body: DevelopmentBody, @By() by: Caller) {
    return this.writeDevelopment.create(district, body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(DevelopmentView, { id: 'changeDevelopment', summary: 'Change a development' })
  change(@Param('district') district: string, @Param('id') id: string, @Body({ schema: DevelopmentPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeDevelopment.change(district, id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteDevelopment', summary: 'Remove a development that no item names' })
  remove(@Param('district') district: string, @Param('id') id: string, @By() by: Caller) {
    return this.writeDevelopment.remove(district, id, by);
  }
}
