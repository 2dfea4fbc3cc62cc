import { Day, Id, Slug, gatheringEvents } from '@fiksu/contracts';
import {
  searchIn,
  Attachables,
  Database,
  OrganisationReferences,
  Repository,
  defineListing,
  equals,
  everything,
  includes,
  invalid,
  oneOf,
  organisations,
  raw,
  sql,
  type Caller,
  type DomainError,
  type Filter,
  type Runs,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Community } from '../communities/community.ts';
import { Tag } from '../organisations/organisations.schema.ts';
import { GatheringEntity } from './gathering.entity.ts';
import { GATHERING_KINDS, GATHERING_STATUSES, allowedIn, type Gathering } from './gathering.ts';
import type { GatheringView } from './gatherings.schema.ts';

/** A day of the contract is a day in Helsinki. */
const lastsUntil = raw(`(ends_at at time zone 'Europe/Helsinki')::date`);
const beginsOn = raw(`(starts_at at time zone 'Europe/Helsinki')::date`);

const onDay = (where: Filter['where'], description: string): Filter => ({ value: Day, where, description, single: true });

export const gatheringListing = defineListing({
  filters: {
    status: oneOf(z.enum(GATHERING_STATUSES), raw('status')),
    kind: oneOf(z.enum(GATHERING_KINDS), raw('kind')),
    community: equals(Id, raw('community')),
    district: includes(Slug, raw('districts')),
    theme: includes(Slug, raw('themes')),
    topic: includes(Tag, raw('topics')),
    organisation: organisations(raw('organisations')),
    from: onDay(([day = '']) => sql`${lastsUntil} >= ${day}::date`, 'Those that are not over before this day, in Helsinki'),
    until: onDay(([day = '']) => sql`${beginsOn} <= ${day}::date`, 'Those that begin on this day, in Helsinki, or before'),
  },
  sorts: { startsAt: { column: raw('starts_at'), type: 'timestamptz' }, endsAt: { column: raw('ends_at'), type: 'timestamptz' } },
  search: searchIn(raw('title'), raw('description'), raw(`(place -> 'name')`)),
});

@Injectable()
export class GatheringRepository extends Repository<Gathering, GatheringView> {
  constructor(db: Database, attachables: Attachables, references: OrganisationReferences) {
    super(db, GatheringEntity, 'gatherings', gatheringEvents);
    references.add(this, ['organisations']);
    attachables.add({ table: raw('gathering'), visibleTo: () => this.visibleTo() });
  }

  /** Gatherings are always public (G7). */
  override visibleTo() {
    return everything;
  }

  override view(gathering: Gathering, by: Caller): GatheringView {
    return { ...gathering, location: gathering.place.location, actions: by.is('admin', 'coordinator') ? allowedIn(gathering.status) : [] };
  }

  override mayChange({ districts }: Pick<Gathering, 'districts'>, by: Caller): void {
    by.requireWithin(districts);
  }

  /** The gatherings of a community are where the community is, and about what it is about. */
  async follow({ id, districts, themes }: Pick<Community, 'id' | 'districts' | 'themes'>, by: Caller, tx: Runs): Promise<void> {
    const rows = await tx.run<Gathering>(sql`select ${this.store.columns} from gathering where community = ${id} order by id for update`);
    for (const before of rows) {
      const next = { ...before, districts, themes };
      if (this.store.differs(before, next)) await this.saveBeside(before, next, by, { action: 'change' }, tx);
    }
  }

  /** The community was removed meanwhile. */
  protected override refusalOf(constraint: string): DomainError | null {
    return constraint === 'gathering_community' ? invalid([{ pointer: '/community', detail: 'There is no such community' }]) : null;
  }
}
