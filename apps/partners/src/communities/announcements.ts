import { LANGUAGES, announcementEvents } from '@fiksu/contracts';
import { Database, Repository, defineListing, newId, notFound, raw, sql, type Caller, type DomainError, type Filter, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AnnouncementEntity } from './announcement.entity.ts';
import type { Announcement } from './announcement.ts';
import type { AnnouncementBody, AnnouncementView } from './announcements.schema.ts';
import { CommunityRepository } from './community.repository.ts';
import type { Community } from './community.ts';

const language: Filter = {
  value: z.enum(LANGUAGES),
  where: (languages) => sql`text ?| ${languages}::text[]`,
  countBy: raw('jsonb_object_keys(text)'),
  values: LANGUAGES,
  description: 'Those that can be read in it',
};

export const announcementListing = defineListing({ filters: { language } });

/** The announcements of one community, which is all that these can reach. */
class AnnouncementRepository extends Repository<Announcement, AnnouncementView> {
  constructor(
    db: Database,
    private readonly communities: CommunityRepository,
    readonly community: Community,
  ) {
    super(db, AnnouncementEntity, 'announcements', announcementEvents);
  }

  override visibleTo() {
    return sql`community = ${this.community.id}`;
  }

  override view(announcement: Announcement): AnnouncementView {
    return announcement;
  }

  /** As the community itself: by coordinators of its districts. */
  override mayChange(_announcement: Announcement, by: Caller): void {
    this.communities.mayChange(this.community, by);
  }

  async removeAll(by: Caller, tx: Runs): Promise<void> {
    const announcements = await tx.run<Announcement>(
      sql`select ${this.store.columns} from announcement where community = ${this.community.id} order by id for update`,
    );
    for (const before of announcements) await this.write({ before, next: null, action: 'delete', by }, tx);
  }

  /** The community was removed meanwhile. */
  protected override refusalOf(constraint: string): DomainError | null {
    return constraint === 'announcement_community' ? notFound() : null;
  }
}

/** What is announced to communities: public, as they are (G7). */
@Injectable()
export class Announcements {
  constructor(
    private readonly db: Database,
    private readonly communities: CommunityRepository,
  ) {}

  /** @throws DomainError NotFound (404) where there is no such community */
  async of(community: string, by: Caller): Promise<AnnouncementRepository> {
    return new AnnouncementRepository(this.db, this.communities, await this.communities.get(community, by));
  }

  async announce(community: string, body: AnnouncementBody, by: Caller): Promise<AnnouncementView> {
    const announcements = await this.of(community, by);
    return announcements.create({ id: newId(), version: 1, community: announcements.community.id, ...body, createdAt: by.at, updatedAt: by.at }, by);
  }

  async remove(community: string, id: string, by: Caller): Promise<void> {
    by.requireMatch();
    await (await this.of(community, by)).remove(id, by);
  }

  /** Removes those of a community that is removed itself. */
  async removeOf(community: Community, by: Caller, tx: Runs): Promise<void> {
    await new AnnouncementRepository(this.db, this.communities, community).removeAll(by, tx);
  }
}
