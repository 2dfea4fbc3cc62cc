import { Database, sql, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ForeignThings, foreignKey } from './foreign-things.ts';
import type { Item } from './item.ts';
import type { HeardOf } from './progress.ts';
import { defaultUpdateDays, type UpdateDays } from './timeliness.ts';

/** What the computed readings of an item depend on beside the item itself. */
export interface Surroundings {
  heard: HeardOf;
  updateDays: UpdateDays;
}

/** Reads what items hang together with: for many at once, so that a list asks no question an item. */
@Injectable()
export class ItemSurroundings {
  constructor(
    private readonly db: Database,
    private readonly foreign: ForeignThings,
  ) {}

  async of(items: readonly Item[], on: Runs = this.db): Promise<(item: Item) => Surroundings> {
    const updateDays = await this.updateDays(items, on);
    const measured = items.flatMap(({ pilots, indicators }) => [
      ...pilots.map((id) => ({ kind: 'pilot', id })),
      ...indicators.map((id) => ({ kind: 'indicator', id })),
    ]);
    const things = await this.foreign.of(measured, on);
    const heard: HeardOf = (kind, id) => things.get(foreignKey(kind, id));
    return (item) => ({ heard, updateDays: updateDays.get(item.programme ?? '') ?? defaultUpdateDays });
  }

  private async updateDays(items: readonly Item[], on: Runs): Promise<Map<string, UpdateDays>> {
    const programmes = [...new Set(items.flatMap(({ programme }) => programme ?? []))];
    if (programmes.length === 0) return new Map();
    const rows = await on.run<{ id: string; days: UpdateDays }>(
      sql`select id, update_days as days from programme where id = any(${programmes}) and update_days is not null`,
    );
    return new Map(rows.map(({ id, days }) => [id, days]));
  }
}
