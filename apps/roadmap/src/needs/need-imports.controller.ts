import { Imports, batchController, importsController } from '@fiksu/service';
import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { needSources } from './import-needs.ts';

/** Needs of another system, or of another time (API contract, "Needs, the rest"). */
@ApiTags('needs')
@Controller('needs/imports')
export class NeedImportsController extends importsController({ many: 'Needs', collection: 'needs', may: ['admin'], sources: needSources }) {
  constructor(imports: Imports) {
    super(imports);
  }
}

/** Many decisions about needs at once (API contract, "Batch"). */
@ApiTags('needs')
@Controller('needs/batch')
export class NeedsBatchController extends batchController('Needs') {}
