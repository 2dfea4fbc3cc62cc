import { Get, Param } from '@nestjs/common';
import type { z } from 'zod';
import { By, type Caller, type Role } from '../access/caller.ts';
import { May, MayRead } from '../access/may.ts';
import { Answers, AnswersOne } from '../answers/answers.ts';
import { History } from '../recording/history.ts';
import type { Repository } from '../recording/repository.ts';
import type { Stored } from '@fiksu/database';
import type { Listing, ListQuery } from './listing.ts';
import { Counted, CountsThem, Listed, Lists } from './lists.ts';

interface Words {
  /** As in operation ids: `Need`, `Needs`. */
  one: string;
  many: string;
  /** Who may ask at all; what each then sees is the repository's `visibleTo`. */
  may: ['anyone'] | ['signed-in'] | [Role, ...Role[]];
}

/**
 * The reads that every collection has: the list, its counts, one resource and its history. A
 * controller extends it and adds what is its own, so that the next manner of all collections
 * (an export, say) is written once.
 */
export function collectionController(listing: Listing, view: z.ZodType, { one, many, may }: Words) {
  const words = (text: string) => text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

  abstract class CollectionController {
    constructor(private readonly collection: Pick<Repository<Stored, object>, 'list' | 'counts' | 'read' | 'history'>) {}

    @Get()
    @May(...may)
    @Lists(listing, view, { id: `list${many}`, summary: `List ${words(many)}` })
    list(@Listed(listing) query: ListQuery, @By() by: Caller) {
      return this.collection.list(listing, query, by);
    }

    @Get('counts')
    @May(...may)
    @CountsThem(listing, { id: `count${many}`, summary: `Count ${words(many)} by one of their fields` })
    counts(@Counted(listing) query: ListQuery, @By() by: Caller) {
      return this.collection.counts(listing, query, by);
    }

    @Get(':id')
    @MayRead(...may)
    @AnswersOne(view, { id: `read${one}`, summary: `Read one ${words(one)}` })
    read(@Param('id') id: string, @By() by: Caller) {
      return this.collection.read(id, by);
    }

    @Get(':id/history')
    @MayRead(...may)
    @Answers(History, { id: `read${one}History`, summary: `Who did what to the ${words(one)}, when and why` })
    history(@Param('id') id: string, @By() by: Caller) {
      return this.collection.history(id, by);
    }
  }
  return CollectionController;
}
