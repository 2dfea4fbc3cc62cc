import { By, Creates, May, NotedInAudit, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { memberListing } from './member.repository.ts';
import { Members } from './members.ts';
import { MemberBody, MemberView } from './members.schema.ts';
import { WriteMember } from './write-member.ts';

/** Who is a member (API contract, P6). Personal data: whatever is done with it is noted in the audit log. */
@ApiTags('communities')
@Controller('communities/:community/members')
export class MembersController extends collectionController(memberListing, MemberView, {
  one: 'Member',
  many: 'Members',
  may: ['admin', 'coordinator'],
  sees: { admin: 'all', coordinator: 'those of communities in its districts, and of communities without districts' },
  exportScope: 'personal-data',
  audited: true,
}) {
  constructor(
    members: Members,
    private readonly writeMember: WriteMember,
  ) {
    super((path, by) => members.of(path.community ?? '', by));
  }

  @Post()
  @May('admin', 'coordinator')
  @NotedInAudit('create')
  @Creates(MemberView, { id: 'addMember', summary: 'Add an organisation, or a person that has consented', location: '/communities/{community}/members/{id}' })
  add(@Param('community') community: string, @Body({ schema: MemberBody }) body: MemberBody, @By() by: Caller) {
    return this.writeMember.add(community, body, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @NotedInAudit('delete')
  @HttpCode(204)
  @ApiOperation({ operationId: 'removeMember', summary: 'Remove a member: of a person all that was kept is erased' })
  @ApiResponse({ status: 204, description: 'Deleted' })
  remove(@Param('community') community: string, @Param('id') id: string, @By() by: Caller) {
    return this.writeMember.remove(community, id, by);
  }
}
