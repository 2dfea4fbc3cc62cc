import { sql, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';

/** So many are named to who would remove an item. */
const namedMax = 20;

/** What needs an item, and keeps it from being removed (API contract, G11). */
@Injectable()
export class UsersOfItem {
  /** @returns addresses within the service: `items/…`, `needs/…`, `sessions/…` */
  async of(id: string, on: Runs): Promise<string[]> {
    const answer = JSON.stringify({ links: [{ kind: 'item', id }] });
    const rows = await on.run<{ user: string }>(sql`
      select 'items/' || id as "user" from item where depends_on @> array[${id}::uuid] or superseded_by = ${id}
      union all select 'needs/' || id from need
        where addressed @> ${answer}::jsonb or status in ('crystallised', 'addressed') and id = any(select unnest(needs) from item where id = ${id})
      union all select 'sessions/' || id from session where outcomes @> jsonb_build_array(jsonb_build_object('kind', 'item', 'id', ${id}::text))
      limit ${namedMax}`);
    return rows.map(({ user }) => user);
  }
}
