import { By, Creates, Deletes, May, Patches, batchController, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommunityBody, CommunityPatch, CommunityView } from './communities.schema.ts';
import { CommunityRepository, communityListing } from './community.repository.ts';
import { WriteCommunity } from './write-community.ts';

/** Who works together on the districts (API contract, P6). */
@ApiTags('communities')
@Controller('communities')
export class CommunitiesController extends collectionController(communityListing, CommunityView, {
  one: 'Community',
  many: 'Communities',
  may: ['anyone'],
  sees: { everybody: 'all, with the number of members' },
}) {
  constructor(
    communities: CommunityRepository,
    private readonly writeCommunity: WriteCommunity,
  ) {
    super(communities);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(CommunityView, { id: 'createCommunity', summary: 'Found a community', location: '/communities/{id}' })
  create(@Body({ schema: CommunityBody }) body: CommunityBody, @By() by: Caller) {
    return this.writeCommunity.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(CommunityView, { id: 'changeCommunity', summary: 'Change a community; its gatherings move along' })
  change(@Param('id') id: string, @Body({ schema: CommunityPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeCommunity.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteCommunity', summary: 'Remove a community without gatherings, with its members and announcements' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeCommunity.remove(id, by);
  }
}

/** Many actions on communities at once (API contract, "Batch"). */
@ApiTags('communities')
@Controller('communities/batch')
export class CommunitiesBatchController extends batchController('Communities') {}
