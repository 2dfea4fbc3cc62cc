import { Slug, organisationEvents } from '@fiksu/contracts';
import {
  Attachables,
  Moved,
  Database,
  DomainError,
  Repository,
  all,
  any,
  defineListing,
  everything,
  forbidden,
  includes,
  invalid,
  readHistory,
  oneOf,
  organisation,
  raw,
  sql,
  type Caller,
  type Filter,
  type History,
  type Key,
  type Listing,
  type ListQuery,
  type Runs,
  type Sql,
} from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { FORMER } from '../merging/former-numbers.ts';
import { wholeBusinessId } from './business-id.ts';
import { OrganisationEntity } from './organisation.entity.ts';
import { KINDS, SECTORS, SITUATIONS, SIZES, masked, plainOf, type Organisation } from './organisation.ts';
import { BusinessId, Pic, Tag, VatId, type OrganisationView } from './organisations.schema.ts';

const codeLengthMax = 401;
const wordsMax = 8;

/** A code alone, or with its scheme in front: `991256096`, `cordis:991256096`. */
function idsNamed(value: string): Sql {
  const pairs = [...value.matchAll(/:/g)].map(({ index }) => ({ scheme: value.slice(0, index), value: value.slice(index + 1) }));
  return any([{ value }, ...pairs].map((id) => sql`external_ids @> ${JSON.stringify([id])}::jsonb`));
}

/** Whoever has one of these numbers, or had it before it became part of another. */
const withNumber = (column: string, scheme: string, numbers: readonly string[]): Sql =>
  any([sql`${raw(column)} = any(${numbers})`, ...numbers.map((value) => sql`external_ids @> ${JSON.stringify([{ scheme, value }])}::jsonb`)]);

const holdsNumber = (column: string, scheme: string, number: string | null): Sql => (number === null ? raw('false') : withNumber(column, scheme, [number]));

const escaped = (word: string): string => `%${word.replace(/[%_\\]/g, '\\$&')}%`;

/** Two letters that changed places leave a short word too few trigrams to be known by. */
const swapsFrom = 4;
const swapsTo = 8;
function withSwaps(word: string): string[] {
  const letters = [...word];
  if (letters.length < swapsFrom || letters.length > swapsTo) return [word];
  return [word, ...letters.slice(1).map((letter, index) => [...letters.slice(0, index), letter, letters[index], ...letters.slice(index + 2)].join(''))];
}

/** As `organisation.words` are kept: so that a part of a name, or a name with a slip of the pen in it, is found. */
const holdsWord = (word: string): Sql => sql`words like any(${withSwaps(word).map(escaped)}) or word_similarity(${word}, words) >= 0.5`;

const holdsAll = (words: string): Sql => all(plainOf(words).split(/\s+/).slice(0, wordsMax).map(holdsWord));

export const organisationListing = defineListing({
  filters: {
    kind: oneOf(z.enum(KINDS), raw('kind')),
    sector: oneOf(z.enum(SECTORS), raw('sector')),
    size: oneOf(z.enum(SIZES), raw('size')),
    situation: oneOf(z.enum(SITUATIONS), raw('situation')),
    district: includes(Slug, raw('districts')),
    theme: includes(Slug, raw('themes')),
    expertise: includes(Tag, raw('expertise')),
    parent: organisation(raw('parent')),
    businessId: { value: BusinessId, where: (values) => withNumber('business_id', FORMER.businessId, values.map(wholeBusinessId)) },
    vatId: { value: VatId, where: (values) => sql`vat_id = any(${values})` },
    pic: { value: Pic, where: (values) => withNumber('pic', FORMER.pic, values) },
    externalId: {
      value: z.string().min(1).max(codeLengthMax),
      where: (values) => any(values.map(idsNamed)),
      description: 'An id in another system, alone or with its scheme: 991256096, cordis:991256096',
    },
    personal: {
      value: z.enum(['true', 'false']),
      where: (values) => sql`personal::text = any(${values})`,
      countBy: raw('personal::text'),
      values: ['false', 'true'],
      description: 'Whether it is a sole trader, who is a natural person',
    },
  },
  sorts: { name: { column: raw('sorted_name'), type: 'text' } },
  search: holdsAll,
});

/** For those who may not know who a sole trader is: it stands where the name stands that they read. */
const sortedAsShown: Listing = { ...organisationListing, sorts: { ...organisationListing.sorts, name: { column: raw('shown_name'), type: 'text' } } };

const { businessId, vatId, pic, externalId, situation } = organisationListing.filters;
const filtersOfWhoItIs: (Filter | undefined)[] = [businessId, vatId, pic, externalId, situation];

const knowsEverybody = (by: Caller): boolean => by.nobody !== null || by.is('admin', 'coordinator');
const ownOrganisation = (by: Caller): string | null => (by.is('partner') ? (by.claims?.org?.toLowerCase() ?? null) : null);

/** Whether a caller may know who the sole traders are that are no organisation of its own. */
export const knows = ({ id, personal }: Pick<Organisation, 'id' | 'personal'>, by: Caller): boolean =>
  !personal || knowsEverybody(by) || ownOrganisation(by) === id;

const knownTo = (by: Caller): Sql => {
  if (knowsEverybody(by)) return everything;
  const own = ownOrganisation(by);
  return own === null ? raw('not personal') : sql`(not personal or id::text = ${own})`;
};

