import { Answers, By, May, Shows, type Caller } from '@fiksu/service';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { JoinCommunity } from './join-community.ts';
import { Membership } from './members.schema.ts';

/** The secret links of those who joined a community by themselves. They stand beside the communities, whose ids are no secret. */
@ApiTags('communities')
@Controller('receipts')
export class MembershipReceiptsController {
  constructor(private readonly joinCommunity: JoinCommunity) {}

  @Get(':secret')
  @May('anyone')
  @Shows({ everybody: 'the membership whose receipt this is' })
  @Answers(Membership, { id: 'readMembership', summary: 'The own membership, for whoever holds its receipt' })
  read(@Param('secret') secret: string, @By() by: Caller) {
    return this.joinCommunity.read(secret, by);
  }
}
