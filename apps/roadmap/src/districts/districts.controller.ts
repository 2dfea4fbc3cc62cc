import { By, Creates, Deletes, May, Patches, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DistrictRepository, districtListing } from './district.repository.ts';
import { DistrictBody, DistrictPatch, DistrictView } from './districts.schema.ts';
import { WriteDistrict } from './write-district.ts';

@ApiTags('districts')
@Controller('districts')
export class DistrictsController extends collectionController(districtListing, DistrictView, {
  one: 'District',
  many: 'Districts',
  may: ['anyone'],
  sees: { everybody: 'all' },
  geometry: 'geometry',
}) {
  constructor(
    districts: DistrictRepository,
    private readonly writeDistrict: WriteDistrict,
  ) {
    super(districts);
  }

  @Post()
  @May('admin')
  @Creates(DistrictView, { id: 'createDistrict', summary: 'Add a district', location: '/districts/{id}' })
  create(@Body({ schema: DistrictBody }) body: DistrictBody, @By() by: Caller) {
    return this.writeDistrict.create(body, by);
  }

  @Patch(':id')
  @May('admin')
  @Patches(DistrictView, { id: 'changeDistrict', summary: 'Change a district' })
  change(@Param('id') id: string, @Body({ schema: DistrictPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeDistrict.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin')
  @Deletes({ id: 'deleteDistrict', summary: 'Remove a district that nothing names' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeDistrict.remove(id, by);
  }
}
