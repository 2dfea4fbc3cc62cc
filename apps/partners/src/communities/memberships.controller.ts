import { By, Creates, May, idempotencyHeader, type Caller } from '@fiksu/service';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JoinCommunity } from './join-community.ts';
import { JoinBody, Joined, LeaveBody } from './members.schema.ts';

/** What persons do by themselves, without an account if they like (API contract, P6). */
@ApiTags('communities')
@Controller('communities')
export class MembershipsController {
  constructor(private readonly joinCommunity: JoinCommunity) {}

  @Post(':community/join')
  @May('anyone')
  @Creates(Joined, {
    id: 'joinCommunity',
    summary: 'Join a community, as a resident or without an account',
    description: 'The receipt is a secret link, answered once: by it the person reads what is kept of it, and leaves.',
    location: '/communities/{community}/members/{id}',
    once: ['receipt'],
  })
  join(@Param('community') community: string, @Body({ schema: JoinBody }) body: JoinBody, @By() by: Caller) {
    return this.joinCommunity.join(community, body, by);
  }

  @Post(':community/leave')
  @May('anyone')
  @HttpCode(204)
  @ApiOperation({ operationId: 'leaveCommunity', summary: 'Leave a community, by the receipt or by the own token: all that was kept of the person is erased' })
  @ApiResponse({ status: 204, description: 'Left' })
  @idempotencyHeader
  leave(@Param('community') community: string, @Body({ schema: LeaveBody }) body: LeaveBody, @By() by: Caller) {
    return this.joinCommunity.leave(community, body, by);
  }
}
