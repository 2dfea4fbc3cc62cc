import { Id, Slug } from '@fiksu/contracts';
import { Database, Repository, defineListing, equals, forbidden, includes, oneOf, raw, sql, type Caller, type Sql } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
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
    mergedInto: equals(Id, raw('merged_into')),
  },
  sorts: { supportCount: { column: raw('support_count'), type: 'integer' } },
  // The stemmers know inflected words, the trigrams compounds and typing errors.
  search: (words) => sql`(search @@ (websearch_to_tsquery('finnish', ${words}) || websearch_to_tsquery('swedish', ${words})
    || websearch_to_tsquery('english', ${words}) || websearch_to_tsquery('simple', ${words})) or word_similarity(lower(${words}), words) >= 0.5)`,
});

const publicNeeds = sql`not hidden and status = any(${[...PUBLIC_STATUSES]})`;

@Injectable()
export class NeedRepository extends Repository<Need, NeedView> {
  constructor(db: Database) {
    super(db, NeedEntity, 'needs');
  }

  /** Everybody sees what is public, coordinators and platforms all, limited coordinators that of their districts (G7, G8). */
  override visibleTo(by: Caller): Sql {
    if (by.limits) return sql`(${publicNeeds}) or districts && ${by.limits}::text[]`;
    return by.is('admin', 'coordinator', 'platform') ? raw('true') : publicNeeds;
  }

  override view(need: Need, by: Caller): NeedView {
    const { id, version, status, districts, themes, createdAt, updatedAt } = need;
    const known = { id, version, status, actions: actionsOf(need, by), districts, themes, createdAt, updatedAt };
    // A platform reads what is not yet published as events carry it (G7, G22).
    if (by.is('platform') && !by.is('admin', 'coordinator') && !isPublic(need)) return known;
    const { receiptHash: _r, reportCount, statusBeforeMerge: _s, note, declineReason, hidden, ...open } = need;
    const internal = by.is('admin', 'coordinator') ? { note, declineReason, hidden, reports: reportCount } : {};
    return { ...open, ...known, ...internal };
  }

  override mayChange(need: Need, by: Caller): void {
    const { limits } = by;
    if (limits && need.districts.some((district) => !limits.includes(district))) throw forbidden('Your token is limited to other districts', 'outside-districts');
  }
}

/** What this caller may do now: by state and role alone (G26b). */
function actionsOf(need: Need, by: Caller): string[] {
  const moderation = by.is('admin', 'coordinator') ? [...allowedIn(need.status), need.hidden ? 'restore' : 'hide'] : [];
  const crowd = isAlive(need) && by.is('admin', 'coordinator', 'evaluator', 'partner', 'resident') ? ['support', 'report'] : [];
  return [...moderation, ...crowd];
}
