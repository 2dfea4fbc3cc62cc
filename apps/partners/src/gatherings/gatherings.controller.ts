import { Acts, By, Creates, Deletes, May, Patches, batchController, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GatheringRepository, gatheringListing } from './gathering.repository.ts';
import { CancelBody, GatheringBody, GatheringPatch, GatheringView, HoldBody } from './gatherings.schema.ts';
import { WriteGathering } from './write-gathering.ts';

/** What communities meet for (API contract, P7). */
@ApiTags('gatherings')
@Controller('gatherings')
export class GatheringsController extends collectionController(gatheringListing, GatheringView, {
  one: 'Gathering',
  many: 'Gatherings',
  may: ['anyone'],
  sees: { everybody: 'all' },
  geometry: 'location',
}) {
  constructor(
    gatherings: GatheringRepository,
    private readonly writeGathering: WriteGathering,
  ) {
    super(gatherings);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(GatheringView, { id: 'createGathering', summary: 'Plan a gathering of a community', location: '/gatherings/{id}' })
  create(@Body({ schema: GatheringBody }) body: GatheringBody, @By() by: Caller) {
    return this.writeGathering.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(GatheringView, { id: 'changeGathering', summary: 'Change a gathering; calendars that follow it change along' })
  change(@Param('id') id: string, @Body({ schema: GatheringPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeGathering.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteGathering', summary: 'Remove a gathering that was not held' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeGathering.remove(id, by);
  }

  @Post(':id/hold')
  @May('admin', 'coordinator')
  @Acts(GatheringView, { id: 'holdGathering', summary: 'Tell that a gathering took place, and how many came' })
  hold(@Param('id') id: string, @Body({ schema: HoldBody }) body: HoldBody, @By() by: Caller) {
    return this.writeGathering.hold(id, body, by);
  }

  @Post(':id/cancel')
  @May('admin', 'coordinator')
  @Acts(GatheringView, { id: 'cancelGathering', summary: 'Cancel a gathering; it stays in calendars as cancelled' })
  cancel(@Param('id') id: string, @Body({ schema: CancelBody }) { reason }: CancelBody, @By() by: Caller) {
    return this.writeGathering.cancel(id, reason, by);
  }
}

/** Many actions on gatherings at once (API contract, "Batch"). */
@ApiTags('gatherings')
@Controller('gatherings/batch')
export class GatheringsBatchController extends batchController('Gatherings') {}
