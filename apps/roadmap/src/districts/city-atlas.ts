import { Database, sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { DistrictEntity } from './district.entity.ts';
import { Store, type Stored } from '@fiksu/service';
import type { District } from './district.ts';
import { drawAtlas, type Atlas } from './find-by-point.ts';

/**
 * The atlas of all districts, kept in memory: some 350 areas that change a few times a year are
 * looked up for every need. A short question to the database tells each time whether it still
 * holds, so that replicas agree without telling one another.
 */
@Injectable()
export class CityAtlas {
  private drawn: { state: string; atlas: Atlas } | null = null;
  private readonly districts: Store<District & Stored>;

  constructor(private readonly db: Database) {
    this.districts = new Store<District & Stored>(db, DistrictEntity);
  }

  async current(): Promise<Atlas> {
    const [{ state } = { state: '' }] = await this.db.run<{ state: string }>(
      sql`select concat_ws('/', count(*), sum(version), max(updated_at)) as state from district`,
    );
    if (this.drawn?.state !== state)
      this.drawn = {
        state,
        atlas: drawAtlas(await this.db.run<District>(sql`select ${this.districts.columns} from district`)),
      };
    return this.drawn.atlas;
  }
}
