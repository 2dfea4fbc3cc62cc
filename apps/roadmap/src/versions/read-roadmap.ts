import { raw, sql, type Runs } from '@fiksu/service';
import { publicNeeds } from '../needs/need.repository.ts';
import { ENDED, LASTING, type PublishedItem } from './version.ts';

/**
 * The roadmap as everybody may read it now, by id: what was committed to and goes on or is done, and what has ended and no version
 * has told so yet. It is one statement, and so one moment, however much is being changed meanwhile.
 */
export async function readRoadmap(on: Runs): Promise<PublishedItem[]> {
  return on.run<PublishedItem>(sql`
    select id, status, title, goal, districts, themes, horizon, "window", owner, programme,
      array(select named from unnest(needs) with ordinality as listed (named, nth) join need on need.id = named where ${publicNeeds} order by nth) as needs,
      array(select named from unnest(depends_on) with ordinality as listed (named, nth) join item other on other.id = named
        where other.committed_at is not null order by nth) as "dependsOn",
      developments, pilots, indicators, learnings, expected_climate_effect as "expectedClimateEffect", milestones, drop_reason as "dropReason",
      (select successor.id from item successor where successor.id = item.superseded_by and successor.committed_at is not null) as "supersededBy"
    from item
    where committed_at is not null and (status = any(${[...LASTING]}) or status = any(${[...ENDED]}) and ${notToldYet}) order by id`);
}

const notToldYet = raw(`not exists (select from roadmap_version_item told where told.item = item.id and told.status in ('dropped', 'superseded'))`);
