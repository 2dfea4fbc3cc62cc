import { Audit, Database, newId, patched, sql, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { GatheringRepository } from '../gatherings/gathering.repository.ts';
import { Announcements } from './announcements.ts';
import { CommunityBody, DERIVED, type CommunityView } from './communities.schema.ts';
import { CommunityRepository } from './community.repository.ts';
import type { Community } from './community.ts';
import { Members } from './members.ts';

@Injectable()
export class WriteCommunity {
  constructor(
    private readonly communities: CommunityRepository,
    private readonly gatherings: GatheringRepository,
    private readonly members: Members,
    private readonly announcements: Announcements,
    private readonly audit: Audit,
    private readonly db: Database,
  ) {}

  create(body: CommunityBody, by: Caller): Promise<CommunityView> {
    return this.communities.create({ id: newId(), version: 1, createdAt: by.at, updatedAt: by.at, ...eachOnce(body) }, by);
  }

  /** Its gatherings are where it is: those that it has already move along. */
  async change(id: string, patch: Record<string, unknown>, by: Caller): Promise<CommunityView> {
    await this.db.transaction(async (tx) => {
      const before = await this.communities.toChange(id, by, tx);
      const next = this.nextOf(before, patch, by);
      if (!this.communities.store.differs(before, next)) return;
      await this.communities.saveBeside(before, next, by, { action: 'change' }, tx);
      await this.gatherings.follow(next, by, tx);
    });
    return this.communities.read(id, by);
  }

  /** Removes it with its announcements, and with its members, who were there for nothing else. */
  async remove(id: string, by: Caller): Promise<void> {
    await this.db.transaction(async (tx) => {
      let count = 0;
      const check = async (community: Community) => {
        await this.communities.requireUnused(community.id, tx);
        count = await this.members.erase(sql`community = ${community.id}`, { action: 'delete', by }, tx);
        await this.announcements.removeOf(community, by, tx);
      };
      await this.communities.remove(id, by, check, tx);
      if (count > 0) await this.audit.note({ action: 'delete', what: `communities/${id.toLowerCase()}/members`, count, reason: 'community-removed' }, by, tx);
    });
  }

  /** 403 comes before 422 (G5). */
  private nextOf(community: Community, patch: Record<string, unknown>, by: Caller): Community {
    const { name, description, kind, districts, themes, pool } = community;
    const body = patched<CommunityBody>({ name, description, kind, districts, themes, pool }, patch, CommunityBody, DERIVED);
    const next = { ...community, ...eachOnce(body) };
    this.communities.mayChange(next, by);
    return next;
  }
}

const eachOnce = (body: CommunityBody): CommunityBody => ({ ...body, districts: [...new Set(body.districts)], themes: [...new Set(body.themes)] });
