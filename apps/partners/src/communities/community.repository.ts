import { Slug, communityEvents } from '@fiksu/contracts';
import {
  inUse,
  searchIn,
  Database,
  DomainError,
  Repository,
  defineListing,
  everything,
  includes,
  oneOf,
  raw,
  sql,
  type Caller,
  type Runs,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { CommunityView } from './communities.schema.ts';
import { CommunityEntity } from './community.entity.ts';
import { COMMUNITY_KINDS, type Community } from './community.ts';

const namedMax = 20;

export const communityListing = defineListing({
  filters: {
    kind: oneOf(z.enum(COMMUNITY_KINDS), raw('kind')),
    district: includes(Slug, raw('districts')),
    theme: includes(Slug, raw('themes')),
    pool: {
      value: z.enum(['true', 'false']),
      where: (values) => sql`pool::text = any(${values})`,
      countBy: raw('pool::text'),
      values: ['false', 'true'],
      description: 'Whether these are the volunteers who test pilots',
    },
  },
  search: searchIn(raw('name'), raw('description')),
});

@Injectable()
export class CommunityRepository extends Repository<Community, CommunityView> {
  constructor(db: Database) {
    super(db, CommunityEntity, 'communities', communityEvents);
  }

  /** Communities are always public (G7); who their members are is not. */
  override visibleTo() {
    return everything;
  }

  override async view(community: Community): Promise<CommunityView> {
    const [view] = await this.views([community]);
    return view as CommunityView;
  }

  /** Members are counted where they are kept, so that the number is right whoever joins at the same time. */
  override async views(communities: Community[]): Promise<CommunityView[]> {
    const ids = communities.map(({ id }) => id);
    const rows = await this.db.run<{ community: string; count: number }>(sql`
      select community, count(*)::integer as count from community_member
      where community = any(${ids}::uuid[]) and (expires_at is null or expires_at > now()) group by community`);
    const counts = new Map(rows.map(({ community, count }) => [community, count]));
    return communities.map((community) => ({ ...community, memberCount: counts.get(community.id) ?? 0 }));
  }

  override mayChange({ districts }: Pick<Community, 'districts'>, by: Caller): void {
    by.requireWithin(districts);
  }

  /** @throws DomainError Conflict (409) `in-use`, naming the gatherings of the community */
  async requireUnused(id: string, on: Runs): Promise<void> {
    const rows = await on.run<{ id: string }>(sql`select id from gathering where community = ${id} order by id limit ${namedMax}`);
    const usedBy = rows.map((gathering) => `gatherings/${gathering.id}`);
    if (usedBy.length > 0) throw inUse(usedBy);
  }

  /** Somebody joined, or called a meeting, a moment ago. */
  protected override refusalOf(): DomainError {
    return new DomainError('Conflict', 'in-use', 'Has members or gatherings that came meanwhile');
  }
}
