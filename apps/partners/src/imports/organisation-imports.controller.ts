import { Imports, importsController } from '@fiksu/service';
import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { organisationSources } from './import-organisations.ts';

/** Organisations of outside registers: YTJ, CORDIS, and tables (API contract, G24). */
@ApiTags('organisations')
@Controller('organisations/imports')
export class OrganisationImportsController extends importsController({
  many: 'Organisations',
  collection: 'organisations',
  may: ['admin', 'coordinator'],
  sources: organisationSources,
}) {
  constructor(imports: Imports) {
    super(imports);
  }
}
