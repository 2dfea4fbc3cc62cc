import { Id, Slug, needEvents } from '@fiksu/contracts';
import {
  Attachables,
  Database,
  Repository,
  defineListing,
  equals,
  forbidden,
  includes,
  oneOf,
  raw,
  sql,
  type Caller,
  type Filter,
  type History,
  type Listing,
  type ListQuery,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { plainOf } from './likely-duplicates-words.ts';
import { NeedEntity } from './need.entity.ts';
import { NEED_SOURCES, NEED_STATUSES, PUBLIC_STATUSES, allowedIn, isAlive, isPublic, type Need } from './need.ts';
import type { NeedView } from './needs.schema.ts';

export const needListing = defineListing({
  filters: {
    status: oneOf(z.enum(NEED_STATUSES), raw('status')),
    district: includes(Slug, raw('districts')),
    theme: includes(Slug, raw('themes')),
    affectedGroup: includes(z.string().max(80), raw('affected_groups')),
    source: oneOf(z.enum(NEED_SOURCES), raw('source')),
    organisation: equals(Id, raw('organisation')),
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

const publicNeeds = sql`not hidden and status = any(${[...PUBLIC_STATUSES]})`;
const onlyPublic: Filter = { value: z.string(), where: () => publicNeeds };

/** Of what is not public yet, a platform reads what events carry, and none of what people wrote (G7, G22). */
const readsAsEvents = (by: Caller): boolean => by.is('platform') && !by.is('admin', 'coordinator');
const { status, district, theme } = needListing.filters;
const filtersOfEvents = [status, district, theme];

@Injectable()
export class NeedRepository extends Repository<Need, NeedView> {
  constructor(db: Database, attachables: Attachables) {
    super(db, NeedEntity, 'needs', needEvents);
    attachables.add({ table: raw('need'), visibleTo: (by) => this.wordsVisibleTo(by) });
  }

  /** Everybody sees what is public, coordinators and platforms all, limited coordinators that of their districts (G7, G8). */
  override visibleTo(by: Caller): Sql {
    if (by.limits) return sql`(${publicNeeds}) or districts && ${by.limits}::text[]`;
    return by.is('admin', 'coordinator', 'platform') ? raw('true') : publicNeeds;
  }

  /** The needs of which this caller reads what people wrote. */
  wordsVisibleTo(by: Caller): Sql {
    return readsAsEvents(by) ? publicNeeds : this.visibleTo(by);
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
    return readsAsEvents(by) && guesses ? { ...query, filters: [...query.filters, [onlyPublic, []]] } : query;
  }

  override async history(id: string, by: Caller): Promise<History> {
    const history = await super.history(id, by);
    if (!readsAsEvents(by) || isPublic(await this.get(id, by))) return history;
    return { data: history.data.map((entry) => ({ ...entry, reason: null })) };
  }

  /** What residents wrote goes into an event after moderation alone. */
  override visibilityOf(need: Need) {
    return isPublic(need) ? 'public' : 'internal';
  }

  override view(need: Need, by: Caller): NeedView {
    const { id, version, status, districts, themes, createdAt, updatedAt } = need;
    const known = { id, version, status, actions: actionsOf(need, by), districts, themes, createdAt, updatedAt };
    if (readsAsEvents(by) && !isPublic(need)) return known;
    const { receiptHash: _r, reportCount, statusBeforeMerge: _s, note, declineReason, hidden, ...open } = need;
    const internal = by.is('admin', 'coordinator') ? { note, declineReason, hidden, reports: reportCount } : {};
    return { ...open, ...known, ...internal };
  }

  override mayChange({ districts }: Pick<Need, 'districts'>, by: Caller): void {
    const { limits } = by;
    if (limits && districts.some((district) => !limits.includes(district))) throw forbidden('Your token is limited to other districts', 'outside-districts');
  }
}

/** "Any signed-in person" (R4): a platform is none. */
export const SUPPORTERS = ['admin', 'coordinator', 'evaluator', 'partner', 'resident'] as const;

/** What this caller may do now: by state and role alone (G26b). */
function actionsOf(need: Need, by: Caller): string[] {
  const moderation = by.is('admin', 'coordinator') ? [...allowedIn(need.status), need.hidden ? 'restore' : 'hide'] : [];
  if (!isAlive(need) || by.claims === null) return moderation;
  return [...moderation, ...(by.is(...SUPPORTERS) ? ['support'] : []), 'report'];
}
