import { Database, sql, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { MethodRepository } from './method.repository.ts';
import type { TrackRecord } from './methods.schema.ts';

const shownMax = 200;

/**
 * Where a method was used, with what outcomes (API contract, R5): of its closed sessions, which are public (G7), so that
 * everybody reads the same.
 */
@Injectable()
export class ReadTrackRecord {
  constructor(
    private readonly methods: MethodRepository,
    private readonly db: Database,
  ) {}

  async execute(id: string, by: Caller): Promise<TrackRecord> {
    const { id: method } = await this.methods.get(id, by);
    const [data, [counted]] = await Promise.all([this.sessions(method), this.counted(method)]);
    const { sessions = 0, needs = 0, items = 0, pilots = 0 } = counted ?? {};
    return { sessions, outcomes: { needs, items }, pilots, data };
  }

  /** What two sessions have both come to is one outcome, and a pilot of two items one pilot. */
  private counted(method: string) {
    return this.db.run<{ sessions: number; needs: number; items: number; pilots: number }>(sql`
      select count(distinct session.id)::integer as sessions,
        count(distinct outcome ->> 'id') filter (where outcome ->> 'kind' = 'need')::integer as needs,
        count(distinct outcome ->> 'id') filter (where outcome ->> 'kind' = 'item')::integer as items,
        count(distinct pilot)::integer as pilots
      from session left join lateral jsonb_array_elements(outcomes) outcome on true
        left join item on outcome ->> 'kind' = 'item' and item.id = (outcome ->> 'id')::uuid
        left join lateral unnest(item.pilots) pilot on true
      where method = ${method} and session.status = 'closed'`);
  }

  private sessions(method: string) {
    return this.db.run<TrackRecord['data'][number]>(sql`
      select id as session, title, districts, edition, variant, starts_at as "startsAt", ends_at as "endsAt",
        jsonb_build_object(
          'needs', (select count(*) from jsonb_array_elements(outcomes) outcome where outcome ->> 'kind' = 'need'),
          'items', (select count(*) from jsonb_array_elements(outcomes) outcome where outcome ->> 'kind' = 'item')) as outcomes
      from session where method = ${method} and status = 'closed' order by starts_at desc, id desc limit ${shownMax}`);
  }
}
