import { versionEvents } from '@fiksu/contracts';
import { searchIn, Database, Repository, defineListing, everything, forbidden, notFound, raw, sql, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { diffVersions, type Dropped } from './diff-versions.ts';
import { VersionEntity } from './version.entity.ts';
import type { PublishedItem, Version } from './version.ts';
import type { DiffView, VersionSummary, VersionView } from './versions.schema.ts';

/** A number as it stands in an address; longer ones are no number that there will be. */
const numberPattern = /^[1-9]\d{0,8}$/;

export const versionListing = defineListing({
  filters: {
    number: {
      value: z.string().regex(numberPattern, { message: 'Must be the number of a version' }),
      where: (values) => sql`number = any(${values}::integer[])`,
      countBy: raw('number::text'),
    },
  },
  sorts: { number: { column: raw('number'), type: 'integer' } },
  search: searchIn(raw('title')),
});

/** Versions are public, every one of them (G7). */
@Injectable()
export class VersionRepository extends Repository<Version, VersionSummary> {
  constructor(db: Database) {
    super(db, VersionEntity, 'versions', versionEvents);
  }

  override visibleTo() {
    return everything;
  }

  override view(version: Version): VersionSummary {
    return version;
  }

  /** A version is of the whole roadmap: whoever is limited to some districts cannot speak for the others (G8). */
  override mayChange(_version: Version | null, by: Caller): void {
    if (by.limits) throw forbidden('A version is of the roadmap of all districts; your token is limited to some', 'outside-districts');
  }

  /** By id, or by number (R8). */
  override async get(id: string, by: Caller, on: Runs = this.db): Promise<Version> {
    if (!numberPattern.test(id)) return super.get(id, by, on);
    const [version] = await on.run<Version>(sql`select ${this.store.columns} from ${this.store.table} where number = ${Number(id)}`);
    if (!version) throw notFound();
    return version;
  }

  /** The version with its items. */
  override async read(id: string, by: Caller): Promise<VersionView> {
    return this.whole(await this.get(id, by));
  }

  /** @throws DomainError NotFound (404) before the first */
  async readLatest(): Promise<VersionView> {
    const latest = await this.latest();
    if (!latest) throw notFound('No version has been published yet');
    return this.whole(latest);
  }

  async latest(on: Runs = this.db): Promise<Version | null> {
    const [latest] = await on.run<Version>(sql`select ${this.store.columns} from ${this.store.table} order by number desc limit 1`);
    return latest ?? null;
  }

  async diff(a: string, b: string, by: Caller): Promise<DiffView> {
    const [from, to] = [await this.get(a, by), await this.get(b, by)];
    const [before, after] = [await this.itemsOf(from), await this.itemsOf(to)];
    return { a: from.id, b: to.id, ...diffVersions(before, after, await this.droppedBetween(from, to)) } as DiffView;
  }

  /** Keeps the items of a version that was just added, in the same transaction. */
  async keep(version: Version, items: readonly PublishedItem[], tx: Runs): Promise<void> {
    const rows = items.map((item) => ({ item: item.id, status: item.status, body: item }));
    await tx.run(sql`
      insert into roadmap_version_item (version, item, status, body)
      select ${version.id}::uuid, item, status, body from json_to_recordset(${JSON.stringify(rows)}::json) as kept (item uuid, status text, body json)`);
  }

  private async whole(version: Version): Promise<VersionView> {
    return { ...version, items: await this.itemsOf(version) } as VersionView;
  }

  private async itemsOf({ id }: Version): Promise<PublishedItem[]> {
    const rows = await this.db.run<{ body: PublishedItem }>(sql`select body from roadmap_version_item where version = ${id} order by item`);
    return rows.map(({ body }) => body);
  }

  private async droppedBetween(a: Version, b: Version): Promise<Dropped[]> {
    const rows = await this.db.run<{ body: Dropped }>(sql`
      select body from roadmap_version_item kept join roadmap_version told on told.id = kept.version
      where kept.status = 'dropped' and told.number > ${a.number} and told.number <= ${b.number} order by kept.item`);
    return rows.map(({ body }) => body);
  }
}
