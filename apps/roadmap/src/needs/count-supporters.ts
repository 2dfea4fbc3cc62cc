import { sql, type Sql } from '@fiksu/service';

/**
 * How many persons support a need or one that was merged into it, over however many steps: each counts once, and what
 * is taken out again takes its own with it (R4). It is counted anew and never added up, so that nothing has to be
 * remembered about who came by which need.
 */
export const supportersOf = (need: string): Sql => sql`(
  with recursive family as (
    select id from need where id = ${need}
    union select need.id from need join family on need.merged_into = family.id)
  select count(distinct supporter)::integer from need_support where need in (select id from family))`;
