import { Acts, By, Creates, Deletes, May, Patches, batchController, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MergeOrganisations } from '../merging/merge-organisations.ts';
import { MergeBody, MergeReport } from '../merging/merging.schema.ts';
import { OrganisationRepository, organisationListing } from './organisation.repository.ts';
import { OrganisationBody, OrganisationPatch, OrganisationView } from './organisations.schema.ts';
import { WriteOrganisation } from './write-organisation.ts';

/** Who takes part (API contract, P1). */
@ApiTags('organisations')
@Controller('organisations')
export class OrganisationsController extends collectionController(organisationListing, OrganisationView, {
  one: 'Organisation',
  many: 'Organisations',
  may: ['anyone'],
  sees: {
    everybody: 'all; of sole traders neither the name nor what leads to it',
    partner: 'the same, and its own organisation whole',
    admin: 'all',
    coordinator: 'all',
  },
}) {
  constructor(
    organisations: OrganisationRepository,
    private readonly writeOrganisation: WriteOrganisation,
    private readonly mergeOrganisations: MergeOrganisations,
  ) {
    super(organisations);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(OrganisationView, { id: 'createOrganisation', summary: 'Add an organisation', location: '/organisations/{id}' })
  create(@Body({ schema: OrganisationBody }) body: OrganisationBody, @By() by: Caller) {
    return this.writeOrganisation.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator', 'partner')
  @Patches(OrganisationView, { id: 'changeOrganisation', summary: 'Change an organisation; partners change their own, but not its businessId' })
  change(@Param('id') id: string, @Body({ schema: OrganisationPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeOrganisation.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteOrganisation', summary: 'Remove an organisation that nothing is a part of' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeOrganisation.remove(id, by);
  }

  @Post(':id/merge')
  @May('admin', 'coordinator')
  @Acts(MergeReport, { id: 'mergeOrganisation', summary: 'Merge an organisation into another, in every service; a dry run tells what would move' })
  merge(@Param('id') id: string, @Body({ schema: MergeBody }) body: MergeBody, @By() by: Caller) {
    return this.mergeOrganisations.execute(id, body, by);
  }
}

/** Many actions on organisations at once (API contract, "Batch"). */
@ApiTags('organisations')
@Controller('organisations/batch')
export class OrganisationsBatchController extends batchController('Organisations') {}
