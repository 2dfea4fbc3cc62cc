import { Imports, importsController } from '@fiksu/service';
import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { districtParameters, districtSources } from './import-districts.ts';

/** Helsinki's own files of areas (API contract, R1, G24). */
@ApiTags('districts')
@Controller('districts/imports')
export class DistrictImportsController extends importsController({
  many: 'Districts',
  collection: 'districts',
  may: ['admin'],
  sources: districtSources,
  parameters: districtParameters,
}) {
  constructor(imports: Imports) {
    super(imports);
  }
}
