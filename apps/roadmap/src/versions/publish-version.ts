import { Database, newId, sql, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { readRoadmap } from './read-roadmap.ts';
import { VersionRepository } from './version.repository.ts';
import { nextVersion } from './version.ts';
import type { VersionBody, VersionView } from './versions.schema.ts';

/** Any number that is the same in all replicas, and nothing else's. */
const publishingLock = 815_653;

/** Publishes the roadmap as it is now (API contract, R8). */
@Injectable()
export class PublishVersion {
  constructor(
    private readonly versions: VersionRepository,
    private readonly db: Database,
  ) {}

  async execute({ title }: VersionBody, by: Caller): Promise<VersionView> {
    this.versions.mayChange(null, by);
    return this.db.transaction(async (tx) => {
      // One after the other: numbers have no gaps, and what one version tells as ended, the next one tells no more.
      await tx.run(sql`select pg_advisory_xact_lock(${publishingLock})`);
      const last = await this.versions.latest(tx);
      const items = await readRoadmap(tx);
      const version = nextVersion(last, { id: newId(), title, items, now: by.at });
      const answer = await this.versions.create(version, by, { items }, tx);
      await this.versions.keep(version, items, tx);
      return answer as VersionView;
    });
  }
}
