import { ImportTarget, invalid, sql, type Caller, type Decided, type KnownRows, type Runs, type Stored } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DistrictRepository } from './district.repository.ts';
import { LEVELS, parentKey, renew, type District } from './district.ts';
import { helsinkiGeojson } from './helsinki-geojson.ts';
import { freeSlug, slugsToTry } from './name-districts.ts';
import type { AreaDraft } from './read-helsinki-geojson.ts';

type Row = District & Stored;

export const districtSources = [helsinkiGeojson];
export const districtParameters = { level: z.enum(LEVELS).describe(`Must be one of ${LEVELS.join(', ')}`) as unknown as z.ZodType<string> };

const slugKey = (slug: string) => `slug:${slug}`;
const registerKey = ({ scheme, value }: { scheme: string; value: string }) => `register:${scheme} ${value}`;
const areaKey = (level: string, value: string) => `area:${level} ${value}`;
const childKey = (level: string, value: string) => `child-of:${level} ${value}`;

/**
 * What becomes of the areas of a file (API contract, R1): an area with the same register id is the same district,
 * wherever its border is now and whatever it is called. Each finds its parent, and those that came before their parent
 * are given it when it comes.
 */
@Injectable()
export class ImportDistricts extends ImportTarget<AreaDraft, Row> {
  readonly sources = districtSources;

  constructor(districts: DistrictRepository) {
    super(districts);
  }

  override keysOf(row: Row): string[] {
    const parent = parentKey(row);
    return [
      slugKey(row.id),
      ...row.externalIds.flatMap((externalId) => [registerKey(externalId), areaKey(row.level, externalId.value)]),
      ...(parent ? [childKey(parent.level, parent.value)] : []),
    ];
  }

  override wanted({ district, municipality, plainSlug }: AreaDraft): string[] {
    const parent = parentKey(district);
    return [
      ...slugsToTry(plainSlug, municipality, district.code).map(slugKey),
      ...district.externalIds.flatMap((externalId) => [registerKey(externalId), childKey(district.level, externalId.value)]),
      ...(parent ? [areaKey(parent.level, parent.value)] : []),
    ];
  }

  override find(keys: readonly string[], on: Runs): Promise<Row[]> {
    const after = (prefix: string) => keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
    const values = [...after('register:'), ...after('area:')].map((key) => key.slice(key.indexOf(' ') + 1));
    const parents = after('child-of:').map((key) => key.slice(key.indexOf(' ') + 1));
    return on.run<Row>(sql`
      select ${this.repository.store.columns} from district where id = any(${after('slug:')}) or exists (
        select from jsonb_array_elements(external_ids) known where known ->> 'value' = any(${values})
          or rpad(left(known ->> 'value', 7), 10, '0') = any(${parents}) or rpad(left(known ->> 'value', 4), 10, '0') = any(${parents}))`);
  }

  override decide({ district, municipality, plainSlug }: AreaDraft, known: KnownRows<Row>, by: Caller): Decided<Row> {
    const before = district.externalIds.flatMap((externalId) => known.one(registerKey(externalId)) ?? [])[0] ?? null;
    const key = parentKey(district);
    const parent = key === null ? null : (known.one(areaKey(key.level, key.value))?.id ?? null);
    if (before) return { before, next: { ...before, ...renew(before, { ...district, id: before.id, parent }) } };
    const id = freeSlug(plainSlug, municipality, district.code, (slug) => known.one(slugKey(slug)) !== undefined);
    if (id === null) throw invalid([{ pointer: '/properties/nimi_fi', detail: `Other areas already hold "${plainSlug}"` }]);
    const next: Row = { ...district, id, parent, version: 1, createdAt: by.at, updatedAt: by.at };
    const orphans = district.externalIds
      .flatMap(({ value }) => known.all(childKey(district.level, value)))
      .filter((child) => child.parent !== id && child.id !== id);
    return { before: null, next, beside: orphans.map((child) => ({ before: child, next: { ...child, parent: id } })) };
  }
}
