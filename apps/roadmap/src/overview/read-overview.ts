import { type LocalisedText } from '@fiksu/contracts';
import { Database, raw, sql, type Caller, type Filter, type ListQuery, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { DistrictRepository } from '../districts/district.repository.ts';
import { ForeignThings, foreignKey } from '../items/foreign-things.ts';
import { helsinkiDay } from '../items/helsinki-day.ts';
import { ItemRepository, itemListing } from '../items/item.repository.ts';
import { ITEM_STATUSES, isOpen, type Item } from '../items/item.ts';
import { NeedRepository, needListing } from '../needs/need.repository.ts';
import { attentionOf, fundingOf, impactOf, pilotsOf, type AttentionEntry, type Named, type Told } from './overview.ts';
import type { OverviewView } from './overview.schema.ts';

/** As many as a page of a list may have. */
const itemsMax = 200;
const programmesMax = 200;
/** So many items are looked at for what needs somebody. */
const attentionMax = 200;
/** So many linked things of a kind are told about. */
const linkedMax = 1_000;

const linkedKinds = ['pilot', 'proposal', 'indicator'] as const;
type LinkedKind = (typeof linkedKinds)[number];

/** Reads a district, or the city, on one page (API contract, R10): of needs and items what the caller may see. */
@Injectable()
export class ReadOverview {
  constructor(
    private readonly districts: DistrictRepository,
    private readonly needs: NeedRepository,
    private readonly items: ItemRepository,
    private readonly foreign: ForeignThings,
    private readonly db: Database,
  ) {}

  /**
   * @param slug of a district; null for the city
   * @throws DomainError NotFound (404) for a district that there is not
   */
  async execute(slug: string | null, by: Caller): Promise<OverviewView> {
    const district = slug === null ? null : await this.districts.get(slug, by);
    const asking = (listing: { filters: Record<string, Filter> }, field: string | null = null): ListQuery => ({
      ...{ limit: itemsMax, sort: { field: 'createdAt', descending: true }, after: null, ids: [], q: null, by: field, cursorOf: () => '' },
      filters: district === null ? [] : [[listing.filters.district as Filter, [district.id]]],
    });
    const needs = await this.needs.counts(needListing, asking(needListing, 'status'), by);
    const byStatus = await this.items.counts(itemListing, asking(itemListing, 'status'), by);
    const byHorizon = await this.items.counts(itemListing, asking(itemListing, 'horizon'), by);
    const { data } = await this.items.list(itemListing, asking(itemListing), by);
    const heard = await this.heard(district?.id ?? null, by);
    const readsClosed = by.is(...readersOfTheClosed);
    return {
      district: district && { id: district.id, name: district.name },
      programme: await this.programmes(district?.id ?? null),
      needs: needs.counts,
      items: { byStatus: byStatus.counts, byHorizon: byHorizon.counts, data: data.map(({ id, title, status, health }) => ({ id, title, status, health })) },
      pilots: pilotsOf(heard('pilot'), readsClosed),
      funding: readsClosed ? fundingOf(heard('proposal')) : null,
      impact: impactOf(heard('indicator')),
      attention: readsClosed ? await this.attention(district?.id ?? null, by) : [],
    } as OverviewView;
  }

  /** A programme works in a district where it says so of itself, or of a sub-project. */
  private programmes(district: string | null): Promise<{ id: string; title: LocalisedText }[]> {
    const there = sql`${district}::text = any(districts) or sub_projects @> ${JSON.stringify([{ districts: [district] }])}::jsonb`;
    return this.db.run(sql`select id, title from programme where ${district === null ? raw('true') : there} order by created_at, id limit ${programmesMax}`);
  }

  /** What was heard of the things with which items are linked whose words this caller reads. */
  private async heard(district: string | null, by: Caller): Promise<(kind: LinkedKind) => Named<Told>[]> {
    const linked = await Promise.all(linkedKinds.map((kind) => this.linked(kind, district, by)));
    const things = await this.foreign.of(linked.flat(), this.db);
    const known = (kind: string, id: string): Told | undefined => things.get(foreignKey(kind, id));
    return (wanted) =>
      linked.flat().flatMap(({ kind, id }) => {
        const told = kind === wanted ? known(kind, id) : undefined;
        return told ? [{ ...told, id }] : [];
      });
  }

  private linked(kind: LinkedKind, district: string | null, by: Caller): Promise<{ kind: string; id: string }[]> {
    return this.db.run(sql`
      select distinct ${kind}::text as kind, unnest(${raw(`${kind}s`)}) as id from item
      where (${this.items.wordsVisibleTo(by)}) and ${within(district)} order by id limit ${linkedMax}`);
  }

  /**
   * The rules of health and timeliness decide. Which items are asked about is told by what they are made of: those with a milestone
   * that is overdue, then those that were untouched for longest.
   */
  private async attention(district: string | null, by: Caller): Promise<AttentionEntry[]> {
    const today = helsinkiDay(by.at);
    const own = by.limits === null ? raw('true') : sql`districts && ${by.limits}::text[]`;
    const items = await this.db.run<Item>(sql`
      select ${this.items.store.columns} from item
      where (${this.items.wordsVisibleTo(by)}) and ${within(district)} and ${own} and status = any(${openStatuses})
      order by exists (
        select from jsonb_array_elements(milestones) milestone where milestone ->> 'status' = 'due' and milestone ->> 'dueOn' < ${today}) desc,
        confirmed_at, id limit ${attentionMax}`);
    return attentionOf(await this.items.views(items, by));
  }
}

/** Who reads what is never public: the ledger and what needs attention (G7). */
const readersOfTheClosed = ['admin', 'coordinator', 'platform'] as const;

const openStatuses = ITEM_STATUSES.filter((status) => isOpen({ status }));

const within = (district: string | null): Sql => (district === null ? raw('true') : sql`${[district]}::text[] <@ districts`);
