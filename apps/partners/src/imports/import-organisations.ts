import { LANGUAGES, type LocalisedText } from '@fiksu/contracts';
import { ImportTarget, invalid, newId, sql, type Caller, type Decided, type Fault, type KnownRows, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { FORMER } from '../merging/former-numbers.ts';
import { OrganisationRepository } from '../organisations/organisation.repository.ts';
import type { ExternalId, Organisation } from '../organisations/organisation.ts';
import { parentsLock } from '../organisations/write-organisation.ts';
import type { OrganisationRead } from './organisation-read.ts';
import { cordis } from './read-cordis.ts';
import { csv } from './read-organisations-csv.ts';
import { ytj } from './read-ytj.ts';

/** CORDIS first, since a table of ours could have the same columns. */
export const organisationSources = [ytj, cordis, csv];

const idKey = (id: string) => `id:${id}`;
const businessKey = (businessId: string) => `businessId:${businessId}`;
const picKey = (pic: string) => `pic:${pic}`;
const vatKey = (vatId: string) => `vatId:${vatId}`;
/** Asks for nobody: says that who is above whom may change. */
const parentsKey = 'parents';
const externalKey = ({ scheme, value }: ExternalId) => `external:${JSON.stringify({ scheme, value })}`;

const nameKeys = (name: LocalisedText): string[] =>
  LANGUAGES.flatMap((language) => (name[language] ? [`name:${JSON.stringify({ [language]: name[language] })}`] : []));

/** The Finnish VAT id of a business id: `FI02012566` of `0201256-6`. */
const vatIdOf = (businessId: string): string => `FI${businessId.replace('-', '')}`;
const businessIdOf = (vatId: string): string | null => /^FI(\d{7})(\d)$/.exec(vatId)?.slice(1).join('-') ?? null;

/**
 * What becomes of the organisations of a register (API contract, row `/organisations`, G24). One is known again by its
 * business id, its PIC or its id in the register, and else by its VAT id, as long as no other number speaks against it: so
 * what two registers say of one organisation comes together. Of what has no number at all the name is all there is to
 * know it by. What people have added stays.
 */
@Injectable()
export class ImportOrganisations extends ImportTarget<OrganisationRead, Organisation> {
  readonly sources = organisationSources;

  constructor(organisations: OrganisationRepository) {
    super(organisations);
  }

  override keysOf({ id, name, businessId, vatId, pic, externalIds }: Organisation): string[] {
    return [
      idKey(id),
      ...(businessId ? [businessKey(businessId), vatKey(vatIdOf(businessId))] : []),
      ...(vatId ? [vatKey(vatId)] : []),
      ...(pic ? [picKey(pic)] : []),
      ...externalIds.map(externalKey),
      ...nameKeys(name),
    ];
  }

  override wanted(read: OrganisationRead): string[] {
    const others = [...(read.parent ? [parentKey(read.parent)] : []), ...(read.parts ?? []).map(externalKey)];
    return [...strongKeys(read), ...weakKeys(read), ...nameKeyOf(read), ...others, ...(others.length > 0 ? [parentsKey] : [])];
  }

  /** Along with those that are above them, so that nobody gets above itself. */
  override async find(keys: readonly string[], on: Runs): Promise<Organisation[]> {
    if (keys.includes(parentsKey)) await on.run(sql`select pg_advisory_xact_lock(${parentsLock})`);
    const after = (prefix: string) => keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
    const vatIds = after('vatId:');
    const businessIds = [...after('businessId:'), ...vatIds.flatMap((vatId) => businessIdOf(vatId) ?? [])];
    return on.run<Organisation>(sql`
      with recursive found as (
        select unnest(${after('id:')}::uuid[]) as id
        union select id from organisation where business_id = any(${businessIds})
        union select id from organisation where pic = any(${after('pic:')})
        union select id from organisation where vat_id = any(${vatIds})
        union select known.id from unnest(${after('external:').map((id) => `[${id}]`)}::jsonb[]) wanted join organisation known on known.external_ids @> wanted
        union select known.id from unnest(${after('name:')}::jsonb[]) wanted join organisation known on known.name @> wanted),
      above as (
        select id, parent from organisation where id = any(array(select id from found))
        union select further.id, further.parent from above join organisation further on further.id = above.parent)
      select ${this.repository.store.columns} from organisation where id = any(array(select id from above))`);
  }

  override decide(read: OrganisationRead, known: KnownRows<Organisation>, by: Caller): Decided<Organisation> {
    const before = sameAs(read, known);
    const above = read.parent ? chainAbove(read.parent, known) : [];
    if (before && above.some(({ id }) => id === before.id))
      throw invalid([{ pointer: pointerOfParent(read), detail: 'Is the organisation itself, or a part of it' }]);
    const parent = above[0]?.id ?? null;
    if (before) return { before, next: { ...renewed(before, read), parent: parent ?? before.parent } };
    const next = added(read, parent, by);
    const parts = (read.parts ?? []).flatMap((part) => known.all(externalKey(part))).filter((part) => part.parent === null && !above.includes(part));
    return { before: null, next, beside: parts.map((part) => ({ before: part, next: { ...part, parent: next.id } })) };
  }
}

function parentKey(parent: NonNullable<OrganisationRead['parent']>): string {
  if ('id' in parent) return idKey(parent.id);
  return 'businessId' in parent ? businessKey(parent.businessId) : externalKey(parent);
}

const pointerOfParent = ({ parent }: OrganisationRead): string => (parent && 'scheme' in parent ? '/parent_id' : '/parent');

/**
 * The organisation that is named as the one above, and those above that, upwards; none where the file may bring it later.
 * @throws DomainError Invalid (422) where it has to be here and is not
 */
function chainAbove(named: NonNullable<OrganisationRead['parent']>, known: KnownRows<Organisation>): Organisation[] {
  const chain: Organisation[] = [];
  let next = known.one(parentKey(named));
  if (!next && !('scheme' in named)) throw invalid([{ pointer: '/parent', detail: 'There is no such organisation' }]);
  while (next && !chain.includes(next)) {
    chain.push(next);
    next = next.parent === null ? undefined : known.one(idKey(next.parent));
  }
  return chain;
}

function strongKeys(read: OrganisationRead): string[] {
  const { id, businessId, pic, externalIds } = read;
  return [
    ...[...(id ? [idKey(id)] : []), ...(businessId ? [businessKey(businessId)] : []), ...(pic ? [picKey(pic)] : [])],
    ...[...externalIds, ...formerIds(read)].map(externalKey),
  ];
}

/** As which an organisation knows these numbers that became part of it by a merge: the same file leads to the survivor. */
function formerIds({ id, businessId, pic }: Pick<OrganisationRead, 'id' | 'businessId' | 'pic'>): ExternalId[] {
  const numbers = { [FORMER.id]: id, [FORMER.businessId]: businessId, [FORMER.pic]: pic };
  return Object.entries(numbers).flatMap(([scheme, value]) => (value === undefined ? [] : [{ scheme, value }]));
}

const isFormer = (row: Organisation, scheme: string, value: string | undefined): boolean =>
  row.externalIds.some((known) => known.scheme === scheme && known.value === value);

/** Whether a record is about one that became part of this organisation. */
const isOfFormer = (row: Organisation, read: OrganisationRead): boolean => formerIds(read).some(({ scheme, value }) => isFormer(row, scheme, value));

function weakKeys({ businessId, vatId }: OrganisationRead): string[] {
  return [...(vatId ? [vatKey(vatId)] : []), ...(businessId ? [vatKey(vatIdOf(businessId))] : [])];
}

const hasNumber = ({ id, businessId, vatId, pic, externalIds }: OrganisationRead): boolean =>
  [id, businessId, vatId, pic].some((number) => number !== undefined) || externalIds.length > 0;

/** The key of the name of what has no number, in the first of its languages. */
const nameKeyOf = (read: OrganisationRead): string[] => (read.name && !hasNumber(read) ? nameKeys(read.name).slice(0, 1) : []);

/**
 * The organisation that a record is about; null for a new one.
 * @throws DomainError Invalid (422) where its numbers lead to two of them, or against one that they lead to: only people can merge
 */
function sameAs(read: OrganisationRead, known: KnownRows<Organisation>): Organisation | null {
  const found = new Map(strongKeys(read).flatMap((key) => known.all(key).map((row) => [row.id, row] as const)));
  if (found.size > 1)
    throw invalid([{ pointer: '', detail: `Is about ${found.size} organisations that are here: ${[...found.keys()].join(', ')}; merge them first` }]);
  const [row] = found.values();
  if (row) {
    const faults = contradictions(row, read);
    if (faults.length > 0) throw invalid(faults);
    return row;
  }
  if (!hasNumber(read)) return namedAs(read, known);
  return (
    weakKeys(read)
      .flatMap((key) => known.all(key))
      .find((one) => contradictions(one, read).length === 0) ?? null
  );
}

/** The organisation that has all the names of a record. */
function namedAs(read: OrganisationRead, known: KnownRows<Organisation>): Organisation | null {
  const rows = nameKeyOf(read).flatMap((key) => known.all(key));
  const found = rows.filter(({ name }) => LANGUAGES.every((language) => !read.name?.[language] || name[language] === read.name[language]));
  if (found.length > 1) throw invalid([{ pointer: '', detail: `${found.length} organisations have this name: say by a number which one it is` }]);
  return found[0] ?? null;
}

/** The numbers of a record that are others than those that an organisation has. */
function contradictions(row: Organisation, { businessId, pic }: OrganisationRead): Fault[] {
  const differs = (pointer: string, scheme: string, known: string | null, said: string | undefined) =>
    known !== null && said !== undefined && known !== said && !isFormer(row, scheme, said)
      ? [{ pointer, detail: `The organisation ${row.id} has another one` }]
      : [];
  return [...differs('/businessId', FORMER.businessId, row.businessId, businessId), ...differs('/pic', FORMER.pic, row.pic, pic)];
}

const filled = ['kind', 'sector', 'businessId', 'vatId', 'pic', 'size', 'website', 'personal', 'situation', 'districts', 'themes', 'expertise'] as const;

/**
 * What a source knows best takes the place of what is known; elsewhere it fills what is empty. Of what became part of it a
 * record fills only: else the two records of one file would take turns.
 */
function renewed(before: Organisation, record: OrganisationRead): Organisation {
  const read = isOfFormer(before, record) ? { ...record, renews: [] } : record;
  const known = new Set(before.externalIds.map(externalKey));
  const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);
  const members = filled.flatMap((member) => {
    const said = read[member];
    return said !== undefined && (read.renews.includes(member) || isEmpty(before[member])) ? [[member, said] as const] : [];
  });
  return {
    ...before,
    ...Object.fromEntries(members),
    name: read.renews.includes('name') ? { ...before.name, ...read.name } : before.name,
    externalIds: [...before.externalIds, ...read.externalIds.filter((id) => !known.has(externalKey(id)))],
  };
}

/** @throws DomainError Invalid (422) where the record lacks what a new organisation has to have */
function added({ name, kind, sector, renews: _r, parts: _p, parent: _above, id, ...said }: OrganisationRead, parent: string | null, by: Caller): Organisation {
  if (!name || !kind || !sector) {
    const missing = Object.entries({ name, kind, sector }).filter(([, value]) => value === undefined);
    throw invalid(missing.map(([member]) => ({ pointer: `/${member}`, detail: 'A new organisation has one' })));
  }
  return {
    ...{ businessId: null, vatId: null, pic: null, size: null, website: null, personal: false, situation: 'none' },
    ...{ districts: [], themes: [], expertise: [], attachments: [] },
    ...said,
    ...{ id: id ?? newId(), version: 1, name, kind, sector, parent, createdAt: by.at, updatedAt: by.at },
  };
}
