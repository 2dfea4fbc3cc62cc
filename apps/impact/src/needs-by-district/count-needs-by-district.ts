import { needEvents, type CloudEvent } from '@fiksu/contracts';
import { Database, Projection, sql, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { stepsOf, type Place } from './count-steps.ts';

/** How many needs each district has in each state. */
export interface DistrictCount {
  district: string;
  status: string;
  needs: number;
}

/**
 * Counts the needs of the roadmap by district and state, step by step: each change takes a need out of where it was and
 * counts it where it is now.
 */
@Injectable()
export class CountNeedsByDistrict extends Projection {
  readonly name = 'needs-by-district';
  readonly listensTo = [needEvents];
  override readonly everyStep = true;

  constructor(private readonly db: Database) {
    super();
  }

  /** The counts as they are now, by district and state. */
  read(): Promise<DistrictCount[]> {
    return this.db.run(sql`select district, status, needs from needs_by_district where generation = ${this.live} and needs > 0 order by district, status`);
  }

  async handle(events: readonly CloudEvent[], tx: Runs, generation: number): Promise<void> {
    const needs = events.map((event) => needEvents.event.parse(event).data);
    const places = await this.placesOf([...new Set(needs.map(({ id }) => id))], tx, generation);
    const moves = needs.map(({ id, status, districts }): [Place | null, Place] => {
      const move: [Place | null, Place] = [places.get(id) ?? null, { status, districts }];
      places.set(id, move[1]);
      return move;
    });
    await this.keepPlaces(places, tx, generation);
    for (const { district, status, by } of stepsOf(moves))
      await tx.run(sql`insert into needs_by_district (generation, district, status, needs) values (${generation}, ${district}, ${status}, ${by})
        on conflict (generation, district, status) do update set needs = needs_by_district.needs + excluded.needs`);
  }

  override async forget(generation: number, tx: Runs): Promise<void> {
    await tx.run(sql`delete from needs_by_district where generation = ${generation}`);
    await tx.run(sql`delete from need_counted where generation = ${generation}`);
  }

  private async placesOf(needs: readonly string[], tx: Runs, generation: number): Promise<Map<string, Place>> {
    const known = await tx.run<Place & { need: string }>(
      sql`select need, status, districts from need_counted where generation = ${generation} and need = any(${needs})`,
    );
    return new Map(known.map(({ need, ...place }) => [need, place]));
  }

  private async keepPlaces(places: Map<string, Place>, tx: Runs, generation: number): Promise<void> {
    const rows = [...places].map(([need, { status, districts }]) => ({ generation, need, status, districts }));
    await tx.run(sql`
      insert into need_counted (generation, need, status, districts)
      select generation, need, status, districts from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) row(generation integer, need uuid, status text, districts text[])
      on conflict (generation, need) do update set status = excluded.status, districts = excluded.districts`);
  }
}