@Injectable()
export class OrganisationRepository extends Repository<Organisation, OrganisationView> {
  constructor(db: Database, attachables: Attachables, moved: Moved) {
    super(db, OrganisationEntity, 'organisations', organisationEvents);
    attachables.add({ table: raw('organisation'), visibleTo: knownTo });
    moved.add('organisations', (id) => this.survivorOf(id));
  }

  /** The organisation that one was merged into; null for one that never was. */
  async survivorOf(id: string, on: Runs = this.db): Promise<string | null> {
    const [merged] = await on.run<{ survivor: string }>(sql`select survivor from merged_organisation where old = ${id}`);
    return merged?.survivor ?? null;
  }

  /** Takes away one that became part of another: what is told of it is where it has gone. */
  async mergeAway(old: Organisation, into: string, report: object, by: Caller, tx: Runs): Promise<void> {
    await this.write({ before: old, next: null, action: 'merge', by, left: { into }, answer: { status: 200, body: report } }, tx);
  }

  /** The organisations that are parts of this one, locked. */
  async partsOf(id: string, on: Runs): Promise<Organisation[]> {
    return on.run<Organisation>(sql`select ${this.store.columns} from organisation where parent = ${id} order by id for update`);
  }

  /** An organisation and all those that it is a part of, at whatever distance. */
  async idsAbove(id: string, on: Runs): Promise<string[]> {
    const above = await on.run<{ id: string }>(sql`
      with recursive above as (
        select id, parent from organisation where id = ${id}
        union select further.id, further.parent from organisation further join above on further.id = above.parent)
      select id from above`);
    return above.map((row) => row.id);
  }

  /** Along with that of those which became part of it. */
  override async history(id: string, by: Caller): Promise<History> {
    const { id: survivor } = await this.get(id, by);
    const merged = await this.db.run<{ old: string }>(sql`select old from merged_organisation where survivor = ${survivor}`);
    return readHistory(this.db, this.collection, [survivor, ...merged.map(({ old }) => old)], by);
  }

  /** Organisations are always public (G7); what is not, of a sole trader, is masked in the view. */
  override visibleTo() {
    return everything;
  }

  override view(organisation: Organisation, by: Caller): OrganisationView {
    return knows(organisation, by) ? organisation : masked(organisation);
  }

  /** No event names a natural person. */
  override visibilityOf({ personal }: Organisation) {
    return personal ? 'internal' : 'public';
  }

  protected override keys(): Key<Organisation>[] {
    return [
      { constraint: 'organisation_business_id', pointer: '/businessId', where: (row) => holdsNumber('business_id', FORMER.businessId, row.businessId) },
      { constraint: 'organisation_pic', pointer: '/pic', where: (row) => holdsNumber('pic', FORMER.pic, row.pic) },
    ];
  }

  /** What was there a moment ago: an organisation above this one, or below the one that is removed. */
  protected override refusalOf(constraint: string, { next }: { next: Organisation | null }): DomainError | null {
    if (constraint !== 'organisation_parent') return null;
    if (next) return invalid([{ pointer: '/parent', detail: 'There is no such organisation' }]);
    return new DomainError('Conflict', 'in-use', 'Is the parent of another organisation');
  }

  /** Who has a key that is taken is told to those who may know it. */
  protected override tellsOf(by: Caller): Sql {
    return knownTo(by);
  }

  /** Coordinators within their districts, and partners their own organisation (G7, G8). */
  override mayChange({ id, districts }: Pick<Organisation, 'id' | 'districts'>, by: Caller): void {
    if (ownOrganisation(by) === id) return;
    if (!by.is('admin', 'coordinator') && by.nobody === null) throw forbidden('This is the organisation of others');
    by.requireWithin(districts);
  }

  override async list(listing: Listing, query: ListQuery, by: Caller) {
    const asked = withoutGuesses(query, by);
    return super.list(knowsEverybody(by) ? listing : sortedAsShown, { ...asked, ids: await this.presentIds(asked.ids) }, by);
  }

  override async counts(listing: Listing, query: ListQuery, by: Caller) {
    const asked = withoutGuesses(query, by);
    return super.counts(listing, { ...asked, ids: await this.presentIds(asked.ids) }, by);
  }

  /** Those of organisations as they are now: an id from before a merge finds what the present one finds (P2). */
  private async presentIds(ids: string[]): Promise<string[]> {
    const known = ids.filter((id) => this.isId(id));
    if (known.length === 0) return ids;
    const merged = await this.db.run<{ old: string; survivor: string }>(sql`select old, survivor from merged_organisation where old = any(${known}::uuid[])`);
    return [...ids, ...merged.map(({ survivor }) => survivor)];
  }
}

/** Who looks for what is masked looks among those that it may know: a hit would tell who a sole trader is. */
function withoutGuesses(query: ListQuery, by: Caller): ListQuery {
  if (knowsEverybody(by)) return query;
  const asked = [...query.filters.map(([filter]) => filter), ...(query.by === null ? [] : [organisationListing.filters[query.by]])];
  if (query.q === null && !asked.some((filter) => filtersOfWhoItIs.includes(filter))) return query;
  const known: Filter = { value: z.string(), where: () => knownTo(by) };
  return { ...query, filters: [...query.filters, [known, []]] };
}
