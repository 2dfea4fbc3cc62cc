import { sql, type Sql } from '@fiksu/service';
import type { Member } from './thread.ts';

/**
 * All members of the thread that a member is in, at whatever distance, whoever may see them: hidden ones keep it together.
 * Each step looks up the neighbours of one member by indexes.
 *
 * @param max how many are read at most, the nearest first
 */
export const reachMembers = ({ kind, id }: Member, max: number): Sql => sql`
  with recursive reached as (
    select ${kind}::text as kind, ${id}::uuid as id
    union
    select next.kind, next.id from reached cross join lateral (
      select 'item' as kind, item.id from item where reached.kind = 'need' and item.needs @> array[reached.id]
      union all select 'session', session.id from session where reached.kind = 'need' and session.needs @> array[reached.id]
      union all select 'session', need.session from need where reached.kind = 'need' and need.id = reached.id
      union all select 'need', need.merged_into from need where reached.kind = 'need' and need.id = reached.id
      union all select 'need', need.id from need where reached.kind = 'need' and need.merged_into = reached.id
      union all select 'need', unnest(item.needs) from item where reached.kind = 'item' and item.id = reached.id
      union all select 'item', item.superseded_by from item where reached.kind = 'item' and item.id = reached.id
      union all select 'item', item.id from item where reached.kind = 'item' and item.superseded_by = reached.id
      union all select 'need', unnest(session.needs) from session where reached.kind = 'session' and session.id = reached.id
      union all select 'need', need.id from need where reached.kind = 'session' and need.session = reached.id
      union all select outcome ->> 'kind', (outcome ->> 'id')::uuid from session, jsonb_array_elements(session.outcomes) outcome
        where reached.kind = 'session' and session.id = reached.id
      union all select 'session', session.id from session
        where session.outcomes @> jsonb_build_array(jsonb_build_object('kind', reached.kind, 'id', reached.id))
    ) next where next.id is not null)
  select kind, id from reached limit ${max}`;

/** The links of these members, with when and by which role each was made. */
export const linksOfMembers = (needs: readonly string[], sessions: readonly string[], items: readonly string[]): Sql => sql`
  select 'need' as "fromKind", (note ->> 'id')::uuid as "fromId", 'item' as "toKind", item.id as "toId", 'crystallised-into' as relation,
    (note ->> 'since')::timestamptz as at, note -> 'by' ->> 'role' as by
  from item, jsonb_array_elements(item.linked) note where item.id = any(${items}::uuid[]) and note ->> 'kind' = 'need'
  union all
  select 'need', (note ->> 'id')::uuid, 'session', session.id, 'worked-on-in', (note ->> 'since')::timestamptz, note -> 'by' ->> 'role'
  from session, jsonb_array_elements(session.linked) note where session.id = any(${sessions}::uuid[]) and note ->> 'relation' = 'about'
  union all
  select 'session', session.id, note ->> 'kind', (note ->> 'id')::uuid, 'resulted-in', (note ->> 'since')::timestamptz, note -> 'by' ->> 'role'
  from session, jsonb_array_elements(session.linked) note where session.id = any(${sessions}::uuid[]) and note ->> 'relation' = 'outcome'
  union all
  select 'session', need.session, 'need', need.id, 'resulted-in', need.created_at, made.by ->> 'role'
  from need left join lateral (
    select by from history where collection = 'needs' and resource = need.id::text order by history.id limit 1) made on true
  where need.id = any(${needs}::uuid[]) and need.session is not null and not exists (
    select from session where session.id = need.session and session.outcomes @> jsonb_build_array(jsonb_build_object('kind', 'need', 'id', need.id)))
  union all
  select 'need', need.id, 'need', need.merged_into, 'merged-into', coalesce(done.at, need.updated_at), done.by ->> 'role'
  from need left join lateral (
    select at, by from history where collection = 'needs' and resource = need.id::text and action = 'merge' order by history.id desc limit 1) done on true
  where need.id = any(${needs}::uuid[]) and need.merged_into is not null
  union all
  select 'item', item.id, 'item', item.superseded_by, 'superseded-by', coalesce(done.at, item.updated_at), done.by ->> 'role'
  from item left join lateral (
    select at, by from history where collection = 'items' and resource = item.id::text and action = 'supersede' order by history.id desc limit 1) done on true
  where item.id = any(${items}::uuid[]) and item.superseded_by is not null`;
