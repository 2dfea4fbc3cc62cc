import { Id, Slug, needEvents } from '@fiksu/contracts';
import {
  Attachables,
  Database,
  OrganisationReferences,
  Repository,
  defineListing,
  equals,
  includes,
  oneOf,
  organisation,
  raw,
  sql,
  type Action,
  type Caller,
  type Filter,
  type History,
  type Listing,
  type ListQuery,
  type Runs,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { readsProposals } from '../items/foreign-things.ts';
import { ItemRepository } from '../items/item.repository.ts';
import { plainOf } from './likely-duplicates-words.ts';
import { NeedEntity } from './need.entity.ts';
import { NEED_SOURCES, NEED_STATUSES, PUBLIC_STATUSES, allowedIn, isAlive, isPublic, withoutProposals, type Need, type NeedLink } from './need.ts';
import type { NeedView } from './needs.schema.ts';

export const needListing = defineListing({
  filters: {
    status: oneOf(z.enum(NEED_STATUSES), raw('status')),
    district: includes(Slug, raw('districts')),
    theme: includes(Slug, raw('themes')),
    affectedGroup: includes(z.string().max(80), raw('affected_groups')),
    source: oneOf(z.enum(NEED_SOURCES), raw('source')),
    organisation: organisation(raw('organisation')),
    session: equals(Id, raw('session')),
    externalId: {
      value: z.string().max(200),
      where: (values) =>
        sql`exists (select from jsonb_array_elements(external_ids) known where known ->> 'value' = any(${values}) or (known ->> 'scheme') || ':' || (known ->> 'value') = any(${values}))`,
      description: 'An id of an outside system, alone or with its scheme: omastadi:2018-118',
    },
    mergedInto: equals(Id, raw('merged_into')),
  },
  sorts: { supportCount: { column: raw('support_count'), type: 'integer' } },
  // The stemmers know inflected words, the trigrams compounds and typing errors.
  search: (words) => sql`(search @@ (websearch_to_tsquery('finnish', ${words}) || websearch_to_tsquery('swedish', ${words})
    || websearch_to_tsquery('english', ${words}) || websearch_to_tsquery('simple', ${words})) or word_similarity(${plainOf(words)}, words) >= 0.5)`,
});

/** What everybody may read: a condition on rows of `need`. */
export const publicNeeds = sql`not hidden and status = any(${[...PUBLIC_STATUSES]})`;
const onlyPublic: Filter = { value: z.string(), where: () => publicNeeds };

const { status, district, theme } = needListing.filters;
const filtersOfEvents = [status, district, theme];

@Injectable()
export class NeedRepository extends Repository<Need, NeedView> {
  constructor(
    db: Database,
    attachables: Attachables,
    references: OrganisationReferences,
    private readonly items: ItemRepository,
  ) {
    super(db, NeedEntity, 'needs', needEvents);
    references.add(this, ['organisation']);
    attachables.add({ table: raw('need'), visibleTo: (by) => this.wordsVisibleTo(by) });
  }

  /** Everybody sees what is public, coordinators and platforms all, limited coordinators that of their districts (G7, G8). */
  override visibleTo(by: Caller): Sql {
    if (by.limits) return sql`(${publicNeeds}) or districts && ${by.limits}::text[]`;
    return by.is('admin', 'coordinator', 'platform') ? raw('true') : publicNeeds;
  }

  /** The needs of which this caller reads what people wrote. */
  wordsVisibleTo(by: Caller): Sql {
    return by.readsAsEvents ? publicNeeds : this.visibleTo(by);
  }

  override list(listing: Listing, query: ListQuery, by: Caller) {
    return super.list(listing, this.withoutGuesses(query, by), by);
  }

  override counts(listing: Listing, query: ListQuery, by: Caller) {
    return super.counts(listing, this.withoutGuesses(query, by), by);
  }

  /** A platform that searches or sorts by what it may not read searches the public needs alone: a hit would tell it. */
  private withoutGuesses(query: ListQuery, by: Caller): ListQuery {
    const asked = [...query.filters.map(([filter]) => filter), ...(query.by === null ? [] : [needListing.filters[query.by]])];
    const guesses = query.q !== null || query.sort.field === 'supportCount' || asked.some((filter) => !filtersOfEvents.includes(filter));
    return by.readsAsEvents && guesses ? { ...query, filters: [...query.filters, [onlyPublic, []]] } : query;
  }

  override async history(id: string, by: Caller): Promise<History> {
    const history = await super.history(id, by);
    if (!by.readsAsEvents || isPublic(await this.get(id, by))) return history;
    return { data: history.data.map((entry) => ({ ...entry, reason: null })) };
  }

  /** What residents wrote goes into an event after moderation alone. */
  override visibilityOf(need: Need) {
    return isPublic(need) ? 'public' : 'internal';
  }

  override async view(need: Need, by: Caller): Promise<NeedView> {
    const [view] = await this.views([need], by);
    return view as NeedView;
  }

  override async views(needs: Need[], by: Caller): Promise<NeedView[]> {
    const outcomes = await this.outcomesOf(
      needs.filter((need) => need.outcomes === undefined),
      by,
    );
    return needs.map((need) => this.viewOf({ ...need, outcomes: need.outcomes ?? outcomes.get(need.id) ?? [] }, by));
  }

  /** The items that needs were crystallised into, as far as this caller may see them: one question for all of the needs. */
  async outcomesOf(needs: readonly Need[], by: Caller, on: Runs = this.db): Promise<Map<string, NeedLink[]>> {
    const ids = needs.filter(hasOutcomes).map(({ id }) => id);
    if (ids.length === 0) return new Map();
    const rows = await on.run<{ need: string; item: string }>(sql`
      select need, id as item from item, unnest(needs) as need
      where needs && ${ids}::uuid[] and need = any(${ids}::uuid[]) and (${this.items.visibleTo(by)}) order by created_at, id`);
    return new Map([...Map.groupBy(rows, ({ need }) => need)].map(([need, of]) => [need, of.map(({ item }) => ({ kind: 'item', id: item }))]));
  }

  override async save(before: Need, next: Need, by: Caller, action: Omit<Action<Need>, 'decide'>, on: Runs = this.db): Promise<NeedView> {
    const told = await this.withOutcomes(before, next, by, on);
    return super.save(told.before, told.next, by, action, on);
  }

  override async saveBeside(before: Need, next: Need, by: Caller, action: Pick<Action<Need>, 'action' | 'reason'>, on: Runs): Promise<void> {
    const told = await this.withOutcomes(before, next, by, on);
    return super.saveBeside(told.before, told.next, by, action, on);
  }

  /** Others are told of the items of a need, too, which are kept with the items. Inside a transaction they are asked for there. */
  private async withOutcomes(before: Need, next: Need, by: Caller, on: Runs): Promise<{ before: Need; next: Need }> {
    const outcomes = (await this.outcomesOf([next], by, on)).get(next.id) ?? [];
    return { before: { ...before, outcomes: before.outcomes ?? (hasOutcomes(before) ? outcomes : []) }, next: { ...next, outcomes } };
  }

  private viewOf(need: Need, by: Caller): NeedView {
    const { id, version, status, districts, themes, createdAt, updatedAt } = need;
    const known = { id, version, status, actions: actionsOf(need, by), districts, themes, createdAt, updatedAt };
    if (by.readsAsEvents && !isPublic(need)) return known;
    const { receiptHash: _r, reportCount, statusBeforeMerge: _s, note, declineReason, hidden, ...open } = need;
    const addressed = need.addressed && !readsProposals(by) ? withoutProposals(need.addressed) : need.addressed;
    const internal = by.is('admin', 'coordinator') ? { note, declineReason, hidden, reports: reportCount } : {};
    return { ...open, addressed, ...known, ...internal };
  }

  override mayChange({ districts }: Pick<Need, 'districts'>, by: Caller): void {
    by.requireWithin(districts);
  }
}

const hasOutcomes = ({ status }: Need): boolean => status === 'crystallised' || status === 'addressed';

/** "Any signed-in person" (R4): a platform is none. */
export const SUPPORTERS = ['admin', 'coordinator', 'evaluator', 'partner', 'resident'] as const;

/** What this caller may do now: by state and role alone (G26b). */
function actionsOf(need: Need, by: Caller): string[] {
  const moderation = by.is('admin', 'coordinator') ? [...allowedIn(need.status), need.hidden ? 'restore' : 'hide'] : [];
  if (!isAlive(need) || by.claims === null) return moderation;
  return [...moderation, ...(by.is(...SUPPORTERS) ? ['support'] : []), 'report'];
}
