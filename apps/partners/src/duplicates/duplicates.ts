import { Slug, isId } from '@fiksu/contracts';
import { Database, authorOf, defineListing, invalid, raw, readPage, sql, type Caller, type Fault, type ListQuery, type Page } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { OrganisationRepository } from '../organisations/organisation.repository.ts';
import { compare } from './compare-organisations.ts';
import { CompareWithOthers } from './compare-with-others.ts';
import type { DismissBody, DismissedDuplicate, LikelyDuplicate } from './duplicates.schema.ts';

/** Both organisations beside each pair. */
const pairs = raw(`likely_duplicate pair
  join (select id as first_id, version as first_version, name as first_name, districts as first_districts from organisation) first on first_id = one
  join (select id as second_id, version as second_version, name as second_name, districts as second_districts from organisation) second on second_id = two`);

const columns = raw(
  `id, array[one, two] as organisations, score::double precision as score, because, against, jsonb_build_array(first_name, second_name) as names`,
);

/** What nobody has told to be different, as the two are now. */
const notDismissed = raw(`not exists (select from dismissed_duplicate dismissed where dismissed.one = pair.one and dismissed.two = pair.two
  and dismissed.one_version = first_version and dismissed.two_version = second_version)`);

export const duplicateListing = defineListing({
  filters: {
    district: {
      value: Slug,
      where: (values) => sql`(first_districts && ${values}::text[] or second_districts && ${values}::text[])`,
      description: 'Pairs of which one is in this district',
    },
  },
  sorts: { score: { column: raw('score'), type: 'numeric' } },
  order: '-score',
});

/** A coordinator of some districts sees pairs of which one is in these, or in none (G8). */
const withinLimits = ({ limits }: Caller) =>
  limits === null
    ? raw('true')
    : sql`(first_districts && ${limits}::text[] or second_districts && ${limits}::text[] or first_districts = '{}' or second_districts = '{}')`;

/** Entries of the registry that may be one organisation (API contract, P3). */
@Injectable()
export class Duplicates {
  constructor(
    private readonly db: Database,
    private readonly organisations: OrganisationRepository,
    private readonly compareWithOthers: CompareWithOthers,
  ) {}

  async list(query: ListQuery, by: Caller): Promise<Page<LikelyDuplicate>> {
    await this.compareWithOthers.catchUp();
    const ids = query.ids.length > 0 ? query.ids.filter(isId) : null;
    const visible = sql`${notDismissed} and ${withinLimits(by)}`;
    return readPage<LikelyDuplicate & { id: string }>(this.db, { from: pairs, columns, visible, listing: duplicateListing, query, ids });
  }

  /** Keeps a pair away until one of the two changes, whether it was shown or not. */
  async dismiss({ organisations, reason }: DismissBody, by: Caller): Promise<DismissedDuplicate> {
    const found = await Promise.all(organisations.map((id) => this.organisations.store.find(id)));
    for (const organisation of found) if (organisation) this.organisations.mayChange(organisation, by);
    const faults = found.flatMap((organisation, index): Fault[] =>
      organisation ? [] : [{ pointer: `/organisations/${index}`, detail: 'There is no such organisation' }],
    );
    if (organisations[0] === organisations[1]) faults.push({ pointer: '/organisations/1', detail: 'Is the same as the first' });
    const [one, two] = found.filter((organisation) => organisation !== null).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (faults.length > 0 || !one || !two) throw invalid(faults);
    await this.db.run(sql`
      insert into dismissed_duplicate (one, two, one_version, two_version, reason, by, at)
      values (${one.id}, ${two.id}, ${one.version}, ${two.version}, ${JSON.stringify(reason)}, ${JSON.stringify(authorOf(by))}, ${by.at})
      on conflict (one, two) do update set (one_version, two_version, reason, by, at)
        = (excluded.one_version, excluded.two_version, excluded.reason, excluded.by, excluded.at)`);
    return { organisations: [one.id, two.id], ...compare(one, two), dismissed: { at: by.at, reason } };
  }
}
