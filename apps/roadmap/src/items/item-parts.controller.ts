import { Acts, Answers, AnswersOne, By, Creates, May, MayRead, Shows, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ItemReasonBody, LinkBody, LinkView, Links, MilestoneBody, MilestoneDoneBody, MilestoneView, Milestones } from './items.schema.ts';
import { LinkItem } from './link-item.ts';
import { PlanMilestones } from './plan-milestones.ts';

const sees = { everybody: 'that of items which it sees whole' };

/** What belongs to one item: its milestones ("Items, the rest") and its links (R7). */
@ApiTags('items')
@Controller('items/:item')
export class ItemPartsController {
  constructor(
    private readonly milestones: PlanMilestones,
    private readonly links: LinkItem,
  ) {}

  @Get('milestones')
  @MayRead('anyone')
  @Shows(sees)
  @Answers(Milestones, { id: 'listMilestones', summary: 'The milestones of an item' })
  listMilestones(@Param('item') item: string, @By() by: Caller) {
    return this.milestones.list(item, by);
  }

  @Get('milestones/:id')
  @MayRead('anyone')
  @Shows(sees)
  @AnswersOne(MilestoneView, { id: 'readMilestone', summary: 'Read one milestone of an item' })
  readMilestone(@Param('item') item: string, @Param('id') id: string, @By() by: Caller) {
    return this.milestones.read(item, id, by);
  }

  @Post('milestones')
  @May('admin', 'coordinator')
  @Creates(MilestoneView, { id: 'addMilestone', summary: 'Add a milestone to an item', location: '/items/{item}/milestones/{id}' })
  addMilestone(@Param('item') item: string, @Body({ schema: MilestoneBody }) body: MilestoneBody, @By() by: Caller) {
    return this.milestones.add(item, body, by);
  }

  @Post('milestones/:id/done')
  @May('admin', 'coordinator')
  @Acts(MilestoneView, { id: 'doneMilestone', summary: 'Say that a milestone was reached' })
  doneMilestone(@Param('item') item: string, @Param('id') id: string, @Body({ schema: MilestoneDoneBody }) body: MilestoneDoneBody, @By() by: Caller) {
    return this.milestones.done(item, id, body, by);
  }

  @Post('milestones/:id/cancel')
  @May('admin', 'coordinator')
  @Acts(MilestoneView, { id: 'cancelMilestone', summary: 'Cancel a milestone, with a reason' })
  cancelMilestone(@Param('item') item: string, @Param('id') id: string, @Body({ schema: ItemReasonBody }) body: ItemReasonBody, @By() by: Caller) {
    return this.milestones.cancel(item, id, body, by);
  }

  @Get('links')
  @MayRead('anyone')
  @Shows(sees)
  @Answers(Links, { id: 'listItemLinks', summary: 'What an item is linked with' })
  listLinks(@Param('item') item: string, @By() by: Caller) {
    return this.links.list(item, by);
  }

  @Post('links')
  @May('admin', 'coordinator')
  @Creates(LinkView, { id: 'linkItem', summary: 'Link an item', location: '/items/{item}/links/{kind}/{id}' })
  addLink(@Param('item') item: string, @Body({ schema: LinkBody }) body: LinkBody, @By() by: Caller) {
    return this.links.add(item, body, by);
  }

  @Delete('links/:kind/:id')
  @May('admin', 'coordinator')
  @HttpCode(204)
  @ApiOperation({ operationId: 'unlinkItem', summary: 'Take a link of an item away' })
  @ApiResponse({ status: 204, description: 'Deleted' })
  removeLink(@Param('item') item: string, @Param('kind') kind: string, @Param('id') id: string, @By() by: Caller) {
    return this.links.remove(item, kind, id, by);
  }
}
