import { ImportTarget, invalid, newId, sql, type Caller, type Decided, type Fault, type KnownRows, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { OrganisationRepository } from '../organisations/organisation.repository.ts';
import type { ExternalId, Organisation } from '../organisations/organisation.ts';
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
const externalKey = ({ scheme, value }: ExternalId) => `external:${JSON.stringify({ scheme, value })}`;

/** The Finnish VAT id of a business id: `FI02012566` of `0201256-6`. */
const vatIdOf = (businessId: string): string => `FI${businessId.replace('-', '')}`;
const businessIdOf = (vatId: string): string | null => /^FI(\d{7})(\d)$/.exec(vatId)?.slice(1).join('-') ?? null;

/**
 * What becomes of the organisations of a register (API contract, row `/organisations`, G24). One is known again by its
 * business id, its PIC or its id in the register, and else by its VAT id, as long as no other number speaks against it: so
 * what two registers say of one organisation comes together. What people have added stays.
 */
@Injectable()
export class ImportOrganisations extends ImportTarget<OrganisationRead, Organisation> {
  readonly sources = organisationSources;

  constructor(organisations: OrganisationRepository) {
    super(organisations);
  }

  override keysOf({ id, businessId, vatId, pic, externalIds }: Organisation): string[] {
    return [
      idKey(id),
      ...(businessId ? [businessKey(businessId), vatKey(vatIdOf(businessId))] : []),
      ...(vatId ? [vatKey(vatId)] : []),
      ...(pic ? [picKey(pic)] : []),
      ...externalIds.map(externalKey),
    ];
  }

  override wanted(read: OrganisationRead): string[] {
    const others = [...(read.parent ? [read.parent] : []), ...(read.parts ?? [])];
    return [...strongKeys(read), ...weakKeys(read), ...others.map(externalKey)];
  }

  override find(keys: readonly string[], on: Runs): Promise<Organisation[]> {
    const after = (prefix: string) => keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
    const vatIds = after('vatId:');
    const businessIds = [...after('businessId:'), ...vatIds.flatMap((vatId) => businessIdOf(vatId) ?? [])];
    return on.run<Organisation>(sql`
      select ${this.repository.store.columns} from organisation where id = any(array(
        select unnest(${after('id:')}::uuid[])
        union select id from organisation where business_id = any(${businessIds})
        union select id from organisation where pic = any(${after('pic:')})
        union select id from organisation where vat_id = any(${vatIds})
        union select known.id from unnest(${after('external:').map((id) => `[${id}]`)}::jsonb[]) wanted join organisation known on known.external_ids @> wanted))`);
  }

  override decide(read: OrganisationRead, known: KnownRows<Organisation>, by: Caller): Decided<Organisation> {
    const before = sameAs(read, known);
    const parent = read.parent ? (known.one(externalKey(read.parent))?.id ?? null) : null;
    if (before) return { before, next: { ...renewed(before, read), parent: parent && parent !== before.id ? parent : before.parent } };
    const next = added(read, parent, by);
    const parts = (read.parts ?? []).flatMap((part) => known.all(externalKey(part))).filter((part) => part.parent === null);
    return { before: null, next, beside: parts.map((part) => ({ before: part, next: { ...part, parent: next.id } })) };
  }
}

function strongKeys({ id, businessId, pic, externalIds }: OrganisationRead): string[] {
  return [...(id ? [idKey(id)] : []), ...(businessId ? [businessKey(businessId)] : []), ...(pic ? [picKey(pic)] : []), ...externalIds.map(externalKey)];
}

function weakKeys({ businessId, vatId }: OrganisationRead): string[] {
  return [...(vatId ? [vatKey(vatId)] : []), ...(businessId ? [vatKey(vatIdOf(businessId))] : [])];
}

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
  return (
    weakKeys(read)
      .flatMap((key) => known.all(key))
      .find((one) => contradictions(one, read).length === 0) ?? null
  );
}

/** The numbers of a record that are others than those that an organisation has. */
function contradictions(row: Organisation, { businessId, pic }: OrganisationRead): Fault[] {
  const differs = (pointer: string, known: string | null, said: string | undefined) =>
    known !== null && said !== undefined && known !== said ? [{ pointer, detail: `The organisation ${row.id} has another one` }] : [];
  return [...differs('/businessId', row.businessId, businessId), ...differs('/pic', row.pic, pic)];
}

const filled = ['kind', 'sector', 'businessId', 'vatId', 'pic', 'size', 'website', 'personal', 'situation', 'districts', 'themes', 'expertise'] as const;

/** What a source knows best takes the place of what is known; elsewhere it fills what is empty. */
function renewed(before: Organisation, read: OrganisationRead): Organisation {
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
function added({ name, kind, sector, renews: _r, parts: _p, id, ...said }: OrganisationRead, parent: string | null, by: Caller): Organisation {
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
