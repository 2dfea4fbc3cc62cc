import { Acts, By, Creates, Deletes, May, Patches, batchController, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AgreementRepository, agreementListing } from './agreement.repository.ts';
import { AgreementBody, AgreementPatch, AgreementView, SignBody, TerminateBody } from './agreements.schema.ts';
import { WriteAgreement } from './write-agreement.ts';

/** What organisations have agreed on (API contract, P5). */
@ApiTags('agreements')
@Controller('agreements')
export class AgreementsController extends collectionController(agreementListing, AgreementView, {
  one: 'Agreement',
  many: 'Agreements',
  may: ['admin', 'coordinator', 'partner', 'platform'],
  sees: {
    admin: 'all',
    coordinator: 'all; limited to districts, those of them and those without districts',
    partner: 'those to which its organisation is a party',
    platform: 'all, without titles, reasons and files',
  },
}) {
  constructor(
    agreements: AgreementRepository,
    private readonly writeAgreement: WriteAgreement,
  ) {
    super(agreements);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(AgreementView, { id: 'createAgreement', summary: 'Draw up an agreement', location: '/agreements/{id}' })
  create(@Body({ schema: AgreementBody }) body: AgreementBody, @By() by: Caller) {
    return this.writeAgreement.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(AgreementView, { id: 'changeAgreement', summary: 'Change an agreement; kind, parties and validity are fixed once it is signed' })
  change(@Param('id') id: string, @Body({ schema: AgreementPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeAgreement.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteAgreement', summary: 'Remove a draft of an agreement; what was signed is kept' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeAgreement.remove(id, by);
  }

  @Post(':id/sign')
  @May('admin', 'coordinator')
  @Acts(AgreementView, { id: 'signAgreement', summary: 'Note that all parties have signed' })
  sign(@Param('id') id: string, @Body({ schema: SignBody }) body: SignBody, @By() by: Caller) {
    return this.writeAgreement.sign(id, body, by);
  }

  @Post(':id/terminate')
  @May('admin', 'coordinator')
  @Acts(AgreementView, { id: 'terminateAgreement', summary: 'End a signed agreement before its time' })
  terminate(@Param('id') id: string, @Body({ schema: TerminateBody }) { reason }: TerminateBody, @By() by: Caller) {
    return this.writeAgreement.terminate(id, reason, by);
  }
}

/** Many actions on agreements at once (API contract, "Batch"). */
@ApiTags('agreements')
@Controller('agreements/batch')
export class AgreementsBatchController extends batchController('Agreements') {}
