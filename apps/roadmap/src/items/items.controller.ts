import { Acts, Adds, By, Creates, Deletes, May, Patches, batchController, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EmptyBody } from '../needs/needs.schema.ts';
import { ActOnItem } from './act-on-item.ts';
import { ItemRepository, itemListing } from './item.repository.ts';
import { ConfirmBody, HoldBody, ItemBody, ItemPatch, ItemReasonBody, ItemView, OverrideBody, SupersedeBody } from './items.schema.ts';
import { VouchForItem } from './vouch-for-item.ts';
import { WriteItem } from './write-item.ts';

/** Many actions on items at once (API contract, "Batch"). */
@ApiTags('items')
@Controller('items/batch')
export class ItemsBatchController extends batchController('Items') {}

/** Roadmap items (API contract, R7 and "Items, the rest"). */
@ApiTags('items')
@Controller('items')
export class ItemsController extends collectionController(itemListing, ItemView, {
  one: 'Item',
  many: 'Items',
  may: ['anyone'],
  sees: {
    everybody: 'what was ever committed to, also where it was dropped or superseded later, without its proposals',
    admin: 'all',
    coordinator: 'all; limited to districts, what is not public only of them',
    platform: 'all; of what is not public only id, version, status, districts, themes and times',
  },
}) {
  constructor(
    items: ItemRepository,
    private readonly writeItem: WriteItem,
    private readonly actOnItem: ActOnItem,
    private readonly vouchForItem: VouchForItem,
  ) {
    super(items);
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(ItemView, { id: 'createItem', summary: 'Add an item to the roadmap', location: '/items/{id}' })
  create(@Body({ schema: ItemBody }) body: ItemBody, @By() by: Caller) {
    return this.writeItem.create(body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator')
  @Patches(ItemView, { id: 'changeItem', summary: 'Change an item' })
  change(@Param('id') id: string, @Body({ schema: ItemPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    return this.writeItem.change(id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteItem', summary: 'Remove an item that nothing names' })
  remove(@Param('id') id: string, @By() by: Caller) {
    return this.writeItem.remove(id, by);
  }

  @Post(':id/commit')
  @May('admin', 'coordinator')
  @Acts(ItemView, { id: 'commitItem', summary: 'Commit to an item: from now on it is public' })
  commit(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.actOnItem.commit(id, by);
  }

  @Post(':id/start')
  @May('admin', 'coordinator')
  @Acts(ItemView, { id: 'startItem', summary: 'Begin the work on an item' })
  start(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.actOnItem.move(id, 'start', {}, by);
  }

  @Post(':id/hold')
  @May('admin', 'coordinator')
  @Acts(ItemView, { id: 'holdItem', summary: 'Put an item on hold' })
  hold(@Param('id') id: string, @Body({ schema: HoldBody }) body: HoldBody, @By() by: Caller) {
    return this.actOnItem.move(id, 'hold', body, by);
  }

  @Post(':id/resume')
  @May('admin', 'coordinator')
  @Acts(ItemView, { id: 'resumeItem', summary: 'Go on with an item that was on hold' })
  resume(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.actOnItem.move(id, 'resume', {}, by);
  }

  @Post(':id/complete')
  @May('admin', 'coordinator')
  @Acts(ItemView, { id: 'completeItem', summary: 'Say that an item is done' })
  complete(@Param('id') id: string, @Body({ schema: EmptyBody }) _body: object, @By() by: Caller) {
    return this.actOnItem.move(id, 'complete', {}, by);
  }

  @Post(':id/drop')
  @May('admin', 'coordinator')
  @Acts(ItemView, { id: 'dropItem', summary: 'Drop an item, with a reason' })
  drop(@Param('id') id: string, @Body({ schema: ItemReasonBody }) body: ItemReasonBody, @By() by: Caller) {
    return this.actOnItem.drop(id, body, by);
  }

  @Post(':id/supersede')
  @May('admin', 'coordinator')
  @Acts(ItemView, { id: 'supersedeItem', summary: 'Have another item take its place' })
  supersede(@Param('id') id: string, @Body({ schema: SupersedeBody }) body: SupersedeBody, @By() by: Caller) {
    return this.actOnItem.supersede(id, body, by);
  }

  @Post(':id/confirm')
  @May('admin', 'coordinator')
  @Adds(ItemView, { id: 'confirmItem', summary: 'Say that an item is up to date: its timeliness is renewed' })
  confirm(@Param('id') id: string, @Body({ schema: ConfirmBody }) body: ConfirmBody, @By() by: Caller) {
    return this.vouchForItem.confirm(id, body, by);
  }

  @Post(':id/override')
  @May('admin', 'coordinator')
  @Acts(ItemView, { id: 'overrideItem', summary: 'Set a reading beside a computed one, with reason and end' })
  override(@Param('id') id: string, @Body({ schema: OverrideBody }) body: OverrideBody, @By() by: Caller) {
    return this.vouchForItem.override(id, body, by);
  }
}
