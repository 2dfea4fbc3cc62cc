import { Acts, Adds, Answers, By, Creates, May, Shows, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AcceptNeed } from './accept-need.ts';
import { AddressNeed } from './address-need.ts';
import { CrystalliseNeed } from './crystallise-need.ts';
import { DeclineNeed } from './decline-need.ts';
import { HideNeed } from './hide-need.ts';
import { MergeNeed } from './merge-need.ts';
import { NeedRepository, SUPPORTERS, needListing } from './need.repository.ts';
import {
  AcceptBody,
  AddressBody,
  CrystalliseBody,
  EmptyBody,
  MergeBody,
  NeedBody,
  NeedCreated,
  NeedTriaged,
  NeedView,
  ReasonBody,
  Receipt,
  TriageBody,
} from './needs.schema.ts';
import { ReadReceipt } from './read-receipt.ts';
import { SubmitNeed } from './submit-need.ts';
import { SupportNeed } from './support-need.ts';
import { TriageNeed } from './triage-need.ts';

@ApiTags('needs')
@Controller('needs')
export class NeedsController extends collectionController(needListing, NeedView, {
  one: 'Need',
  many: 'Needs',
  may: ['anyone'],
  sees: {
    everybody: 'what is accepted (or crystallised, or addressed) and not hidden, without the notes of the coordinators',
    admin: 'all, with the notes and the number of reports',
    coordinator: 'all, with the notes and the number of reports; limited to districts, what is not public only of them',
    platform: 'all; of what is not public only id, version, status, districts, themes and times',
  },
  geometry: 'location',
}) {
  constructor(
    needs: NeedRepository,
    private readonly submitNeed: SubmitNeed,
    private readonly triageNeed: TriageNeed,
    private readonly acceptNeed: AcceptNeed,
    private readonly declineNeed: DeclineNeed,
    private readonly mergeNeed: MergeNeed,
    private readonly hideNeed: HideNeed,
    private readonly crystalliseNeed: CrystalliseNeed,
    private readonly addressNeed: AddressNeed,
    private readonly supportNeed: SupportNeed,
    private readonly readReceipt: ReadReceipt,
  ) {
    super(needs);
  }

  @Post()
  @May('anyone')
  @Creates(NeedCreated, { id: 'submitNeed', summary: 'Submit a need; no account is needed', location: '/needs/{id}', once: ['receipt', 'likelyDuplicates'] })
  submit(@Body({ schema: NeedBody }) body: NeedBody, @By() by: Caller) {
    return this.submitNeed.execute(body, by);
  }

  @Get('receipts/:secret')
  @May('anyone')
  @Shows({ everybody: 'what became of the need whose receipt this is, also while it is not public' })
  @Answers(Receipt, { id: 'readReceipt', summary: 'What became of a need, for its author' })
  receipt(@Param('secret') secret: string) {
    return this.readReceipt.execute(secret);
  }

  @Post(':id/triage')
  @May('admin', 'coordinator')
  @Acts(NeedTriaged, { id: 'triageNeed', summary: 'Sort a need: themes, districts, and its likely duplicates', once: ['likelyDuplicates'] })
  triage(@Param('id') id: string, @Body({ schema: TriageBody }) body: TriageBody, @By() by: Caller) {
    return this.triageNeed.execute(id, body, by);
  }

  @Post(':id/accept')
  @May('admin', 'coordinator')
  @Acts(NeedView, { id: 'acceptNeed', summary: 'Accept a need: from now on it is public' })
  accept(@Param('id') id: string, @Body({ schema: AcceptBody }) body: AcceptBody, @By() by: Caller) {
    return this.acceptNeed.execute(id, body, by);
  }

  @Post(':id/decline')
  @May('admin', 'coordinator')
  @Acts(NeedView, { id: 'declineNeed', summary: 'Decline a need, with a reason that its author reads' })
  decline(@Param('id') id: string, @Body({ schema: ReasonBody }) body: ReasonBody, @By() by: Caller) {
    return this.declineNeed.execute(id, body, by);
  }

  @Post(':id/merge')
  @May('admin', 'coordinator')
  @Acts(NeedView, { id: 'mergeNeed', summary: 'Merge a need into its like' })
  merge(@Param('id') id: string, @Body({ schema: MergeBody }) body: MergeBody, @By() by: Caller) {
    return this.mergeNeed.merge(id, body, by);
  }

  @Post(':id/unmerge')
  @May('admin', 'coordinator')
  @Acts(NeedView, { id: 'unmergeNeed', summary: 'Take a need out of the one that it was merged into' })
  unmerge(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.mergeNeed.unmerge(id, by);
  }

  @Post(':id/crystallise')
  @May('admin', 'coordinator')
  @Acts(NeedView, { id: 'crystalliseNeed', summary: 'Make items of the roadmap of a need' })
  crystallise(@Param('id') id: string, @Body({ schema: CrystalliseBody }) body: CrystalliseBody, @By() by: Caller) {
    return this.crystalliseNeed.execute(id, body, by);
  }

  @Post(':id/address')
  @May('admin', 'coordinator')
  @Acts(NeedView, { id: 'addressNeed', summary: 'Say how a need was addressed: its author reads it' })
  address(@Param('id') id: string, @Body({ schema: AddressBody }) body: AddressBody, @By() by: Caller) {
    return this.addressNeed.execute(id, body, by);
  }

  @Post(':id/support')
  @May(...SUPPORTERS)
  @Adds(NeedView, { id: 'supportNeed', summary: 'Support a need, once' })
  support(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.supportNeed.support(id, by);
  }

  @Post(':id/report')
  @May('signed-in')
  @Adds(NeedView, { id: 'reportNeed', summary: 'Report a need to the coordinators, once' })
  report(@Param('id') id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody, @By() by: Caller) {
    return this.supportNeed.report(id, reason, by);
  }

  @Post(':id/hide')
  @May('admin', 'coordinator')
  @Acts(NeedView, { id: 'hideNeed', summary: 'Hide a need from the public' })
  hide(@Param('id') id: string, @Body({ schema: ReasonBody }) body: ReasonBody, @By() by: Caller) {
    return this.hideNeed.hide(id, body, by);
  }

  @Post(':id/restore')
  @May('admin', 'coordinator')
  @Acts(NeedView, { id: 'restoreNeed', summary: 'Show a hidden need again' })
  restore(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.hideNeed.restore(id, by);
  }
}
