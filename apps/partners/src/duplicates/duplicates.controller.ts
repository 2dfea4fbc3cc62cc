import { Adds, By, Listed, Lists, May, Shows, type Caller, type ListQuery } from '@fiksu/service';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Duplicates, duplicateListing } from './duplicates.ts';
import { DismissBody, DismissedDuplicate, LikelyDuplicate } from './duplicates.schema.ts';

@ApiTags('organisations')
@Controller('organisations/duplicates')
export class DuplicatesController {
  constructor(private readonly duplicates: Duplicates) {}

  @Get()
  @May('admin', 'coordinator')
  @Shows({ admin: 'all', coordinator: 'pairs of which one is in its districts, or in none' })
  @Lists(duplicateListing, LikelyDuplicate, { id: 'listDuplicates', summary: 'List organisations that may be entered twice, the likeliest first' })
  list(@Listed(duplicateListing) query: ListQuery, @By() by: Caller) {
    return this.duplicates.list(query, by);
  }

  @Post('dismiss')
  @May('admin', 'coordinator')
  @Adds(DismissedDuplicate, { id: 'dismissDuplicate', summary: 'Keep a pair away until one of the two changes' })
  dismiss(@Body({ schema: DismissBody }) body: DismissBody, @By() by: Caller) {
    return this.duplicates.dismiss(body, by);
  }
}
