import { Slug, agreementEvents, isId } from '@fiksu/contracts';
import {
  searchIn,
  Attachables,
  Database,
  OrganisationReferences,
  Repository,
  any,
  defineListing,
  includes,
  oneOf,
  organisations,
  raw,
  sameOrganisations,
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
import { AgreementEntity } from './agreement.entity.ts';
import { AGREEMENT_KINDS, AGREEMENT_STATUSES, allowedIn, cityDayOf, dayAfter, isDuration, isInForce, statusOn, type Agreement } from './agreement.ts';
import type { AgreementView } from './agreements.schema.ts';

const durationLengthMax = 60;

/** As `statusOn`: expired by the clock, not by what was written down. */
const statusAsOf = (today: string): Sql => sql`(case when status = 'signed' and valid_until < ${today}::date then 'expired' else status end)`;
/** As `isInForce`. */
const inForceAsOf = (today: string): Sql => sql`(${statusAsOf(today)} = 'signed' and valid_from <= ${today}::date)`;

/** The terms of the list on this day in the city: a state changes at midnight, whoever is asked. */
const listingOn = (today: string): Listing =>
  defineListing({
    filters: {
      status: oneOf(z.enum(AGREEMENT_STATUSES), statusAsOf(today)),
      kind: oneOf(z.enum(AGREEMENT_KINDS), raw('kind')),
      district: includes(Slug, raw('districts')),
      party: organisations(raw('parties')),
      inForce: {
        value: z.enum(['true', 'false']),
        where: (values) => sql`${inForceAsOf(today)}::text = any(${values})`,
        countBy: sql`${inForceAsOf(today)}::text`,
        values: ['false', 'true'],
        description: 'Whether it is signed, and today within the validity',
      },
      expiringWithin: {
        value: z.string().max(durationLengthMax).refine(isDuration, { message: 'Must be an ISO 8601 duration from today on, such as P30D' }),
        where: ([duration = 'P0D']) => sql`${statusAsOf(today)} = 'signed' and valid_until <= ${dayAfter(today, duration)}::date`,
        description: 'Signed ones whose last day comes within this ISO 8601 duration from today: P30D',
        single: true,
      },
    },
    sorts: {
      validFrom: { column: raw('valid_from::text'), type: 'text' },
      validUntil: { column: raw(`coalesce(valid_until::text, 'none')`), type: 'text' },
    },
    search: searchIn(raw('title')),
  });

/** For reading queries and for the documents; whoever asks is answered as of the day on which it asks. */
export const agreementListing = listingOn('1970-01-01');

function asOf({ at }: Caller, query: ListQuery): { listing: Listing; query: ListQuery } {
  const listing = listingOn(cityDayOf(at));
  const names = new Map(Object.entries(agreementListing.filters).map(([name, filter]) => [filter, name]));
  const filters = query.filters.map(([filter, values]): [Filter, string[]] => [listing.filters[names.get(filter) ?? ''] ?? filter, values]);
  return { listing, query: { ...query, filters } };
}

@Injectable()
export class AgreementRepository extends Repository<Agreement, AgreementView> {
  constructor(db: Database, attachables: Attachables, references: OrganisationReferences) {
    super(db, AgreementEntity, 'agreements', agreementEvents);
    references.add(this, ['parties']);
    attachables.add({ table: raw('agreement'), visibleTo: (by) => wordsVisibleTo(by) });
  }

  /** Agreements are never public: coordinators see those of their districts, parties their own, platforms all without the words (G7, G8). */
  override visibleTo(by: Caller): Sql {
    return by.is('platform') ? raw('true') : wordsVisibleTo(by);
  }

  override async view(agreement: Agreement, by: Caller): Promise<AgreementView> {
    const [view] = await this.views([agreement], by);
    return view as AgreementView;
  }

  override async views(agreements: Agreement[], by: Caller): Promise<AgreementView[]> {
    const own = await this.ownIdsOf(by);
    return agreements.map((agreement) => viewOf(agreement, by, readsWords(agreement, by, own)));
  }

  /** An agreement is between its parties: others are told who agreed and until when, and none of the words. */
  override visibilityOf() {
    return 'internal' as const;
  }

  override mayChange({ districts }: Pick<Agreement, 'districts'>, by: Caller): void {
    by.requireWithin(districts);
  }

  override list(_listing: Listing, query: ListQuery, by: Caller) {
    const today = asOf(by, withoutGuesses(query, by));
    return super.list(today.listing, today.query, by);
  }

  override counts(_listing: Listing, query: ListQuery, by: Caller) {
    const today = asOf(by, withoutGuesses(query, by));
    return super.counts(today.listing, today.query, by);
  }

  override async history(id: string, by: Caller): Promise<History> {
    const history = await super.history(id, by);
    const { title } = await this.read(id, by);
    return title === undefined ? { data: history.data.map((entry) => ({ ...entry, reason: null })) } : history;
  }

  /** All ids under which the caller's organisation is known: a token may still name it as it was before a merge. */
  private async ownIdsOf(by: Caller): Promise<Set<string>> {
    const org = organisationOf(by);
    if (org === null || by.is('admin', 'coordinator')) return new Set();
    const [row] = await this.db.run<{ ids: string[] }>(sql`select ${sameOrganisations([org])} as ids`);
    return new Set(row?.ids);
  }
}

const organisationOf = (by: Caller): string | null => (by.is('partner') && isId(by.claims?.org ?? '') ? (by.claims?.org ?? '').toLowerCase() : null);

/** The agreements of which this caller reads the words. What names no district is of the whole city. */
function wordsVisibleTo(by: Caller): Sql {
  const org = organisationOf(by);
  return any([
    ...(by.is('admin', 'coordinator') ? [by.limits ? sql`districts && ${by.limits}::text[] or districts = '{}'` : raw('true')] : []),
    ...(org === null ? [] : [sql`parties && ${sameOrganisations([org])}`]),
  ]);
}

/** The same of a row that is loaded already. */
function readsWords({ districts, parties }: Agreement, by: Caller, own: ReadonlySet<string>): boolean {
  const { limits } = by;
  if (by.is('admin', 'coordinator') && (limits === null || districts.length === 0 || districts.some((district) => limits.includes(district)))) return true;
  return parties.some((party) => own.has(party));
}

function viewOf(agreement: Agreement, by: Caller, whole: boolean): AgreementView {
  const { title, terminationReason, attachments, ...known } = agreement;
  const today = cityDayOf(by.at);
  const status = statusOn(agreement, today);
  const actions = by.is('admin', 'coordinator') ? allowedIn(status) : [];
  const words = whole ? { title, terminationReason, attachments } : {};
  return { ...known, ...words, status, actions, inForce: isInForce(agreement, today) };
}

/** Who looks for words looks among the agreements whose words it reads: a hit would tell them. */
function withoutGuesses(query: ListQuery, by: Caller): ListQuery {
  if (query.q === null) return query;
  const readable: Filter = { value: z.string(), where: () => wordsVisibleTo(by) };
  return { ...query, filters: [...query.filters, [readable, []]] };
}
